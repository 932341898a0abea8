//go:build e2e

package e2e_test

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"etokenpass/display/face"
)

// Two windows and a script share one token and its counter.
func TestSharedToken(t *testing.T) {
	on, home := newScreen(t), t.TempDir()
	one := open(t, on, home, "--speed", "10").moveTo("0")
	other := open(t, on, home, "--speed", "10").moveTo("700")

	one.click()
	one.shows("755224")
	if code := one.etokenpass("press"); code != "287082" { // while the window shows a code
		t.Errorf("etokenpass press prints %s", code)
	}
	one.shows("")
	other.click()
	other.shows("359152")
	one.click()
	one.shows("969429")
	if counter := one.etokenpass("counter"); counter != "F00004" {
		t.Errorf("the counter is %s", counter)
	}
}

// The assist panel follows the counter when another process advances it.
func TestPanelFollowsTheCounter(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.key("a")
	w.assist = true
	until(t, "the window is wider by the panel", func() bool {
		return w.on.shot(t, w.id).Bounds().Dx() == face.Width+face.PanelWidth
	})
	quiet := face.Scene{Model: "eToken PASS", Serial: "000000000000", Assist: face.Assist{
		State: "off", Timeout: 27 * time.Second, Hold: 4 * time.Second, SyncPresses: 4, Counter: "0",
	}}
	w.shotIs(quiet)
	w.etokenpass("press")
	quiet.Assist.Counter = "1"
	w.shotIs(quiet)
}

// quiet waits until the window shows no message. Keys remove the message shown at the
// start once it has been visible for a moment; if they come too soon, it disappears by
// itself.
func (w *window) quiet() {
	w.Helper()
	w.focus()
	w.on.do(w.T, "key", "--delay", "150", "u", "u")
	w.shotIs(face.Scene{Model: "eToken PASS", Serial: "000000000000"})
}

// shotIs waits until the window looks like a scene, with the LCD off.
func (w *window) shotIs(scene face.Scene) {
	w.Helper()
	off, err := lcd6.Frame("")
	if err != nil {
		w.Fatal(err)
	}
	scene.LCD = off
	until(w.T, fmt.Sprintf("the window looks like %+v", scene), func() bool {
		picture := w.on.shot(w.T, w.id)
		var painter face.Painter
		want, _ := painter.Paint(scene, sizeOf(picture))
		return alike(picture, want)
	})
}

func TestKillAndStartAgain(t *testing.T) {
	on, home := newScreen(t), t.TempDir()
	for _, code := range []string{"755224", "287082", "359152"} {
		w := open(t, on, home)
		w.click()
		if got := w.next().LCD; got != code { // kill as soon as the transcript has the code
			t.Fatalf("the window shows %q, want %q", got, code)
		}
		w.kill()
	}
}

// If the counter cannot be saved, no code appears and the window shows the error.
func TestCounterCannotBeSaved(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, "state")
	w := open(t, newScreen(t), home, "--state", state)
	if err := os.WriteFile(state, nil, 0o600); err != nil { // a file where a folder should be
		t.Fatal(err)
	}
	w.quiet()
	before := w.still()
	w.click()
	until(t, "the window shows the error", func() bool { return !alike(before, w.still()) })
	if !w.sees("") {
		t.Error("the LCD is not off")
	}
	w.key("q")
	for next := range w.lines {
		t.Errorf("the transcript has %+v", next)
	}
}

// still returns a picture of the window once it has stopped changing.
func (w *window) still() image.Image {
	var last image.Image
	until(w.T, "the window stops changing", func() bool {
		now := w.on.shot(w.T, w.id)
		same := last != nil && alike(last, now)
		last = now
		return same
	})
	return last
}

// alike reports whether two pictures have the same size and pixels.
func alike(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	return bytes.Equal(pixels(a), pixels(b))
}

func pixels(picture image.Image) []byte {
	var all []byte
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			all = append(all, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return all
}
