package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/golden"
	"etokenpass/internal/peer"
)

const assets = "../../assets"

// The folders fob and icon in assets contain exactly the files that the command writes. Pictures may differ slightly,
// because processors round differently.
func TestAssetsAreUpToDate(t *testing.T) {
	files, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(assets, name))
		if err != nil {
			t.Errorf("%v; run make artwork", err)
			continue
		}
		if !same(t, name, got, want) {
			t.Errorf("assets/%s differs from what make artwork writes", name)
		}
	}
	for _, folder := range []string{"fob", "icon"} {
		entries, err := os.ReadDir(filepath.Join(assets, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if _, ok := files[folder+"/"+entry.Name()]; !ok {
				t.Errorf("assets/%s/%s is not written by make artwork", folder, entry.Name())
			}
		}
	}
}

func same(t *testing.T, name string, got, want []byte) bool {
	t.Helper()
	switch filepath.Ext(name) {
	case ".png":
		return golden.Alike(decoded(t, got), decoded(t, want))
	case ".ico":
		one, other := picturesIn(t, got), picturesIn(t, want)
		return slices.EqualFunc(one, other, golden.Alike)
	}
	return bytes.Equal(got, want)
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// picturesIn finds the PNG files in an ICO file by their signature.
func picturesIn(t *testing.T, file []byte) []image.Image {
	t.Helper()
	var pictures []image.Image
	for part := range bytes.SplitSeq(file, []byte("\x89PNG")) {
		if len(pictures) > 0 || bytes.HasPrefix(part, []byte("\r\n\x1a\n")) {
			pictures = append(pictures, decoded(t, append([]byte("\x89PNG"), part...)))
		}
	}
	if len(pictures) == 0 {
		t.Fatal("the ICO file has no pictures")
	}
	return pictures
}

// Running the command twice writes the same bytes; otherwise every run would change the pictures.
func TestDrawingIsDeterministic(t *testing.T) {
	first, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	second, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s is drawn differently the second time", name)
		}
	}
}

// ImageMagick, an independent reader, finds every picture of the ICO file in its size.
func TestICOIsRead(t *testing.T) {
	peer.Need(t, "identify")
	output, err := exec.Command("identify", "-format", "%wx%h ", filepath.Join(assets, "icon/etokenpass.ico")).Output()
	if err != nil {
		t.Fatal(err)
	}
	const want = "16x16 32x32 48x48 64x64 128x128 256x256"
	if got := strings.TrimSpace(string(output)); got != want {
		t.Errorf("identify finds %s, want %s", got, want)
	}
}
