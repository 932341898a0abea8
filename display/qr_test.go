package display_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/display"
	"etokenpass/internal/peer"
)

// zbarimg, an independent reader, finds the text in every drawing. The long texts need error correction level L.
func TestQRCodesAreRead(t *testing.T) {
	peer.Need(t, "zbarimg")
	for _, text := range []string{
		"1", "otpauth://hotp/GALT10953554?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0", "№ 1 é 😀",
		strings.Repeat("0123456789", 233), strings.Repeat("a", display.MaxQRBytes),
	} {
		code, err := display.NewQR(text)
		if err != nil {
			t.Fatal(err)
		}
		want := text + "\n"
		if got := scan(t, code.PNG()); got != want {
			t.Errorf("PNG: zbarimg reads %q, want %q", got, want)
		}
		if got := scan(t, photographed(t, code.Text(false))); got != want {
			t.Errorf("text: zbarimg reads %q, want %q\n%s", got, want, code.Text(false))
		}
	}
}

// photographed returns a PNG of text as a dark terminal shows it, with characters of 6 × 12 pixels.
func photographed(t *testing.T, text string) []byte {
	t.Helper()
	const width, height = 6, 12
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	screen := image.NewGray(image.Rect(0, 0, len([]rune(lines[0]))*width, len(lines)*height))
	for row, line := range lines {
		for column, char := range []rune(line) {
			for y := range height {
				upper := y < height/2
				if char == '█' || upper && char == '▀' || !upper && char == '▄' {
					for x := range width {
						screen.SetGray(column*width+x, row*height+y, color.Gray{Y: 255})
					}
				}
			}
		}
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, screen); err != nil {
		t.Fatal(err)
	}
	return picture.Bytes()
}

func scan(t *testing.T, picture []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command("zbarimg", "--quiet", "--raw", path).Output()
	if err != nil {
		t.Errorf("zbarimg: %v", err)
	}
	return string(output)
}

func TestQRPictureHasEightPixelsPerModule(t *testing.T) {
	code, err := display.NewQR(strings.Repeat("a", 101))
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(code.PNG()))
	if err != nil {
		t.Fatal(err)
	}
	// 101 characters need version 6: 41 modules, and a quiet zone of 4 on each side.
	if want := (4 + 41 + 4) * 8; size.Width != want || size.Height != want {
		t.Errorf("got %d x %d pixels; want %d", size.Width, size.Height, want)
	}
}

// Colour adds only escape sequences: each line is white on black.
func TestQRTextWithColour(t *testing.T) {
	code, err := display.NewQR("755224")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for line := range strings.Lines(code.Text(false)) {
		want.WriteString("\x1b[40;97m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n")
	}
	if got := code.Text(true); got != want.String() {
		t.Errorf("got %q; want %q", got, want.String())
	}
}

func TestQRRefusesWhatDoesNotFit(t *testing.T) {
	if _, err := display.NewQR(strings.Repeat("a", display.MaxQRBytes+1)); !errors.Is(err, display.ErrQRTooLong) {
		t.Errorf("got %v; want %v", err, display.ErrQRTooLong)
	}
}
