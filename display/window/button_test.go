package window_test

import (
	"os"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

func TestButton(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(f *fixture)
		lcd  string
	}{
		{"a click shorter than a frame", func(f *fixture) { f.click() }, "755224"},
		{"down alone shows nothing", func(f *fixture) { f.down(window.Mouse) }, ""},
		{"down and up", func(f *fixture) { f.down(window.Mouse); f.wait(200 * time.Millisecond); f.up(window.Mouse) }, "755224"},
		{"held for 4 s", func(f *fixture) { f.down(window.Mouse); f.wait(4 * time.Second) }, "888888"},
		{"the space bar", func(f *fixture) { f.down(window.SpaceBar); f.up(window.SpaceBar) }, "755224"},
		{"the space bar, held", func(f *fixture) { f.down(window.SpaceBar); f.wait(4 * time.Second); f.up(window.SpaceBar) }, "888888"},
		{"a finger", func(f *fixture) { f.down(3); f.up(3) }, "755224"},
		{"up beside the button", func(f *fixture) {
			f.down(window.Mouse)
			f.wait(time.Second)
			f.frame(window.Input{Touches: []window.Touch{{Finger: window.Mouse, At: window.Point{X: -100, Y: 9999}, Up: true}}})
		}, "755224"},
		{"down and away in one frame", func(f *fixture) {
			in := f.onButton(window.Mouse, true, true)
			in.Touches[0].At, in.Touches[0].Before = window.Point{X: -100, Y: 9999}, in.Touches[0].At
			f.frame(in)
		}, "755224"},
		{"down beside the button", func(f *fixture) {
			f.frame(window.Input{Touches: []window.Touch{{Finger: window.Mouse, At: window.Point{X: 1, Y: 1}, Down: true, Up: true}}})
		}, ""},
		{"two fingers hold it until the last is up", func(f *fixture) {
			f.down(0)
			f.wait(2 * time.Second)
			f.down(1)
			f.up(0)
			f.wait(2 * time.Second)
		}, "888888"},
		{"up, and down again in one frame: two presses", func(f *fixture) {
			f.down(window.Mouse)
			in := f.onButton(window.Mouse, true, true)
			in.Touches[0].Held = true
			f.frame(in)
			f.wait(27 * time.Second)
			f.up(window.Mouse) // 27 s is a hold
		}, "888888"},
		{"the space bar closes the list of keys without a press", func(f *fixture) { f.keys("H"); f.down(window.SpaceBar); f.up(window.SpaceBar) }, ""},
		{"an up without a down", func(f *fixture) { f.up(window.Mouse) }, ""},
		{"losing the focus releases it", func(f *fixture) {
			f.down(window.Mouse)
			f.Update(window.Input{Focused: false}, size, f.wall.Now())
		}, "755224"},
		{"losing the focus after a hold releases it", func(f *fixture) {
			f.down(window.SpaceBar)
			f.wait(4 * time.Second)
			f.Update(window.Input{Focused: false}, size, f.wall.Now())
			f.wait(27 * time.Second)
		}, ""},
		{"a window that never had the focus does not release it", func(f *fixture) {
			f.Update(window.Input{Focused: false}, size, f.wall.Now())
			in := f.onButton(window.Mouse, true, false)
			f.Update(in, size, f.wall.Now())
			f.wall.Advance(4 * time.Second)
			f.Update(window.Input{}, size, f.wall.Now())
		}, "888888"},
		{"upside down, the button has moved", func(f *fixture) { f.keys("U"); f.click() }, "755224"},
		{"the back has no button", func(f *fixture) {
			in := f.onButton(window.Mouse, true, true)
			f.keys("B")
			f.frame(in)
			f.keys("B")
		}, ""},
		{"with the panel open, the button is where it is painted", func(f *fixture) { f.keys("A"); f.click() }, "755224"},
		{"a click closes the list of keys without a press", func(f *fixture) { f.keys("H"); f.click() }, ""},
		{"the click after that is a press", func(f *fixture) { f.keys("H"); f.click(); f.click() }, "755224"},
		{"the F screen", func(f *fixture) {
			f.click()
			f.wait(27 * time.Second)
			f.down(window.Mouse)
			f.wait(4 * time.Second)
			f.up(window.Mouse)
			for range 4 {
				f.click()
			}
		}, "F00001"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			test.do(f)
			f.wantLCD(test.lcd)
		})
	}
}

func TestSceneShowsButtonDown(t *testing.T) {
	f := newFixture(t)
	f.down(window.Mouse)
	if !f.Scene().Down {
		t.Error("the scene shows the button up while it is held")
	}
	f.up(window.Mouse)
	if f.Scene().Down {
		t.Error("the scene shows the button down after its release")
	}
}

// If the counter cannot be saved, no code appears and the window shows the error until the next press.
func TestCounterCannotBeSaved(t *testing.T) {
	f := newFixture(t)
	f.memories["2"] = refusing{}
	w, err := window.New(window.Options{Tokens: []*device.Token{f.token(demo(t, "2"))}, Clock: f.clock, Host: f.host()})
	if err != nil {
		t.Fatal(err)
	}
	f.Window = w
	f.click()
	f.wantLCD("")
	f.wantMessage("the disk is full", true)
	f.down(window.Mouse) // too early to be a reaction to the message
	f.wantMessage("the disk is full", true)
	f.frame(window.Input{})
	f.wait(100 * time.Millisecond)
	f.keys("U")
	f.wantMessage("", false)
}

// refusing is a memory that can be read but not changed.
type refusing struct{}

func (refusing) Counter() (uint64, error) { return 0, nil }

func (refusing) Update(f func(uint64) (uint64, error)) (uint64, error) {
	after, err := f(0)
	if err == nil && after != 0 {
		err = errFull
	}
	return 0, err
}

func TestEmptyBattery(t *testing.T) {
	f := newFixture(t, demo(t, "1", "battery: {codes: 1}"))
	f.click()
	f.wait(27 * time.Second)
	f.click()
	f.wantLCD("")
	f.wantMessage("the battery is empty", true)
}

// In Russian, errors of the token follow a sentence that says what they mean.
func TestErrorsOfTheTokenInRussian(t *testing.T) {
	f := newFixtureIn(t, locale.Russian, demo(t, "1", "battery: {codes: 1}"))
	f.click()
	f.wait(27 * time.Second)
	f.click()
	f.wantMessage("токен больше не работает: the battery is empty", true)

	store := device.Store{Folder: t.TempDir()}
	memory := store.Memory(demo(t, "2"))
	f.memories["2"] = memory
	f.frame(window.Input{Dropped: []string{"2"}})
	if err := os.WriteFile(memory.Path(), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.click()
	f.wantMessage("ошибка сохранённого счётчика, ключ не показан: ", true)
}

func TestButtonIsWhereItIsAtAnySize(t *testing.T) {
	for _, size := range []face.Size{
		{Width: 320, Height: 200, Density: 1}, {Width: 960, Height: 600, Density: 2},
		{Width: 300, Height: 900, Density: 1}, {Width: 3840, Height: 400, Density: 1.5},
	} {
		for _, keys := range [][]string{nil, {"A"}, {"U"}, {"A", "U"}} {
			f := newFixture(t)
			f.keys(keys...)
			x, y := face.Arrange(size, f.AssistOpen()).ButtonCentre(f.Scene().Turned)
			click := window.Touch{Finger: window.Mouse, At: window.Point{X: x, Y: y}, Down: true, Up: true}
			f.Update(window.Input{Touches: []window.Touch{click}, Focused: true}, size, f.wall.Now())
			f.wantLCD("755224")
		}
	}
}
