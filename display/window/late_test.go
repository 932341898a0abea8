package window_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/window"
)

// stall lets time pass without a frame, as when the program could not run.
func (f *fixture) stall(duration time.Duration) { f.wall.Advance(duration) }

// late is the first frame after a stall: what the hands do may be of before it.
func (f *fixture) late() { f.frame(window.Input{Late: true}) }

// A release that is read late happened when the finger was last seen: a press stays a
// press, at every speed.
func TestAReleaseThatIsReadLate(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(f *fixture) // after 100 ms of the button being down, and a stall of 10 s
		shown string           // first; "" is nothing
	}{
		{"a press", func(f *fixture) { f.up(window.SpaceBar) }, "1 755224"},
		{"a first frame that does not know of it yet", func(f *fixture) { f.late(); f.up(window.SpaceBar) }, "1 755224"},
		{"a first frame that does", func(f *fixture) {
			in := f.onButton(window.SpaceBar, false, true)
			in.Late = true
			f.frame(in)
		}, "1 755224"},
		{"a hold through the stall is a hold", func(f *fixture) { f.late(); f.wait(0) }, "1 888888"},
		{"the keyboard is lost in the stall", func(f *fixture) {
			f.Update(window.Input{Focused: false}, size, f.wall.Now())
		}, "1 755224"},
		{"up and down again: a press, and a new one", func(f *fixture) {
			in := f.onButton(window.SpaceBar, true, true)
			in.Touches[0].Held = true
			f.frame(in)
			f.wait(3999 * time.Millisecond)
		}, "1 755224"},
	} {
		for _, speed := range device.Speeds {
			t.Run(fmt.Sprintf("%s, at %d times the speed", test.name, speed), func(t *testing.T) {
				f := newFixture(t)
				for f.clock.Speed() < speed {
					f.keys("+")
				}
				f.down(window.SpaceBar)
				f.wait(100 * time.Millisecond)
				f.stall(10 * time.Second)
				test.do(f)
				f.frame(window.Input{})
				shown := ""
				if len(f.recorded) > 0 {
					shown = f.recorded[0]
				}
				if shown != test.shown {
					t.Errorf("it shows %q, want %q", f.recorded, test.shown)
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
			f := newFixture(t)
			f.down(window.SpaceBar)
			f.wait(100 * time.Millisecond)
			f.stall(test.stall)
			f.up(window.SpaceBar)
			f.wait(test.after)
			f.wantLCD(test.lcd)
		})
	}
	t.Run("a press that begins in it begins at its end", func(t *testing.T) {
		f := newFixture(t)
		f.stall(10 * time.Second)
		f.down(window.SpaceBar)
		f.wait(3999 * time.Millisecond)
		f.wantLCD("")
		f.wait(time.Millisecond)
		f.wantLCD("888888")
	})
}

// A button that is down is looked at with every frame, paused or not.
func TestTheButtonIsPolled(t *testing.T) {
	const frame = time.Second / 60
	f := newFixture(t)
	f.down(window.Mouse)
	if wake := f.MaxSleep(f.wall.Now()); wake != frame {
		t.Errorf("down: it sleeps for %v", wake)
	}
	f.keys("P")
	if wake := f.MaxSleep(f.wall.Now()); wake != frame {
		t.Errorf("paused: it sleeps for %v", wake)
	}
	f.up(window.Mouse)
	if wake := f.MaxSleep(f.wall.Now()); wake != time.Second {
		t.Errorf("up: it sleeps for %v", wake)
	}
}

// However fast time goes, fingers take their time; the speed that was chosen is shown.
func TestFingersKeepTheirSpeed(t *testing.T) {
	f := newFixture(t)
	f.keys("+", "+", "+", "+")
	shows := func(what, want string) {
		t.Helper()
		if got := f.Scene().Pace; got != want {
			t.Errorf("%s: the pace is %q, want %q", what, got, want)
		}
	}
	f.down(window.Mouse)
	f.wait(3999 * time.Millisecond)
	f.wantLCD("")
	shows("down", "×60")
	f.keys("-")
	shows("slower while it is down", "×10")
	f.wait(time.Millisecond)
	f.wantLCD("888888")
	f.down(window.SpaceBar)
	f.up(window.Mouse)
	f.wait(time.Minute) // one finger is still there, and 888888 stays
	f.wantLCD("888888")
	f.up(window.SpaceBar)
	f.wait(2699 * time.Millisecond) // ten times as fast
	f.wantLCD("888888")
	f.wait(time.Millisecond)
	f.wantLCD("")

	f.keys("P")
	f.down(window.Mouse)
	f.wait(time.Minute)
	f.wantLCD("") // a pause is a pause
	f.keys("Right")
	f.wantLCD("888888") // and a skip a skip
}

// The panel says why nothing happened.
func TestIgnoredPresses(t *testing.T) {
	newest := func(f *fixture) string { return f.Scene().Assist.Events[0].Text }
	f := newFixture(t)
	f.keys("A")
	f.click()
	f.click()
	if got, want := newest(f), "ignored: a code is lit"; got != want {
		t.Errorf("on a lit code the panel says %q, want %q", got, want)
	}
	f.wait(27 * time.Second)
	f.down(window.Mouse)
	f.wait(4 * time.Second)
	f.up(window.Mouse)
	for range 4 {
		f.click()
	}
	f.wantLCD("F00001")
	f.click()
	if got, want := newest(f), "ignored: F is lit"; got != want {
		t.Errorf("on the counter screen the panel says %q, want %q", got, want)
	}

	for _, whileLit := range []string{"next", `"off"`} { // those are not ignored
		f := newFixture(t, demo(t, "1", "button: {press_while_lit: "+whileLit+"}"))
		f.keys("A")
		f.click()
		f.click()
		if got := newest(f); got == "ignored: a code is lit" {
			t.Errorf("%s: the panel says %q", whileLit, got)
		}
	}
}
