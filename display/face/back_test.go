package face_test

import (
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/display/face"
	"etokenpass/internal/peer"
)

// scanned returns the text of the bar code that zbarimg finds in a picture, or "" if there is none.
func scanned(t *testing.T, picture image.Image) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	// zbarimg fails if there is no code; then the output is empty.
	output, _ := exec.Command("zbarimg", "--quiet", "--raw", "--oneshot", "-Sdisable", "-Scode128.enable", path).Output()
	return strings.TrimSuffix(string(output), "\n")
}

func TestBarCodeCanBeScanned(t *testing.T) {
	peer.Need(t, "zbarimg")
	for serial, readable := range map[string]bool{
		"0":                   true,
		"12345":               true,
		"900123456789":        true,
		"ALNG00012345":        true,
		"a b~c":               true,
		"ETP-2010-000042":     true,
		"0123456789012345678": true,
		"longer than the serial number of any token": false,
		"naïve": false,
		"12ñ34": false, // the encoder uses ñ for a control character
		"":      false,
	} {
		for _, turned := range []bool{false, true} {
			scene := token(t, "")
			scene.Serial, scene.Back, scene.Turned = serial, true, turned
			var painter face.Painter
			picture, _ := painter.Paint(scene, face.Size{Width: face.Width, Height: face.Height, Density: 1})
			want := ""
			if readable {
				want = serial
			}
			if got := scanned(t, picture); got != want {
				t.Errorf("%q, turned %v: scanned as %q, want %q", serial, turned, got, want)
			}
		}
	}
}
