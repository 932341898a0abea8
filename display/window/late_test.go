package window_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/window"
)

// stall advances the clock without a frame, as when the program could not run.
func (f *fixture) stall(duration time.Duration) { f.wall.Advance(duration) }

// late runs the first frame after a stall. Its input may have been read before the stall.
func (f *fixture) late() { f.frame(window.Input{Late: true}) }

// A release that is read late is dated at the last time the finger was seen, so a press stays a press at every speed.
func TestReleaseReadLate(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(f *fixture) // after the button has been down for 100 ms, and a stall of 10 s
		shown string           // the first screen; "" is none
	}{
		{"a press", func(f *fixture) { f.up(window.SpaceBar) }, "1 755224"},
		{"the first frame does not report the release yet", func(f *fixture) { f.late(); f.up(window.SpaceBar) }, "1 755224"},
		{"the first frame reports the release", func(f *fixture) {
			in := f.onButton(window.SpaceBar, false, true)
			in.Late = true
			f.frame(in)
		}, "1 755224"},
		{"the button is held through the stall", func(f *fixture) { f.late(); f.wait(0) }, "1 888888"},
		{"the focus is lost in the stall", func(f *fixture) {
			f.Update(window.Input{Focused: false}, size, f.wall.Now())
		}, "1 755224"},
		{"up and down again: a press and a new one", func(f *fixture) {
			in := f.onButton(window.SpaceBar, true, true)
			in.Touches[0].Held = true
			f.frame(in)
			f.wait(3999 * time.Millisecond)
		}, "1 755224"},
	} {
		for _, speed := range device.Speeds() {
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
					t.Errorf("the screens are %q, want the first to be %q", f.recorded, test.shown)
				}
			})
		}
	}
}

// The token's time passes during a stall too.
func TestTimePassesInStall(t *testing.T) {
	for _, test := range []struct {
		name         string
		stall, after time.Duration
		lcd          string
	}{
		{"a code appears and goes off in the stall", 40 * time.Second, 0, ""},
		{"a code is lit until 27 s after the finger was last seen", 20 * time.Second, 6999 * time.Millisecond, "755224"},
		{"and goes off then", 20 * time.Second, 7 * time.Second, ""},
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
	t.Run("a press that begins in the stall counts from its end", func(t *testing.T) {
		f := newFixture(t)
		f.stall(10 * time.Second)
		f.down(window.SpaceBar)
		f.wait(3999 * time.Millisecond)
		f.wantLCD("")
		f.wait(time.Millisecond)
		f.wantLCD("888888")
	})
}

// While the button is down, there is a frame every 1/60 s, paused or not.
func TestButtonIsPolled(t *testing.T) {
	const frame = time.Second / 60
	f := newFixture(t)
	f.down(window.Mouse)
	if sleep := f.MaxSleep(f.wall.Now()); sleep != frame {
		t.Errorf("down: MaxSleep = %v, want %v", sleep, frame)
	}
	f.keys("P")
	if sleep := f.MaxSleep(f.wall.Now()); sleep != frame {
		t.Errorf("paused: MaxSleep = %v, want %v", sleep, frame)
	}
	f.up(window.Mouse)
	if sleep := f.MaxSleep(f.wall.Now()); sleep != time.Second {
		t.Errorf("up: MaxSleep = %v, want 1s", sleep)
	}
}

// While a finger is on the button, time passes at normal speed. The chosen speed is still shown.
func TestNormalSpeedWhileButtonIsDown(t *testing.T) {
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
	f.wait(time.Minute) // one finger is still on the button, so 888888 stays
	f.wantLCD("888888")
	f.up(window.SpaceBar)
	f.wait(2699 * time.Millisecond) // ten times as fast
	f.wantLCD("888888")
	f.wait(time.Millisecond)
	f.wantLCD("")

	f.keys("P")
	f.down(window.Mouse)
	f.wait(time.Minute)
	f.wantLCD("") // time does not pass
	f.keys("Right")
	f.wantLCD("888888") // but it can be skipped
}

// The panel shows why a press was ignored.
func TestIgnoredPresses(t *testing.T) {
	newest := func(f *fixture) string { return f.Scene().Assist.Events[0].Text }
	f := newFixture(t)
	f.keys("A")
	f.click()
	f.click()
	if got, want := newest(f), "ignored: a code is lit"; got != want {
		t.Errorf("on a code: event %q, want %q", got, want)
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
		t.Errorf("on the counter screen: event %q, want %q", got, want)
	}

	for _, whileLit := range []string{"next", `"off"`} { // these settings do not ignore it
		f := newFixture(t, demo(t, "1", "button: {press_while_lit: "+whileLit+"}"))
		f.keys("A")
		f.click()
		f.click()
		if got := newest(f); got == "ignored: a code is lit" {
			t.Errorf("%s: event %q", whileLit, got)
		}
	}
}
