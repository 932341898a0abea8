package window_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/display/window"
)

// Nothing moves, nothing is painted: a lit code is one scene from its first to its last frame.
func TestSceneStays(t *testing.T) {
	d := newDesk(t)
	off := d.Scene()
	d.click()
	lit := d.Scene()
	for range 26 {
		d.wait(time.Second)
		if d.Scene() != lit {
			t.Fatal("the scene of a lit code changes")
		}
	}
	d.wait(time.Second)
	if d.Scene() != off {
		t.Error("the scene of an LCD that went off is another than before")
	}
}

func TestAssist(t *testing.T) {
	d := newDesk(t, demo(t, "1", "battery: {codes: 14000, years: 7, made: 2026-01-15}"))
	if d.Scene().Assist != (face.Assist{}) {
		t.Error("the panel is open at the start")
	}
	d.keys("A")
	check := func(want face.Assist) {
		t.Helper()
		got := d.Scene().Assist
		got.Events = [face.MaxEvents]face.Event{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	quiet := face.Assist{
		State: "off", Timeout: 27 * time.Second, Hold: 4 * time.Second, SyncPresses: 4,
		Counter: "0", Battery: "14000 left, to 2033-01-15",
	}
	check(quiet)

	d.down(window.Mouse)
	d.wait(1020 * time.Millisecond)
	held := quiet
	held.Down, held.Held = true, time.Second
	check(held)

	d.up(window.Mouse)
	d.wait(510 * time.Millisecond)
	lit := quiet
	lit.State, lit.OffIn = "a code", 26500*time.Millisecond
	lit.Counter, lit.Battery = "1", "13999 left, to 2033-01-15"
	check(lit)

	d.wait(27 * time.Second)
	d.down(window.Mouse)
	d.wait(4 * time.Second)
	d.up(window.Mouse)
	d.click()
	counting := quiet
	counting.State, counting.OffIn, counting.Counting, counting.Presses = "self test", 27*time.Second, true, 1
	counting.Counter, counting.Battery = lit.Counter, lit.Battery
	check(counting)

	d.keys("A")
	if d.Scene().Assist != (face.Assist{}) {
		t.Error("A does not close the panel")
	}
}

// What is left is rounded up, what is reached down: a lit screen has time left, and
// a press is no hold before it is one.
func TestAssistRounds(t *testing.T) {
	d := newDesk(t)
	d.keys("A")
	d.click()
	d.wait(26990 * time.Millisecond)
	if left := d.Scene().Assist.OffIn; left != 100*time.Millisecond {
		t.Errorf("10 ms before it goes off, the panel says %v", left)
	}
	d.wait(time.Second)
	d.down(window.Mouse)
	d.wait(3999 * time.Millisecond)
	if held := d.Scene().Assist.Held; held != 3950*time.Millisecond {
		t.Errorf("1 ms before a hold, the panel says %v", held)
	}
}

// The panel shows a press of one's own at once, and the other token's counter as soon
// as it lies on top.
func TestAssistIsUpToDate(t *testing.T) {
	d := newDesk(t, demo(t, "1"), demo(t, "2", "counter: 7"))
	d.keys("A")
	d.click()
	if counter := d.Scene().Assist.Counter; counter != "1" {
		t.Errorf("after a press the panel shows the counter %s", counter)
	}
	d.keys("N")
	if counter := d.Scene().Assist.Counter; counter != "7" {
		t.Errorf("of the other token the panel shows the counter %s", counter)
	}
	d.frame(window.Input{Dropped: []string{"3"}})
	if counter := d.Scene().Assist.Counter; counter != "0" {
		t.Errorf("of a dropped token the panel shows the counter %s", counter)
	}
}

// A counter that cannot be read is told once, and told again when it fails again.
func TestAssistCannotRead(t *testing.T) {
	d := newDesk(t)
	memory := &forgetful{}
	d.memories["2"] = memory
	d.frame(window.Input{Dropped: []string{"2"}})
	for range 2 {
		memory.err = errFull
		d.keys("A")
		d.says("the disk is full", true)
		if counter := d.Scene().Assist.Counter; counter != "cannot be read" {
			t.Errorf("the panel shows the counter %s", counter)
		}
		d.frames()
		d.wait(time.Minute)
		d.says("", false)
		memory.err = nil
		d.wait(time.Second)
		d.keys("A")
	}
}

// forgetful is a memory that sometimes cannot be read.
type forgetful struct{ err error }

func (f *forgetful) Counter() (uint64, error) { return 0, f.err }

func (f *forgetful) Update(func(uint64) (uint64, error)) (uint64, error) { return 0, f.err }

func TestAssistSeesSomebodyElse(t *testing.T) {
	d := newDesk(t)
	d.keys("A")
	other := d.token(demo(t, "1"))
	if _, err := other.Press(); err != nil {
		t.Fatal(err)
	}
	d.wait(time.Second)
	if counter := d.Scene().Assist.Counter; counter != "1" {
		t.Errorf("a second later the panel shows the counter %s", counter)
	}
	d.click()
	d.wants("287082") // and the next code is the next one
}

func TestAssistNamesTheOtherReading(t *testing.T) {
	d := newDesk(t, demo(t, "1", "counter: 3")) // 969429
	d.keys("A")
	d.click()
	d.wants("969429")
	if reading := d.Scene().Assist.UpsideDown; reading != "" {
		t.Errorf("969429 reads as %q: a 4 is none upside down", reading)
	}

	d = newDesk(t, demo(t, "1", "counter: 12")) // 868912
	d.keys("A")
	d.click()
	if got, want := d.Scene().Assist.UpsideDown, d.Scene().LCD.Turned().Reading(); got != "216898" || got != want {
		t.Errorf("868912 upside down is %q, and painted it is %q", got, want)
	}
}

func TestEvents(t *testing.T) {
	d := newDesk(t)
	d.keys("A")
	d.down(window.Mouse)
	d.wait(200 * time.Millisecond)
	d.up(window.Mouse)
	d.wait(time.Minute)
	var got []string
	for _, event := range d.Scene().Assist.Events {
		if event.Text != "" {
			got = append(got, event.Time[len("15:"):]+" "+event.Text) // hours depend on where one is
		}
	}
	want := []string{"00:27.2 off", "00:00.2 755224", "00:00.0 pressed for 200 ms"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBack(t *testing.T) {
	d := newDesk(t, demo(t, "000512345678", "battery: {years: 7, made: 2026-01-15}"))
	s := d.Scene()
	if s.Model != "eToken PASS" || s.Serial != "000512345678" || s.Made != "2026-01-15" {
		t.Errorf("the back says %+v", s)
	}
}

func TestMessagesFade(t *testing.T) {
	d := newDesk(t)
	d.Appear()
	d.says("H shows the keys", false)
	d.frames()
	d.wait(4 * time.Second)
	d.says("", false)
}

// An error has its time to be read, and goes when the hand goes on.
func TestErrorsStayLonger(t *testing.T) {
	d := newDesk(t)
	d.refuses = errFull
	d.frame(window.Input{Dropped: []string{"2"}})
	d.frames()
	d.wait(14 * time.Second)
	d.says("the disk is full", true)
	d.wait(time.Second)
	d.says("", false)

	d.frame(window.Input{Dropped: []string{"2"}})
	d.frames()
	d.wait(time.Second)
	d.keys("U")
	d.says("", false)
}

func TestDrop(t *testing.T) {
	d := newDesk(t)
	d.frame(window.Input{Dropped: []string{"2", "3"}})
	if title, place := d.Title(), d.Scene().Place; title != "eToken PASS 3" || place != "3 of 3" {
		t.Errorf("after two drops: %s, %s", title, place)
	}
	d.says("opened 2, 3", false)
	if diff := cmp.Diff([]string{"2 ", "3 "}, d.told); diff != "" {
		t.Error(diff)
	}
	d.click()
	d.frame(window.Input{Dropped: []string{"3"}}) // edited and dropped again: taken in the hand anew
	if place := d.Scene().Place; place != "3 of 3" {
		t.Errorf("dropping a token again gives %s", place)
	}
	d.wants("")
}

// What is wrong with one file is said, though the others are open.
func TestBadDropAmongGoodOnes(t *testing.T) {
	d := newDesk(t)
	d.frame(window.Input{Dropped: []string{"2"}, Lost: errFull})
	d.says("the disk is full", true)
	if title := d.Title(); title != "eToken PASS 2" {
		t.Errorf("the title is %s", title)
	}
}

// The button is released before another token comes on top; if that fails, it is said.
func TestDropReleases(t *testing.T) {
	d := newDesk(t)
	d.memories["2"] = refusing{}
	d.frame(window.Input{Dropped: []string{"2"}})
	d.down(window.SpaceBar)
	d.frame(window.Input{Dropped: []string{"3"}})
	d.says("the disk is full", true)
	d.keys("Shift+N")
	if d.Scene().Down {
		t.Error("the button of a token that went below is still down")
	}
}

func TestUpsideDownFromTheStart(t *testing.T) {
	d := newDesk(t)
	w, err := window.New(window.Options{Tokens: []*device.Token{d.token(demo(t, "2"))}, Clock: d.clock, UpsideDown: true})
	if err != nil {
		t.Fatal(err)
	}
	if !w.Scene().Turned {
		t.Error("the token is not upside down")
	}
}

func TestBadDropChangesNothing(t *testing.T) {
	d := newDesk(t)
	d.click()
	before := d.Scene()
	d.refuses = errors.Join(hinted{"bad.yaml:1: serial: is missing"}, errors.New("bad.yaml:2: digits: is 5"))
	d.frame(window.Input{Dropped: []string{"bad.yaml"}})
	d.says("the first of 2 problems: bad.yaml:1: serial: is missing\ntry this", true)
	after := d.Scene()
	after.Message = before.Message
	if after != before {
		t.Error("a bad file changes what is shown")
	}
}

func TestTranscript(t *testing.T) {
	d := newDesk(t, demo(t, "1"), demo(t, "2"))
	d.Appear()
	d.click()
	d.keys("N")
	d.click()
	d.wait(time.Hour)
	want := []string{"1 ", "2 ", "1 755224", "2 755224", "1 ", "2 "}
	if diff := cmp.Diff(want, d.told); diff != "" {
		t.Error(diff)
	}
}

// A transcript that cannot be written: the window says so until it is closed.
func TestTranscriptFails(t *testing.T) {
	d := newDesk(t)
	d.broken = errFull
	d.click()
	d.wants("755224")
	d.says("the disk is full", true)
	d.keys("C")
	d.says("copied 755224", false) // for as long as that takes to read
	d.frames()
	d.wait(time.Hour)
	d.says("the disk is full", true)
	if !errors.Is(d.Failed(), errFull) {
		t.Errorf("the window ends with %v", d.Failed())
	}
}

// hinted is an error with advice.
type hinted struct{ text string }

func (h hinted) Error() string { return h.text }
func (h hinted) Hint() string  { return "try this" }
