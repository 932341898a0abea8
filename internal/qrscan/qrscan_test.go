package qrscan_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"rsc.io/qr"

	"etokenpass/internal/peer"
	"etokenpass/internal/qrscan"
)

const (
	first  = "otpauth://totp/Жанна?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	second = "otpauth://totp/bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// page is a blank picture on which codes are drawn.
type page struct{ *image.Gray }

func newPage(width, height int, background uint8) page {
	p := page{image.NewGray(image.Rect(0, 0, width, height))}
	draw.Draw(p, p.Bounds(), image.NewUniform(color.Gray{Y: background}), image.Point{}, draw.Src)
	return p
}

// add draws a code with modules of a size, and returns the page.
func (p page) add(t *testing.T, text string, x, y, module int) page {
	t.Helper()
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	const margin = 4 // modules
	for row := -margin; row < code.Size+margin; row++ {
		for column := -margin; column < code.Size+margin; column++ {
			shade := color.Gray{Y: 255}
			if code.Black(column, row) {
				shade.Y = 0
			}
			at := image.Pt(x+(column+margin)*module, y+(row+margin)*module)
			draw.Draw(p, image.Rectangle{at, at.Add(image.Pt(module, module))}, image.NewUniform(shade), image.Point{}, draw.Src)
		}
	}
	return p
}

// inverted exchanges light and dark.
func (p page) inverted() page {
	for i := range p.Pix {
		p.Pix[i] = 255 - p.Pix[i]
	}
	return p
}

// turned turns the picture by a quarter.
func (p page) turned() page {
	size := p.Bounds().Size()
	turned := newPage(size.Y, size.X, 255)
	for y := range size.Y {
		for x := range size.X {
			turned.SetGray(size.Y-1-y, x, p.GrayAt(x, y))
		}
	}
	return turned
}

func TestTexts(t *testing.T) {
	asPNG := png.Encode
	for name, c := range map[string]struct {
		page   page
		encode func(io.Writer, image.Image) error
		want   []string
	}{
		"a code":                  {newPage(400, 400, 255).add(t, first, 0, 0, 6), asPNG, []string{first}},
		"small modules":           {newPage(400, 400, 255).add(t, first, 50, 50, 2), asPNG, []string{first}},
		"dark mode":               {newPage(400, 400, 255).add(t, first, 20, 20, 6).inverted(), asPNG, []string{first}},
		"on grey":                 {newPage(500, 500, 128).add(t, first, 50, 50, 6), asPNG, []string{first}},
		"turned":                  {newPage(400, 500, 255).add(t, first, 0, 0, 6).turned(), asPNG, []string{first}},
		"a large screenshot":      {newPage(3840, 2160, 255).add(t, first, 3000, 900, 3), asPNG, []string{first}},
		"two codes, from the top": {newPage(800, 1000, 255).add(t, second, 20, 500, 6).add(t, first, 300, 20, 6), asPNG, []string{first, second}},
		"the same code twice":     {newPage(800, 1000, 255).add(t, first, 20, 500, 6).add(t, first, 300, 20, 6), asPNG, []string{first}},
		"a long text":             {newPage(800, 800, 255).add(t, strings.Repeat("0123456789", 100), 0, 0, 4), asPNG, []string{strings.Repeat("0123456789", 100)}},
		"JPEG":                    {newPage(400, 400, 255).add(t, first, 0, 0, 6), func(w io.Writer, i image.Image) error { return jpeg.Encode(w, i, &jpeg.Options{Quality: 50}) }, []string{first}},
		"GIF":                     {newPage(400, 400, 255).add(t, first, 0, 0, 6), func(w io.Writer, i image.Image) error { return gif.Encode(w, i, nil) }, []string{first}},
	} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			if err := c.encode(&file, c.page); err != nil {
				t.Fatal(err)
			}
			if qrscan.Kind(file.Bytes()) == "" {
				t.Error("the picture is not recognised")
			}
			if got, err := qrscan.Texts(&file); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func encoded(t *testing.T, picture image.Image) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// corners returns a picture with a grid of the corners of QR codes.
func corners(columns, rows int) image.Image {
	const size, gap, module = 7, 3, 3
	p := newPage((columns*(size+gap)+gap)*module, (rows*(size+gap)+gap)*module, 255)
	for column := range columns {
		for row := range rows {
			at := image.Pt(column*(size+gap)+gap, row*(size+gap)+gap).Mul(module)
			for inset, shade := range []uint8{0, 255, 0} {
				square := image.Rect(0, 0, size*module, size*module).Inset(inset * module).Add(at)
				draw.Draw(p, square, image.NewUniform(color.Gray{Y: shade}), image.Point{}, draw.Src)
			}
		}
	}
	return p
}

// pngHeader returns the beginning of a PNG file.
func pngHeader(width, height uint32, bits, colorType byte) string {
	data := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(data[4:], width)
	binary.BigEndian.PutUint32(data[8:], height)
	data[12], data[13] = bits, colorType
	return "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + string(binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(data)))
}

func TestTextsRefuses(t *testing.T) {
	code := encoded(t, newPage(400, 400, 255).add(t, first, 0, 0, 6))
	huge := []byte(encoded(t, newPage(1, 1, 255)))
	copy(huge[16:], "\x00\x01\x00\x00\x00\x01\x00\x00") // the size in IHDR, whose checksum is then wrong
	for name, c := range map[string]struct{ file, want string }{
		"no code":          {encoded(t, newPage(300, 300, 255)), "no QR code was found in the picture"},
		"one pixel":        {encoded(t, newPage(1, 1, 0)), "no QR code was found in the picture"},
		"a truncated file": {code[:len(code)/2], "the picture cannot be read: png: invalid format: not enough pixel data"},
		"many corners":     {encoded(t, corners(20, 20)), "the picture has more than 300 corners of QR codes"},
		"not a picture":    {"GIF89a", "the picture cannot be read: "},
		"a changed size":   {string(huge), "the picture cannot be read: "},
		"too many pixels":  {encoded(t, newPage(10_000, 10_000, 255)), "the picture has 10000 × 10000 pixels: must be at most 64 megapixels"},
		"two bytes each":   {pngHeader(8_000, 8_000, 16, 6), "the picture has 8000 × 8000 pixels: must be at most 32 megapixels"},
		"a bomb":           {pngHeader(1<<31-1, 1<<31-1, 1, 0), "the picture "},
		"too many bytes":   {strings.Repeat("a", qrscan.MaxBytes+1), "the picture is larger than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := qrscan.Texts(strings.NewReader(c.file)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestKind(t *testing.T) {
	for head, want := range map[string]string{
		"": "", "RIFF": "", "RIFF1234WAVE": "", "\x89PNG": "", "BM": "",
		"\x89PNG\r\n\x1a\n": "PNG", "\xff\xd8\xff\xe0": "JPEG", "GIF87a": "GIF", "GIF89a": "GIF", "RIFF1234WEBPVP8L": "WebP",
	} {
		if got := qrscan.Kind([]byte(head)); got != want {
			t.Errorf("%q: %q, want %q", head, got, want)
		}
	}
}

// A code that another program draws is read.
func TestCodesOfQrencode(t *testing.T) {
	qrencode := peer.Need(t, "qrencode")
	for _, args := range [][]string{{}, {"-s", "2"}, {"-l", "H"}, {"--foreground=FFFFFF", "--background=000000"}} {
		picture, err := exec.CommandContext(t.Context(), qrencode, append(args, "-o", "-", first)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := qrscan.Texts(bytes.NewReader(picture)); err != nil || !slices.Equal(got, []string{first}) {
			t.Errorf("%q: %q, %v", args, got, err)
		}
	}
}

func FuzzTexts(f *testing.F) {
	f.Add([]byte("GIF89a"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = qrscan.Texts(bytes.NewReader(file)) })
}
