package window_test

import (
	"bytes"
	"image"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

func TestTurning(t *testing.T) {
	f := newFixture(t)
	f.keys("B", "U")
	if s := f.Scene(); !s.Back || !s.Turned {
		t.Errorf("after B and U: %+v", s)
	}
	f.keys("B", "U")
	if s := f.Scene(); s.Back || s.Turned {
		t.Errorf("after B and U again: %+v", s)
	}
}

func TestCopy(t *testing.T) {
	f := newFixture(t)
	f.keys("C")
	f.wantMessage("the LCD is off", false)
	f.click()
	f.keys("C")
	if f.clipboard != "755224" {
		t.Errorf("the clipboard contains %q, want 755224", f.clipboard)
	}
	f.wantMessage("copied 755224", false)
	f.refuses = errFull
	f.keys("C")
	f.wantMessage("cannot copy: the disk is full", true)
}

func TestSave(t *testing.T) {
	f := newFixture(t)
	f.click()
	var painter face.Painter
	want, _ := painter.Paint(f.Scene(), size)
	f.keys("C", "S") // C shows a message, which is not in the picture
	f.wantMessage("saved /pictures/1.png", false)
	if got, ok := f.saved.(*image.RGBA); !ok || !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the picture is not what the window showed")
	}
	f.refuses = errFull
	f.keys("S")
	f.wantMessage("cannot save the screenshot: the disk is full", true)
}

func TestSkip(t *testing.T) {
	f := newFixture(t)
	f.keys("Right")
	f.wantMessage("nothing to skip", false)
	f.click()
	f.wait(7 * time.Second)
	f.keys("Right")
	f.wantLCD("")
	f.wantMessage("skipped 20.0 s", false)

	f.down(window.SpaceBar)
	f.keys("Right")
	f.wantLCD("888888")
}

func TestSpeed(t *testing.T) {
	f := newFixture(t)
	var paces []string
	for _, key := range []string{"-", "+", "+", "+", "+", "+", "-", "P", "+", "P", "-", "-", "-", "-"} {
		f.keys(key)
		paces = append(paces, f.Scene().Pace)
	}
	want := []string{"", "×2", "×5", "×10", "×60", "×60", "×10", "paused", "paused", "×60", "×10", "×5", "×2", ""}
	if diff := cmp.Diff(want, paces); diff != "" {
		t.Error(diff)
	}
}

func TestTimePassesAtItsSpeed(t *testing.T) {
	f := newFixture(t)
	f.click()
	f.keys("+", "+", "+") // ten times the speed
	f.wait(2600 * time.Millisecond)
	f.wantLCD("755224")
	f.keys("P")
	f.wait(time.Hour)
	f.wantLCD("755224")
	f.keys("P")
	f.wait(100 * time.Millisecond)
	f.wantLCD("")
}

func TestTokens(t *testing.T) {
	f := newFixture(t, demo(t, "1"), demo(t, "2"), demo(t, "3"))
	var titles []string
	for _, key := range []string{"", "N", "N", "N", "Shift+N", "Shift+N"} {
		f.keys(key)
		titles = append(titles, f.Title()+", "+f.Scene().Position)
	}
	want := []string{
		"eToken PASS 1, 1 of 3", "eToken PASS 2, 2 of 3", "eToken PASS 3, 3 of 3", "eToken PASS 1, 1 of 3",
		"eToken PASS 3, 3 of 3", "eToken PASS 2, 2 of 3",
	}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
}

// The serial is on the front only while there are several tokens to tell apart.
func TestSerialOnFront(t *testing.T) {
	f := newFixture(t)
	if f.Scene().SerialOnFront {
		t.Error("a single token has its serial on the front")
	}
	f.frame(window.Input{Dropped: []string{"2"}})
	if scene := f.Scene(); !scene.SerialOnFront || scene.Serial != "2" {
		t.Errorf("of two tokens, the second has the serial %q, on the front: %v", scene.Serial, scene.SerialOnFront)
	}
}

