package display_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/display"
)

var update = flag.Bool("update", false, "write the golden files in testdata instead of comparing with them")

// goldens has every file in testdata and the drawing that it holds.
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

		"off.png":      encoded(t, off.Image(48)),
		"code.png":     encoded(t, code.Image(48)),
		"code-big.png": encoded(t, code.Image(97)),
		"eights.png":   encoded(t, eights.Image(48)),
		"counter.png":  encoded(t, counter.Image(48)),
		"turned.png":   encoded(t, turned.Image(48)),
		"worn.png":     encoded(t, worn.Image(48)),
		"eight.png":    encoded(t, eight.Image(48)),
	}
}

func TestGoldens(t *testing.T) {
	for name, got := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			same := bytes.Equal
			if strings.HasSuffix(name, ".png") {
				same = alike
			}
			if !same(got, want) {
				t.Errorf("the drawing differs from %s; look at both, then run go test ./display -update", path)
			}
		})
	}
}

func TestGoldenFilesAreUsed(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	used := goldens(t)
	for _, file := range files {
		// rapid keeps the inputs of failed properties here; they are not goldens.
		if _, ok := used[file.Name()]; !ok && file.Name() != "rapid" {
			t.Errorf("testdata/%s belongs to no test", file.Name())
		}
	}
}

// frame is what text looks like on an LCD of so many cells.
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

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// alike compares two PNG files by their pixels. Processors round differently, so a channel may be off by 2 of 255.
func alike(got, want []byte) bool {
	a, errA := png.Decode(bytes.NewReader(got))
	b, errB := png.Decode(bytes.NewReader(want))
	if errA != nil || errB != nil || a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if !near(channels(a, x, y), channels(b, x, y)) {
				return false
			}
		}
	}
	return true
}

func channels(img image.Image, x, y int) [4]int {
	r, g, b, a := img.At(x, y).RGBA()
	return [4]int{int(r >> 8), int(g >> 8), int(b >> 8), int(a >> 8)}
}

func near(a, b [4]int) bool {
	for i := range a {
		if a[i]-b[i] > 2 || b[i]-a[i] > 2 {
			return false
		}
	}
	return true
}

func TestAlikeSeesASegment(t *testing.T) {
	whole, worn := frame(t, 6, "888888"), frame(t, 6, "888888", "6d")
	if alike(encoded(t, whole.Image(display.MinHeight)), encoded(t, worn.Image(display.MinHeight))) {
		t.Error("the tolerance hides a dead segment on the smallest image")
	}
	if !alike(encoded(t, whole.Image(40)), encoded(t, whole.Image(40))) {
		t.Error("an image differs from itself")
	}
}
