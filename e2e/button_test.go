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
		t.Errorf("after the window, etokenpass press prints %s", next)
	}
}

// Once at real speed, since that is what a person waits for.
func TestRealTime(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	lit := w.shows("755224")
	dark := w.shows("")
	for what, got := range map[string]time.Duration{
		"for the token": dark.Time.Sub(lit.Time), "on the wall": dark.came.Sub(lit.came),
	} {
		if off := got - 27*time.Second; off.Abs() > 200*time.Millisecond {
			t.Errorf("%s, the code was lit for %v", what, got)
		}
	}

	// The X server repeats a key that is held; the button does not.
	w.focus()
	w.on.do(t, "keydown", "space")
	pressed := time.Now()
	held := w.shows("888888")
	if after := held.came.Sub(pressed); after < 3800*time.Millisecond {
		t.Errorf("888888 came after %v", after)
	}
	w.on.do(t, "keyup", "space")
	if counter := w.etokenpass("counter"); counter != "F00001" {
		t.Errorf("a hold left the counter at %s", counter)
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

func TestMouseLeavesTheButton(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.key("p") // however long this takes, it is no hold
	w.point()
	before := w.still()
	w.on.do(t, "mousedown", "1")
	until(t, "the button sinks", func() bool { return !alike(before, w.still()) })
	w.on.do(t, "mousemove", "1200", "1000")
	w.key("u") // the window lives, and the button is still down
	w.turned = true
	if !w.sees("") {
		t.Error("the LCD is not off while the button is down")
	}
	w.on.do(t, "mouseup", "1")
	w.shows("755224")
}

func TestLosingTheKeyboardReleases(t *testing.T) {
	on := newScreen(t)
	w, other := open(t, on, t.TempDir()).beside("0"), open(t, on, t.TempDir()).beside("700")
	w.focus()
	w.on.do(t, "keydown", "space")
	other.focus()
	w.shows("755224")
	w.on.do(t, "keyup", "space")
}
