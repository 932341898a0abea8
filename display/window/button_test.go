package window_test

import (
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/display/window"
)

func TestButton(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(d *desk)
		lcd  string
	}{
		{"a click that is shorter than a frame", func(d *desk) { d.click() }, "755224"},
		{"down alone shows nothing", func(d *desk) { d.down(window.Mouse) }, ""},
		{"down and up", func(d *desk) { d.down(window.Mouse); d.wait(200 * time.Millisecond); d.up(window.Mouse) }, "755224"},
		{"held for 4 s", func(d *desk) { d.down(window.Mouse); d.wait(4 * time.Second) }, "888888"},
		{"the space bar", func(d *desk) { d.down(window.SpaceBar); d.up(window.SpaceBar) }, "755224"},
		{"the space bar, held", func(d *desk) { d.down(window.SpaceBar); d.wait(4 * time.Second); d.up(window.SpaceBar) }, "888888"},
		{"a finger", func(d *desk) { d.down(3); d.up(3) }, "755224"},
		{"up beside the button", func(d *desk) {
			d.down(window.Mouse)
			d.wait(time.Second)
			d.frame(window.Input{Touches: []window.Touch{{Finger: window.Mouse, At: window.Place{X: -100, Y: 9999}, Up: true}}})
		}, "755224"},
		{"down and away in one frame", func(d *desk) {
			in := d.onButton(window.Mouse, true, true)
			in.Touches[0].At, in.Touches[0].Before = window.Place{X: -100, Y: 9999}, in.Touches[0].At
			d.frame(in)
		}, "755224"},
		{"down beside the button", func(d *desk) {
			d.frame(window.Input{Touches: []window.Touch{{Finger: window.Mouse, At: window.Place{X: 1, Y: 1}, Down: true, Up: true}}})
		}, ""},
		{"two fingers: until the last is up", func(d *desk) {
			d.down(0)
			d.wait(2 * time.Second)
			d.down(1)
			d.up(0)
			d.wait(2 * time.Second)
		}, "888888"},
		{"up, and down again in one frame: two presses", func(d *desk) {
			d.down(window.Mouse)
			in := d.onButton(window.Mouse, true, true)
			in.Touches[0].Held = true
			d.frame(in)
			d.wait(27 * time.Second)
			d.up(window.Mouse) // 27 s are a hold
		}, "888888"},
		{"the space bar closes the list of keys, and is no press", func(d *desk) { d.keys("H"); d.down(window.SpaceBar); d.up(window.SpaceBar) }, ""},
		{"an up without a down", func(d *desk) { d.up(window.Mouse) }, ""},
		{"losing the keyboard releases it", func(d *desk) {
			d.down(window.Mouse)
			d.Update(window.Input{Focused: false}, size, d.wall.Now())
		}, "755224"},
		{"and after a hold too", func(d *desk) {
			d.down(window.SpaceBar)
			d.wait(4 * time.Second)
			d.Update(window.Input{Focused: false}, size, d.wall.Now())
			d.wait(27 * time.Second)
		}, ""},
		{"never having had the keyboard releases nothing", func(d *desk) {
			d.Update(window.Input{Focused: false}, size, d.wall.Now())
			in := d.onButton(window.Mouse, true, false)
			d.Update(in, size, d.wall.Now())
			d.wall.Advance(4 * time.Second)
			d.Update(window.Input{}, size, d.wall.Now())
		}, "888888"},
		{"upside down, the button is elsewhere", func(d *desk) { d.keys("U"); d.click() }, "755224"},
		{"the back has no button", func(d *desk) {
			in := d.onButton(window.Mouse, true, true)
			d.keys("B")
			d.frame(in)
			d.keys("B")
		}, ""},
		{"with the panel open, the button is where it is painted", func(d *desk) { d.keys("A"); d.click() }, "755224"},
		{"a click closes the list of keys, and is no press", func(d *desk) { d.keys("H"); d.click() }, ""},
		{"and the next one is", func(d *desk) { d.keys("H"); d.click(); d.click() }, "755224"},
		{"the F screen", func(d *desk) {
			d.click()
			d.wait(27 * time.Second)
			d.down(window.Mouse)
			d.wait(4 * time.Second)
			d.up(window.Mouse)
			for range 4 {
				d.click()
			}
		}, "F00001"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			test.do(d)
			d.wants(test.lcd)
		})
	}
}

func TestButtonSinks(t *testing.T) {
	d := newDesk(t)
	d.down(window.Mouse)
	if !d.Scene().Down {
		t.Error("the button is up while it is held")
	}
	d.up(window.Mouse)
	if d.Scene().Down {
		t.Error("the button is down when it was released")
	}
}

// A counter that cannot be saved: no code, and the window says why until the next press.
func TestMemoryRefuses(t *testing.T) {
	d := newDesk(t)
	d.memories["2"] = refusing{}
	w, err := window.New(window.Options{Tokens: []*device.Token{d.token(demo(t, "2"))}, Clock: d.clock, Host: d.host()})
	if err != nil {
		t.Fatal(err)
	}
	d.Window = w
	d.click()
	d.wants("")
	d.says("the disk is full", true)
	d.down(window.Mouse) // began before anybody could read it
	d.says("the disk is full", true)
	d.frame(window.Input{})
	d.wait(100 * time.Millisecond)
	d.keys("U")
	d.says("", false)
}

// refusing is a memory that can be read only.
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
	d := newDesk(t, demo(t, "1", "battery: {codes: 1}"))
	d.click()
	d.wait(27 * time.Second)
	d.click()
	d.wants("")
	d.says("the battery is empty", true)
}

func TestButtonIsWhereItIsAtAnySize(t *testing.T) {
	for _, size := range []face.Size{
		{Width: 320, Height: 200, Density: 1}, {Width: 960, Height: 600, Density: 2},
		{Width: 300, Height: 900, Density: 1}, {Width: 3840, Height: 400, Density: 1.5},
	} {
		for _, keys := range [][]string{nil, {"A"}, {"U"}, {"A", "U"}} {
			d := newDesk(t)
			d.keys(keys...)
			x, y := face.Arrange(size, d.Assisting()).ButtonCentre(d.Scene().Turned)
			click := window.Touch{Finger: window.Mouse, At: window.Place{X: x, Y: y}, Down: true, Up: true}
			d.Update(window.Input{Touches: []window.Touch{click}, Focused: true}, size, d.wall.Now())
			d.wants("755224")
		}
	}
}
