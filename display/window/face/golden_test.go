package face_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/display/window/face"
)

var update = flag.Bool("update", false, "write the golden files in testdata instead of comparing with them")

var (
	small  = face.Size{Width: 320, Height: 200, Density: 1}
	usual  = face.Size{Width: 480, Height: 300, Density: 1}
	wide   = face.Size{Width: 740, Height: 300, Density: 1}
	narrow = face.Size{Width: 320, Height: 440, Density: 1}
	dense  = face.Size{Width: 640, Height: 400, Density: 2}
)

// goldens has every file in testdata and the picture that it holds.
func goldens(t *testing.T) map[string]image.Image {
	with := func(change func(*face.Scene)) face.Scene {
		scene := token(t, "755224")
		change(&scene)
		return scene
	}
	backSide := with(func(s *face.Scene) { s.Back = true })
	longSerial := with(func(s *face.Scene) { s.Back, s.Serial = true, strings.Repeat("0123-Äbcdef ", 6) })
	allKeys := with(func(s *face.Scene) { s.Keys = keys })
	busy := with(func(s *face.Scene) { s.Assist, s.Down, s.Pace, s.Place = assist(), true, "×10", "2 of 3" })
	idle := with(func(s *face.Scene) {
		s.LCD, s.Assist = frame(t, 6, ""), face.Assist{State: "off", Counter: "41", SyncPresses: 3}
	})
	failed := with(func(s *face.Scene) {
		s.Message = face.Message{Error: true, Text: "the token file /home/somebody/.local/share/etokenpass/token.json " +
			"cannot be written: no space left on device\nThe window has to be closed: a code that is not " +
			"kept would be shown again, and a server does not take a code twice, so that nobody could log in with it."}
	})
	return map[string]image.Image{
		"off.png":          painted(token(t, ""), small),
		"code.png":         painted(token(t, "755224"), usual),
		"eights.png":       painted(token(t, "888888"), small),
		"counter.png":      painted(token(t, "F00042"), small),
		"turned.png":       painted(with(func(s *face.Scene) { s.Turned = true }), small),
		"down.png":         painted(with(func(s *face.Scene) { s.Down = true }), small),
		"worn.png":         painted(with(func(s *face.Scene) { s.LCD = frame(t, 6, "888888", "1g", "4b", "5d") }), small),
		"eight.png":        painted(with(func(s *face.Scene) { s.LCD = frame(t, 8, "12345678") }), small),
		"back.png":         painted(backSide, usual),
		"back-long.png":    painted(longSerial, small),
		"assist.png":       painted(busy, wide),
		"assist-small.png": painted(busy, small),
		"assist-below.png": painted(busy, narrow),
		"assist-idle.png":  painted(idle, small),
		"keys.png":         painted(allKeys, usual),
		"keys-dense.png":   painted(allKeys, dense),
		"keys-small.png":   painted(allKeys, small),
		"info.png":         painted(with(func(s *face.Scene) { s.Message.Text = "copied 755224" }), small),
		"error.png":        painted(failed, usual),
		"icon.png":         face.Icon(48),
	}
}

func painted(scene face.Scene, size face.Size) image.Image {
	var painter face.Painter
	picture, _ := painter.Paint(scene, size)
	return picture
}

func TestGoldens(t *testing.T) {
	for name, got := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, encoded(t, got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if !alike(got, want) {
				t.Errorf("the picture differs from %s; look at both, then run go test ./display/window/face -update", path)
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

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// alike compares two pictures. Processors round differently, so a channel may be off by 2 of 255.
func alike(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
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
