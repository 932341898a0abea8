//go:build e2e

package e2e_test

import (
	"testing"
	"time"
)

func TestClickShowsACode(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	w.shows("755224")
	if title := w.on.do(t, "getwindowname", w.id); title != "eToken PASS 000000000000" {
		t.Errorf("the title is %q", title)
	}
	if next := w.etokenpass("press"); next != "287082" {
		t.Errorf("after the click, etokenpass press prints %s", next)
	}
}

// The timing at real speed, as a user sees it.
func TestRealTime(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	lit := w.shows("755224")
	dark := w.shows("")
	for what, got := range map[string]time.Duration{
		"by the token's clock": dark.Time.Sub(lit.Time), "in real time": dark.received.Sub(lit.received),
	} {
		if off := got - 27*time.Second; off.Abs() > 200*time.Millisecond {
			t.Errorf("the code was lit for %v %s", got, what)
		}
	}

	// The X server repeats a key that is held down; the button must not.
	w.focus()
	w.on.do(t, "keydown", "space")
	pressed := time.Now()
	held := w.shows("888888")
	if after := held.received.Sub(pressed); after < 3800*time.Millisecond {
		t.Errorf("888888 appeared after %v", after)
	}
	w.on.do(t, "keyup", "space")
	if counter := w.etokenpass("counter"); counter != "F00001" {
		t.Errorf("after a hold the counter is %s", counter)
	}
	w.key("space", "space", "space", "space")
	w.shows("F00001")
}

func TestCounterScreen(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir(), "--speed", "10")
	w.click()
	w.shows("755224")
	w.shows("")
	w.point()
	w.on.do(t, "mousedown", "1")
	w.shows("888888")
	w.on.do(t, "mouseup", "1")
	for range 4 {
		w.click()
	}
	w.shows("F00001")
	w.shows("")
}

func TestDragOffTheButton(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.key("p") // pause, so that a slow machine does not turn the press into a hold
	w.point()
	before := w.still()
	w.on.do(t, "mousedown", "1")
	until(t, "the button is drawn pressed", func() bool { return !alike(before, w.still()) })
	w.on.do(t, "mousemove", "1200", "1000")
	w.key("u") // the window still responds, and the button is still down
	w.upsideDown = true
	if !w.sees("") {
		t.Error("the LCD is not off while the button is down")
	}
	w.on.do(t, "mouseup", "1")
	w.shows("755224")
}

func TestLosingFocusReleasesTheButton(t *testing.T) {
	on := newScreen(t)
	w, other := open(t, on, t.TempDir()).moveTo("0"), open(t, on, t.TempDir()).moveTo("700")
	w.focus()
	w.on.do(t, "keydown", "space")
	other.focus()
	w.shows("755224")
	w.on.do(t, "keyup", "space")
}
