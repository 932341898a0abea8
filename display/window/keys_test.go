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
	d := newDesk(t)
	d.keys("B", "U")
	if s := d.Scene(); !s.Back || !s.Turned {
		t.Errorf("after B and U: %+v", s)
	}
	d.keys("B", "U")
	if s := d.Scene(); s.Back || s.Turned {
		t.Errorf("after B and U again: %+v", s)
	}
}

func TestCopy(t *testing.T) {
	d := newDesk(t)
	d.keys("C")
	d.says("the LCD is off", false)
	d.click()
	d.keys("C")
	if d.clipboard != "755224" {
		t.Errorf("the clipboard has %q", d.clipboard)
	}
	d.says("copied 755224", false)
	d.refuses = errFull
	d.keys("C")
	d.says("cannot copy: the disk is full", true)
}

func TestSave(t *testing.T) {
	d := newDesk(t)
	d.click()
	var painter face.Painter
	want, _ := painter.Paint(d.Scene(), size)
	d.keys("C", "S") // what the window says to C is not in the picture
	d.says("saved /pictures/1.png", false)
	if got, ok := d.saved.(*image.RGBA); !ok || !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the picture is not what the window showed")
	}
	d.refuses = errFull
	d.keys("S")
	d.says("no picture was saved: the disk is full", true)
}

func TestSkip(t *testing.T) {
	d := newDesk(t)
	d.keys("Right")
	d.says("nothing to skip", false)
	d.click()
	d.wait(7 * time.Second)
	d.keys("Right")
	d.wants("")
	d.says("skipped 20.0 s", false)

	d.down(window.SpaceBar)
	d.keys("Right")
	d.wants("888888")
}

func TestSpeed(t *testing.T) {
	d := newDesk(t)
	var paces []string
	for _, key := range []string{"-", "+", "+", "+", "+", "+", "-", "P", "+", "P", "-", "-", "-", "-"} {
		d.keys(key)
		paces = append(paces, d.Scene().Pace)
	}
	want := []string{"", "×2", "×5", "×10", "×60", "×60", "×10", "paused", "paused", "×60", "×10", "×5", "×2", ""}
	if diff := cmp.Diff(want, paces); diff != "" {
		t.Error(diff)
	}
}

func TestTimePassesAtItsSpeed(t *testing.T) {
	d := newDesk(t)
	d.click()
	d.keys("+", "+", "+") // ten times
	d.wait(2600 * time.Millisecond)
	d.wants("755224")
	d.keys("P")
	d.wait(time.Hour)
	d.wants("755224")
	d.keys("P")
	d.wait(100 * time.Millisecond)
	d.wants("")
}

func TestTokens(t *testing.T) {
	d := newDesk(t, demo(t, "1"), demo(t, "2"), demo(t, "3"))
	var titles []string
	for _, key := range []string{"", "N", "N", "N", "Shift+N", "Shift+N"} {
		d.keys(key)
		titles = append(titles, d.Title()+", "+d.Scene().Place)
	}
	want := []string{
		"eToken PASS 1, 1 of 3", "eToken PASS 2, 2 of 3", "eToken PASS 3, 3 of 3", "eToken PASS 1, 1 of 3",
		"eToken PASS 3, 3 of 3", "eToken PASS 2, 2 of 3",
	}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
}

// The key's text says which speeds there are.
func TestSpeedsAreListed(t *testing.T) {
	var words []string
	for _, speed := range device.Speeds[1:] {
		words = append(words, strconv.Itoa(speed))
	}
	all := strings.Join(words, ", ")
	for language, want := range map[locale.Language]string{
		locale.English: "faster: " + all + " times", locale.Russian: "быстрее: в " + all + " раз",
	} {
		at := slices.IndexFunc(window.Bindings, func(b window.Binding) bool { return b.Key == "+" })
		if _, means := window.Bindings[at].In(locale.New(language)); means != want {
			t.Errorf("the key + means %q, want %q", means, want)
		}
	}
}

// Nobody can hold a token's button while looking at another.
func TestNextReleases(t *testing.T) {
	d := newDesk(t, demo(t, "1"), demo(t, "2"))
	d.down(window.SpaceBar)
	d.keys("N")
	d.wants("")
	d.up(window.SpaceBar)
	d.wants("")
	d.keys("N")
	d.wants("755224")
}

func TestOneTokenHasNoNext(t *testing.T) {
	d := newDesk(t)
	d.keys("N")
	d.says("the only token", false)
	if place := d.Scene().Place; place != "" {
		t.Errorf("its place is %q", place)
	}
}

func TestListOfKeys(t *testing.T) {
	for _, key := range []string{"H", "F1"} {
		d := newDesk(t)
		d.keys(key)
		list := d.Scene().Keys
		if list == nil || len(*list) != len(window.Bindings) {
			t.Fatalf("%s lists %v", key, list)
		}
		d.keys(key)
		if d.Scene().Keys != nil {
			t.Errorf("%s again leaves the list", key)
		}
	}
}

func TestEnd(t *testing.T) {
	d := newDesk(t)
	d.keys("Q")
	if !d.Closed() {
		t.Error("Q does not end it")
	}
	d = newDesk(t)
	d.frame(window.Input{Closed: true})
	if !d.Closed() {
		t.Error("closing does not end it")
	}
}

func TestUnknownKeys(t *testing.T) {
	d := newDesk(t)
	before := d.Scene()
	d.keys("X", "", "F12", "Space")
	if d.Scene() != before {
		t.Error("a key without meaning does something")
	}
}
