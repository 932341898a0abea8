package window_test

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"etokenpass/display/window"
	"etokenpass/display/window/face"
)

var update = flag.Bool("update", false, "paint the golden files in testdata anew")

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
	golden := filepath.Join("testdata", "panel.png")
	if *update {
		var file bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, picture); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != picture.Bounds() {
		t.Fatalf("the picture is %v, the golden file %v", picture.Bounds(), want.Bounds())
	}
	const tolerance = 2 * 0x101 // processors round differently
	for y := range wide.Height {
		for x := range wide.Width {
			r, g, b, _ := picture.At(x, y).RGBA()
			wr, wg, wb, _ := want.At(x, y).RGBA()
			if max(r, wr)-min(r, wr) > tolerance || max(g, wg)-min(g, wg) > tolerance || max(b, wb)-min(b, wb) > tolerance {
				t.Fatalf("the panel differs from %s at %d,%d; look at both, then run make golden", golden, x, y)
			}
		}
	}
}
