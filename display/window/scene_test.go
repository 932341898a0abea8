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

// While a code is lit, the scene stays equal, so nothing is repainted.
func TestSceneStays(t *testing.T) {
	f := newFixture(t)
	off := f.Scene()
	f.click()
	lit := f.Scene()
	for range 26 {
		f.wait(time.Second)
		if f.Scene() != lit {
			t.Fatal("the scene of a lit code changes")
		}
	}
	f.wait(time.Second)
	if f.Scene() != off {
		t.Error("after the LCD went off, the scene differs from the first one")
	}
}

func TestAssist(t *testing.T) {
	f := newFixture(t, demo(t, "1", "battery: {codes: 14000, years: 7, made: 2026-01-15}"))
	if f.Scene().Assist != (face.Assist{}) {
		t.Error("the panel is open at the start")
	}
	f.keys("A")
	check := func(want face.Assist) {
		t.Helper()
		got := f.Scene().Assist
		got.Events = [face.MaxEvents]face.Event{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	quiet := face.Assist{
		State: "off", Timeout: 27 * time.Second, Hold: 4 * time.Second, SyncPresses: 4,
		Counter: "0", Battery: "14000 left until 2033-01-15",
	}
	check(quiet)

	f.down(window.Mouse)
	f.wait(1020 * time.Millisecond)
	held := quiet
	held.Down, held.Held = true, time.Second
	check(held)

	f.up(window.Mouse)
	f.wait(510 * time.Millisecond)
	lit := quiet
	lit.State, lit.OffIn = "code", 26500*time.Millisecond
	lit.Counter, lit.Battery = "1", "13999 left until 2033-01-15"
	check(lit)

	f.wait(27 * time.Second)
	f.down(window.Mouse)
	f.wait(4 * time.Second)
	f.up(window.Mouse)
	f.click()
	counting := quiet
	counting.State, counting.OffIn, counting.Counting, counting.Presses = "self-test", 27*time.Second, true, 1
	counting.Counter, counting.Battery = lit.Counter, lit.Battery
	check(counting)

	f.keys("A")
	if f.Scene().Assist != (face.Assist{}) {
		t.Error("A does not close the panel")
	}
}

// Remaining time is rounded up and elapsed time down: a lit screen has time left, and a press does not reach the hold
// time too early.
func TestAssistRounds(t *testing.T) {
	f := newFixture(t)
	f.keys("A")
	f.click()
	f.wait(26990 * time.Millisecond)
	if left := f.Scene().Assist.OffIn; left != 100*time.Millisecond {
		t.Errorf("10 ms before the LCD goes off, the panel shows %v", left)
	}
	f.wait(time.Second)
	f.down(window.Mouse)
	f.wait(3999 * time.Millisecond)
	if held := f.Scene().Assist.Held; held != 3950*time.Millisecond {
		t.Errorf("1 ms before a hold, the panel shows %v", held)
	}
}

// The counter in the panel is updated at once after a press and after a change of the token.
func TestAssistIsUpToDate(t *testing.T) {
	f := newFixture(t, demo(t, "1"), demo(t, "2", "counter: 7"))
	f.keys("A")
	f.click()
	if counter := f.Scene().Assist.Counter; counter != "1" {
		t.Errorf("after a press the panel shows the counter %s", counter)
	}
	f.keys("N")
	if counter := f.Scene().Assist.Counter; counter != "7" {
		t.Errorf("the panel shows the counter %s for the other token", counter)
	}
	f.frame(window.Input{Dropped: []string{"3"}})
	if counter := f.Scene().Assist.Counter; counter != "0" {
		t.Errorf("the panel shows the counter %s for a dropped token", counter)
	}
}

// A counter that cannot be read is reported once, and again if it fails again.
func TestAssistCounterUnreadable(t *testing.T) {
	f := newFixture(t)
	memory := &unreliable{}
	f.memories["2"] = memory
	f.frame(window.Input{Dropped: []string{"2"}})
	for range 2 {
		memory.err = errFull
		f.keys("A")
		f.wantMessage("the disk is full", true)
		if counter := f.Scene().Assist.Counter; counter != "cannot be read" {
			t.Errorf("the panel shows the counter %s", counter)
		}
		f.frames()
		f.wait(time.Minute)
		f.wantMessage("", false)
		memory.err = nil
		f.wait(time.Second)
		f.keys("A")
	}
}

// unreliable is a memory that fails while err is set.
type unreliable struct{ err error }

func (u *unreliable) Counter() (uint64, error) { return 0, u.err }

func (u *unreliable) Update(func(uint64) (uint64, error)) (uint64, error) { return 0, u.err }

func TestAssistShowsPressByAnotherProcess(t *testing.T) {
	f := newFixture(t)
	f.keys("A")
	other := f.token(demo(t, "1"))
	if _, err := other.Press(); err != nil {
		t.Fatal(err)
	}
	f.wait(time.Second)
	if counter := f.Scene().Assist.Counter; counter != "1" {
		t.Errorf("a second later the panel shows the counter %s", counter)
	}
	f.click()
	f.wantLCD("287082") // the code after the other process's
}

func TestAssistShowsUpsideDownReading(t *testing.T) {
	f := newFixture(t, demo(t, "1", "counter: 3")) // 969429
	f.keys("A")
	f.click()
	f.wantLCD("969429")
	if reading := f.Scene().Assist.UpsideDown; reading != "" {
		t.Errorf("969429 reads as %q upside down, but a 4 is not a digit upside down", reading)
	}

	f = newFixture(t, demo(t, "1", "counter: 12")) // 868912
	f.keys("A")
	f.click()
	if got, want := f.Scene().Assist.UpsideDown, f.Scene().LCD.Turned().Reading(); got != "216898" || got != want {
		t.Errorf("868912 upside down: the panel shows %q, the LCD reads as %q", got, want)
	}
}

func TestEvents(t *testing.T) {
	f := newFixture(t)
	f.keys("A")
	f.down(window.Mouse)
	f.wait(200 * time.Millisecond)
	f.up(window.Mouse)
	f.wait(time.Minute)
	var got []string
	for _, event := range f.Scene().Assist.Events {
		if event.Text != "" {
			got = append(got, event.Time[len("15:"):]+" "+event.Text) // hours depend on the time zone
		}
	}
	want := []string{"00:27.2 off", "00:00.2 755224", "00:00.0 pressed for 200 ms"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBack(t *testing.T) {
	f := newFixture(t, demo(t, "000512345678", "battery: {years: 7, made: 2026-01-15}"))
	s := f.Scene()
	if s.Model != "eToken PASS" || s.Serial != "000512345678" || s.Made != "2026-01-15" {
		t.Errorf("the back shows %+v", s)
	}
}

func TestMessagesDisappear(t *testing.T) {
	f := newFixture(t)
	f.Appear()
	f.wantMessage("H shows the keys", false)
	f.frames()
	f.wait(4 * time.Second)
	f.wantMessage("", false)
}

// An error stays longer than a message, and disappears on input.
func TestErrorsStayLonger(t *testing.T) {
	f := newFixture(t)
	f.refuses = errFull
	f.frame(window.Input{Dropped: []string{"2"}})
	f.frames()
	f.wait(14 * time.Second)
	f.wantMessage("the disk is full", true)
	f.wait(time.Second)
	f.wantMessage("", false)

	f.frame(window.Input{Dropped: []string{"2"}})
	f.frames()
	f.wait(time.Second)
	f.keys("U")
	f.wantMessage("", false)
}

func TestDrop(t *testing.T) {
	f := newFixture(t)
	f.frame(window.Input{Dropped: []string{"2", "3"}})
	if title, place := f.Title(), f.Scene().Position; title != "eToken PASS 3" || place != "3 of 3" {
		t.Errorf("after two drops: %s, %s", title, place)
	}
	f.wantMessage("opened 2, 3", false)
	if diff := cmp.Diff([]string{"2 ", "3 "}, f.recorded); diff != "" {
		t.Error(diff)
	}
	f.click()
	f.frame(window.Input{Dropped: []string{"3"}}) // dropped again, for example after editing: a new token
	if place := f.Scene().Position; place != "3 of 3" {
		t.Errorf("after dropping a token again, the position is %s", place)
	}
	f.wantLCD("")
}

// A bad file is reported even if others were opened.
func TestBadDropAmongGoodOnes(t *testing.T) {
	f := newFixture(t)
	f.frame(window.Input{Dropped: []string{"2"}, Lost: errFull})
	f.wantMessage("the disk is full", true)
	if title := f.Title(); title != "eToken PASS 2" {
		t.Errorf("the title is %s", title)
	}
}

// The button is released before a dropped token becomes current; an error is shown.
func TestDropReleases(t *testing.T) {
	f := newFixture(t)
	f.memories["2"] = refusing{}
	f.frame(window.Input{Dropped: []string{"2"}})
	f.down(window.SpaceBar)
	f.frame(window.Input{Dropped: []string{"3"}})
	f.wantMessage("the disk is full", true)
	f.keys("Shift+N")
	if f.Scene().Down {
		t.Error("the button of the previous token is still down")
	}
}

func TestUpsideDownFromTheStart(t *testing.T) {
	f := newFixture(t)
	w, err := window.New(window.Options{Tokens: []*device.Token{f.token(demo(t, "2"))}, Clock: f.clock, UpsideDown: true})
	if err != nil {
		t.Fatal(err)
	}
	if !w.Scene().Turned {
		t.Error("the token is not upside down")
	}
}

func TestBadDropChangesNothing(t *testing.T) {
	f := newFixture(t)
	f.click()
	before := f.Scene()
	f.refuses = errors.Join(hinted{"bad.yaml:1: serial: is missing"}, errors.New("bad.yaml:2: digits: is 5"))
	f.frame(window.Input{Dropped: []string{"bad.yaml"}})
	f.wantMessage("the first of 2 problems: bad.yaml:1: serial: is missing\ntry this", true)
	after := f.Scene()
	after.Message = before.Message
	if after != before {
		t.Error("a bad file changes the scene")
	}
}

func TestTranscript(t *testing.T) {
	f := newFixture(t, demo(t, "1"), demo(t, "2"))
	f.Appear()
	f.click()
	f.keys("N")
	f.click()
	f.wait(time.Hour)
	want := []string{"1 ", "2 ", "1 755224", "2 755224", "1 ", "2 "}
	if diff := cmp.Diff(want, f.recorded); diff != "" {
		t.Error(diff)
	}
}

// If the transcript cannot be written, the window shows the error until it is closed.
func TestTranscriptFails(t *testing.T) {
	f := newFixture(t)
	f.broken = errFull
	f.click()
	f.wantLCD("755224")
	f.wantMessage("the disk is full", true)
	f.keys("C")
	f.wantMessage("copied 755224", false) // another message takes precedence for a while
	f.frames()
	f.wait(time.Hour)
	f.wantMessage("the disk is full", true)
	if !errors.Is(f.Err(), errFull) {
		t.Errorf("Err() = %v, want %v", f.Err(), errFull)
	}
}

// hinted is an error with a hint.
type hinted struct{ text string }

func (h hinted) Error() string { return h.text }
func (h hinted) Hint() string  { return "try this" }
