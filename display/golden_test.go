package display_test

import (
	"testing"

	"etokenpass/display"
	"etokenpass/internal/golden"
)

// goldens maps the name of every file in testdata to its contents.
func goldens(t *testing.T) map[string][]byte {
	off, code := frame(t, 6, ""), frame(t, 6, "755224")
	eights, counter := frame(t, 6, "888888"), frame(t, 6, "F00042")
	turned := frame(t, 6, "961034").Turned()
	worn := frame(t, 6, "888888", "1g", "4b", "5d")
	eight := frame(t, 8, "12345678")
	return map[string][]byte{
		"off.txt":     []byte(off.Text()),
		"code.txt":    []byte(code.Text()),
		"eights.txt":  []byte(eights.Text()),
		"counter.txt": []byte(counter.Text()),
		"turned.txt":  []byte(turned.Text()),
		"worn.txt":    []byte(worn.Text()),
		"eight.txt":   []byte(eight.Text()),

		"off.svg":    off.SVG(),
		"code.svg":   code.SVG(),
		"eights.svg": eights.SVG(),
		"worn.svg":   worn.SVG(),
		"strip.svg": display.StripSVG("One code", []display.Panel{
			{Frame: off, Caption: "Off."},
			{Frame: code, Caption: "A press shows a code\nfor 27 s."},
			{Frame: eight, Caption: "<Eight> digits & more"},
		}, 2),

		"off.png":      golden.PNG(t, off.Image(48)),
		"code.png":     golden.PNG(t, code.Image(48)),
		"code-big.png": golden.PNG(t, code.Image(97)),
		"eights.png":   golden.PNG(t, eights.Image(48)),
		"counter.png":  golden.PNG(t, counter.Image(48)),
		"turned.png":   golden.PNG(t, turned.Image(48)),
		"worn.png":     golden.PNG(t, worn.Image(48)),
		"eight.png":    golden.PNG(t, eight.Image(48)),
	}
}

func TestGoldens(t *testing.T) { golden.Folder(t, goldens(t)) }

// frame returns the frame of a text on an LCD with the given number of cells.
func frame(t *testing.T, cells int, text string, dead ...string) display.Frame {
	t.Helper()
	lcd, err := display.NewLCD(cells, dead...)
	if err != nil {
		t.Fatal(err)
	}
	f, err := lcd.Frame(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAlikeSeesASegment(t *testing.T) {
	whole, worn := frame(t, 6, "888888"), frame(t, 6, "888888", "6d")
	if golden.Alike(whole.Image(display.MinHeight), worn.Image(display.MinHeight)) {
		t.Error("the tolerance hides a dead segment in the smallest image")
	}
	if !golden.Alike(whole.Image(40), whole.Image(40)) {
		t.Error("an image differs from itself")
	}
}
