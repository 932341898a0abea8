//go:build e2e

package e2e_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "take the picture in README anew")

const readmePicture = "../docs/window.png"

// The picture at the top of README is one of the real window.
func TestThePictureInReadme(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.click()
	w.shows("755224")
	taken := w.still()
	if *update {
		var file bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&file, taken); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(readmePicture, file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(readmePicture)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if !nearly(taken, shown) {
		t.Error("docs/window.png is not what the window shows; make golden takes it anew")
	}
}

// nearly compares two pictures that may come from two processors, which round
// differently.
func nearly(a, b image.Image) bool {
	const tolerance = 3 // of 255
	if a.Bounds() != b.Bounds() {
		return false
	}
	one, other := pixels(a), pixels(b)
	for i := range one {
		if int(one[i])-int(other[i]) > tolerance || int(other[i])-int(one[i]) > tolerance {
			return false
		}
	}
	return true
}
