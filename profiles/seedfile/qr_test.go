package seedfile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/profiles/seedfile"
)

// zbarimg, a reader of its own, finds in each code what the otpauth file would have.
// The longest serials need the codes that correct less.
func TestQRCodesAreRead(t *testing.T) {
	zbarimg := needZBar(t)
	for _, serial := range []string{
		"1", "GALT10953554", "ACME: bob", "№ 1 é 😀", strings.Repeat("A very long serial. ", 5),
		strings.Repeat("0123456789", 50), strings.Repeat("é", 380), strings.Repeat("é", 470),
	} {
		token := keyToken(t, "12345678901234567890")
		token.Serial = serial
		want := written(t, seedfile.OTPAuth, token)

		picture, err := seedfile.QRPNG(token)
		if err != nil {
			t.Fatal(err)
		}
		if got := scan(t, zbarimg, picture); got != want {
			t.Errorf("the picture says %q; want %q", got, want)
		}
		text, err := seedfile.QRText(token, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := scan(t, zbarimg, paint(t, text)); got != want {
			t.Errorf("the text says %q; want %q\n%s", got, want, text)
		}
	}
}

// paint draws the text as a dark terminal does, with characters of 6 x 12 pixels.
func paint(t *testing.T, text string) []byte {
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

func scan(t *testing.T, zbarimg string, picture []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(zbarimg, "--quiet", "--raw", path).Output()
	if err != nil {
		t.Errorf("zbarimg finds nothing: %v", err)
	}
	return string(output)
}

func TestQRPictureHasEightPixelsAModule(t *testing.T) {
	picture, err := seedfile.QRPNG(keyToken(t, "12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	// The URI has 101 characters: version 6 of 41 modules, and 4 around it.
	if want := (41 + 4 + 4) * 8; size.Width != want || size.Height != want {
		t.Errorf("got %d x %d pixels; want %d", size.Width, size.Height, want)
	}
}

// The colours change nothing but the colours: white on black, in each line anew.
func TestQRTextWithColour(t *testing.T) {
	token := keyToken(t, "12345678901234567890")
	plain, err := seedfile.QRText(token, false)
	if err != nil {
		t.Fatal(err)
	}
	coloured, err := seedfile.QRText(token, true)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for line := range strings.Lines(plain) {
		want.WriteString("\x1b[40;97m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n")
	}
	if coloured != want.String() {
		t.Errorf("got %q; want %q", coloured, want.String())
	}
}

func TestQRRefusesWhatDoesNotFit(t *testing.T) {
	token := keyToken(t, "12345678901234567890")
	token.Serial = strings.Repeat("é", 1000)
	const want = "its otpauth URI has 6089 characters: must be at most 2953 for a QR code"
	if _, err := seedfile.QRText(token, false); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v; want …%s", err, want)
	}
	if _, err := seedfile.QRPNG(token); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v; want …%s", err, want)
	}
}

func needZBar(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("zbarimg is missing, and CI must have it: run make deps")
		}
		t.Skip("zbarimg is not installed (make deps)")
	}
	return path
}
