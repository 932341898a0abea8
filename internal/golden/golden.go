// Package golden compares what tests draw with golden files that a person has checked. With the flag -update, tests
// rewrite the files.
package golden

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files instead of comparing with them")

// Updating reports whether tests rewrite their golden files (flag -update).
func Updating() bool { return *update }

// Folder checks every file in testdata, by name, and that there are no other files.
func Folder(t *testing.T, all map[string][]byte) {
	t.Helper()
	for name, got := range all {
		t.Run(name, func(t *testing.T) { Check(t, filepath.Join("testdata", name), got) })
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		// rapid keeps the inputs of failed properties here; these are not golden files.
		if _, ok := all[file.Name()]; !ok && file.Name() != "rapid" {
			t.Errorf("testdata/%s is not used by any test", file.Name())
		}
	}
}

// Check compares got with the file at path. PNG files are compared by pixel, with a small tolerance.
func Check(t *testing.T, path string, got []byte) {
	t.Helper()
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
	if strings.HasSuffix(path, ".png") {
		same = alikeFiles
	}
	if !same(got, want) {
		t.Errorf("output differs from %s; compare them, then run make golden", path)
	}
}

// PNG encodes a picture as a PNG file.
func PNG(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func alikeFiles(got, want []byte) bool {
	a, errA := png.Decode(bytes.NewReader(got))
	b, errB := png.Decode(bytes.NewReader(want))
	return errA == nil && errB == nil && Alike(a, b)
}

// tolerance is the allowed difference of a channel, out of 255: processors round differently.
const tolerance = 2

// Alike reports whether two pictures have the same bounds and colours, within the tolerance.
func Alike(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if !AlikeColour(a.At(x, y), b.At(x, y)) {
				return false
			}
		}
	}
	return true
}

// AlikeColour reports whether two colours are equal, within the tolerance.
func AlikeColour(a, b color.Color) bool {
	one, other := channels(a), channels(b)
	for i := range one {
		if max(one[i]-other[i], other[i]-one[i]) > tolerance {
			return false
		}
	}
	return true
}

func channels(c color.Color) [4]int {
	r, g, b, a := c.RGBA()
	return [4]int{int(r >> 8), int(g >> 8), int(b >> 8), int(a >> 8)}
}
