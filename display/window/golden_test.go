package window_test

import (
	"os"
	"testing"
	"time"

	"etokenpass/display/face"
	"etokenpass/display/golden"
	"etokenpass/display/window"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // events are told in local time
	os.Exit(m.Run())
}

// A rehearsal, as the panel tells it: the counter screen is two presses away.
func TestGoldenPanel(t *testing.T) {
	d := newDesk(t, demo(t, "000512345678", "battery: {codes: 14000, years: 7, made: 2026-01-15}", "counter: 12"))
	wide := face.Size{Width: face.Width + face.PanelWidth, Height: face.Height, Density: 1}
	d.click()
	d.wait(9 * time.Second)
	d.down(window.Mouse)
	d.wait(4300 * time.Millisecond)
	d.up(window.Mouse)
	for range 2 {
		d.wait(900 * time.Millisecond)
		d.down(window.Mouse)
		d.wait(200 * time.Millisecond)
		d.up(window.Mouse)
	}
	d.wait(700 * time.Millisecond)
	d.keys("A")

	var painter face.Painter
	picture, _ := painter.Paint(d.Scene(), wide)
	golden.Folder(t, map[string][]byte{"panel.png": golden.PNG(t, picture)})
}
