package window_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/window"
)

// stall lets time pass without a frame, as when the program could not run.
func (d *desk) stall(duration time.Duration) { d.wall.Advance(duration) }

// late is the first frame after a stall: what the hands do may be of before it.
func (d *desk) late() { d.frame(window.Input{Late: true}) }

// A release that is read late happened when the finger was last seen: a press stays a
// press, at every speed.
func TestAReleaseThatIsReadLate(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(d *desk) // after 100 ms of the button being down, and a stall of 10 s
		shown string        // first; "" is nothing
	}{
		{"a press", func(d *desk) { d.up(window.SpaceBar) }, "1 755224"},
		{"a first frame that does not know of it yet", func(d *desk) { d.late(); d.up(window.SpaceBar) }, "1 755224"},
		{"a first frame that does", func(d *desk) {
			in := d.onButton(window.SpaceBar, false, true)
			in.Late = true
			d.frame(in)
		}, "1 755224"},
		{"a hold through the stall is a hold", func(d *desk) { d.late(); d.wait(0) }, "1 888888"},
		{"the keyboard is lost in the stall", func(d *desk) {
			d.Update(window.Input{Focused: false}, size, d.wall.Now())
		}, "1 755224"},
		{"up and down again: a press, and a new one", func(d *desk) {
			in := d.onButton(window.SpaceBar, true, true)
			in.Touches[0].Held = true
			d.frame(in)
			d.wait(3999 * time.Millisecond)
		}, "1 755224"},
	} {
		for _, speed := range device.Speeds {
			t.Run(fmt.Sprintf("%s, at %d times the speed", test.name, speed), func(t *testing.T) {
				d := newDesk(t)
				for d.clock.Speed() < speed {
					d.keys("+")
				}
				d.down(window.SpaceBar)
				d.wait(100 * time.Millisecond)
				d.stall(10 * time.Second)
				test.do(d)
				d.frame(window.Input{})
				shown := ""
				if len(d.told) > 0 {
					shown = d.told[0]
				}
				if shown != test.shown {
					t.Errorf("it shows %q, want %q", d.told, test.shown)
				}
			})
		}
	}
}

// What has passed in a stall has passed for the token too.
func TestAStallPasses(t *testing.T) {
	for _, test := range []struct {
		name         string
		stall, after time.Duration
		lcd          string
	}{
		{"a code lights and goes out in it", 40 * time.Second, 0, ""},
		{"until 27 s after the finger was last seen", 20 * time.Second, 6999 * time.Millisecond, "755224"},
		{"and no longer", 20 * time.Second, 7 * time.Second, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			d.down(window.SpaceBar)
			d.wait(100 * time.Millisecond)
			d.stall(test.stall)
			d.up(window.SpaceBar)
			d.wait(test.after)
			d.wants(test.lcd)
		})
	}
	t.Run("a press that begins in it begins at its end", func(t *testing.T) {
		d := newDesk(t)
		d.stall(10 * time.Second)
		d.down(window.SpaceBar)
		d.wait(3999 * time.Millisecond)
		d.wants("")
		d.wait(time.Millisecond)
		d.wants("888888")
	})
}

// A button that is down is looked at with every frame, paused or not.
func TestTheButtonIsPolled(t *testing.T) {
	const frame = time.Second / 60
	d := newDesk(t)
	d.down(window.Mouse)
	if wake := d.Wake(d.wall.Now()); wake != frame {
		t.Errorf("down: it sleeps for %v", wake)
	}
	d.keys("P")
	if wake := d.Wake(d.wall.Now()); wake != frame {
		t.Errorf("paused: it sleeps for %v", wake)
	}
	d.up(window.Mouse)
	if wake := d.Wake(d.wall.Now()); wake != time.Second {
		t.Errorf("up: it sleeps for %v", wake)
	}
}

// However fast time goes, fingers take their time; the speed that was chosen is shown.
func TestFingersKeepTheirSpeed(t *testing.T) {
	d := newDesk(t)
	d.keys("+", "+", "+", "+")
	shows := func(what, want string) {
		t.Helper()
		if got := d.Scene().Pace; got != want {
			t.Errorf("%s: the pace is %q, want %q", what, got, want)
		}
	}
	d.down(window.Mouse)
	d.wait(3999 * time.Millisecond)
	d.wants("")
	shows("down", "×60")
	d.keys("-")
	shows("slower while it is down", "×10")
	d.wait(time.Millisecond)
	d.wants("888888")
	d.down(window.SpaceBar)
	d.up(window.Mouse)
	d.wait(time.Minute) // one finger is still there, and 888888 stays
	d.wants("888888")
	d.up(window.SpaceBar)
	d.wait(2699 * time.Millisecond) // ten times as fast
	d.wants("888888")
	d.wait(time.Millisecond)
	d.wants("")

	d.keys("P")
	d.down(window.Mouse)
	d.wait(time.Minute)
	d.wants("") // a pause is a pause
	d.keys("Right")
	d.wants("888888") // and a skip a skip
}

// The panel says why nothing happened.
func TestIgnoredPresses(t *testing.T) {
	newest := func(d *desk) string { return d.Scene().Assist.Events[0].Text }
	d := newDesk(t)
	d.keys("A")
	d.click()
	d.click()
	if got, want := newest(d), "ignored: a code is lit"; got != want {
		t.Errorf("on a lit code the panel says %q, want %q", got, want)
	}
	d.wait(27 * time.Second)
	d.down(window.Mouse)
	d.wait(4 * time.Second)
	d.up(window.Mouse)
	for range 4 {
		d.click()
	}
	d.wants("F00001")
	d.click()
	if got, want := newest(d), "ignored: F is lit"; got != want {
		t.Errorf("on the counter screen the panel says %q, want %q", got, want)
	}

	for _, whileLit := range []string{"next", `"off"`} { // those are not ignored
		d := newDesk(t, demo(t, "1", "button: {press_while_lit: "+whileLit+"}"))
		d.keys("A")
		d.click()
		d.click()
		if got := newest(d); got == "ignored: a code is lit" {
			t.Errorf("%s: the panel says %q", whileLit, got)
		}
	}
}