// The key's description lists the speeds.
func TestSpeedsAreListed(t *testing.T) {
	var words []string
	for _, speed := range device.Speeds()[1:] {
		words = append(words, strconv.Itoa(speed))
	}
	allButLast, last := strings.Join(words[:len(words)-1], ", "), words[len(words)-1]
	for language, want := range map[locale.Language]string{
		locale.English: "faster: " + allButLast + " or " + last + " times",
		locale.Russian: "быстрее: в " + allButLast + " или " + last + " раз",
	} {
		at := slices.IndexFunc(window.Bindings, func(b window.Binding) bool { return b.Key == "+" })
		if _, means := window.Bindings[at].In(locale.New(language)); means != want {
			t.Errorf("the description of + is %q, want %q", means, want)
		}
	}
}

// Switching to another token releases the button.
func TestNextReleases(t *testing.T) {
	f := newFixture(t, demo(t, "1"), demo(t, "2"))
	f.down(window.SpaceBar)
	f.keys("N")
	f.wantLCD("")
	f.up(window.SpaceBar)
	f.wantLCD("")
	f.keys("N")
	f.wantLCD("755224")
}

func TestOneTokenHasNoNext(t *testing.T) {
	f := newFixture(t)
	f.keys("N")
	f.wantMessage("the only token", false)
	if place := f.Scene().Position; place != "" {
		t.Errorf("the position is %q, want none", place)
	}
}

func TestListOfKeys(t *testing.T) {
	for _, key := range []string{"H", "F1"} {
		f := newFixture(t)
		f.keys(key)
		list := f.Scene().Keys
		if list == nil || len(*list) != len(window.Bindings) {
			t.Fatalf("%s shows the list %v", key, list)
		}
		f.keys(key)
		if f.Scene().Keys != nil {
			t.Errorf("%s does not hide the list", key)
		}
	}
}

// Esc closes what is open, the topmost first, and nothing else.
func TestEsc(t *testing.T) {
	for _, test := range []struct {
		name string
		open func(f *fixture)
		want []string // what is open after each Esc
	}{
		{"nothing", func(f *fixture) { f.keys("B", "U", "P") }, []string{"", ""}},
		{"the list of keys over the panel", func(f *fixture) { f.keys("A", "H") }, []string{"panel", ""}},
		{"the menu over the panel", func(f *fixture) { f.keys("A", "M") }, []string{"panel", ""}},
		{"the menu in place of the list of keys", func(f *fixture) { f.keys("H", "M") }, []string{"", ""}},
		{"a message over the panel", func(f *fixture) { f.keys("A", "C"); f.frames(); f.wait(time.Second) }, []string{"panel", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			test.open(f)
			before := f.Scene()
			for i, want := range test.want {
				f.keys("Esc")
				if got := open(f); got != want {
					t.Errorf("after %d × Esc, %q is open, want %q", i+1, got, want)
				}
			}
			after := f.Scene()
			if f.Closed() || after.Back != before.Back || after.Turned != before.Turned || after.Pace != before.Pace {
				t.Errorf("Esc changes more: %+v", after)
			}
		})
	}
}

// open names what is open over or beside the fob.
func open(f *fixture) string {
	var all []string
	scene := f.Scene()
	for name, isOpen := range map[string]bool{
		"keys": scene.Keys != nil, "menu": f.menuIsOpen(), "message": scene.Message.Text != "", "panel": scene.Assist.State != "",
	} {
		if isOpen {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestQuit(t *testing.T) {
	f := newFixture(t)
	f.keys("Q")
	if !f.Closed() {
		t.Error("Q does not close the window")
	}
	f = newFixture(t)
	f.frame(window.Input{Closed: true})
	if !f.Closed() {
		t.Error("the window's close button does not close it")
	}
}

func TestUnknownKeys(t *testing.T) {
	f := newFixture(t)
	before := f.Scene()
	f.keys("X", "", "F12", "Space")
	if f.Scene() != before {
		t.Error("a key without a binding changes the scene")
	}
}
