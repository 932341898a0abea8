package seedfile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"rsc.io/qr"

	"etokenpass/profiles/seedfile"
)

// pictureOf returns a PNG with codes, one below the other.
func pictureOf(t *testing.T, texts ...string) string {
	t.Helper()
	const width, module, margin = 800, 4, 8
	picture := image.NewGray(image.Rect(0, 0, width, width*len(texts)))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for i, text := range texts {
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		for y := range code.Size * module {
			for x := range code.Size * module {
				if code.Black(x/module, y/module) {
					picture.SetGray(x+margin*module, y+margin*module+i*width, color.Gray{})
				}
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// readPicture returns the layout, and the tokens and problems in the order of the file, each
// with its place.
func readPicture(t *testing.T, file string) (layout string, lines []string) {
	t.Helper()
	reader, err := seedfile.NewReader(strings.NewReader(file), "f", seedfile.Options{})
	if err != nil {
		return "", []string{err.Error()}
	}
	for {
		token, err := reader.Next()
		switch {
		case err == nil:
			lines = append(lines, token.File+": "+summary(token))
		case err.Error() == "EOF":
			return reader.Layout(), lines
		default:
			lines = append(lines, err.Error())
		}
	}
}

func TestPictures(t *testing.T) {
	const uri, other, secret = "otpauth://totp/bob?secret=GEZA", "otpauth://hotp/eve?secret=GEZA&counter=7&foo=1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for _, c := range []struct {
		what   string
		codes  []string
		layout string
		want   []string
	}{
		{"a URI", []string{uri}, "QR code in a PNG picture", []string{"f: bob 3132 time SHA1 6 30s"}},
		{"several codes", []string{uri, "https://example.com/" + secret, other}, "3 QR codes in a PNG picture", []string{
			"f (QR code 1): bob 3132 time SHA1 6 30s",
			"f (QR code 2): the QR code contains a web address: must be an otpauth or otpauth-migration URI",
			`f (QR code 3): unknown parameter "foo" ignored (reported once per file)`,
			"f (QR code 3): eve 3132 event SHA1 6 7",
		}},
		{"a bad URI", []string{"otpauth://totp/bob"}, "QR code in a PNG picture", []string{"f: token bob: no secret: must have a parameter secret, in base32"}},
		{"an export without its second part", []string{migrationOf(number(3, 2)+number(5, 7), bob), uri}, "2 QR codes in a PNG picture", []string{
			"f (QR code 1): bob 3132 time SHA1 6 30s", "f (QR code 2): bob 3132 time SHA1 6 30s",
			"f: export 7 of Google Authenticator has 2 parts, one QR code each; missing: part 2",
		}},
		{"a secret", []string{secret}, "QR code in a PNG picture", []string{"f: the QR code contains a single secret: must be an otpauth or otpauth-migration URI"}},
		{"a network", []string{"WIFI:T:WPA;S:x;P:" + secret + ";;"}, "QR code in a PNG picture", []string{"f: the QR code contains the settings of a wireless network: must be an otpauth or otpauth-migration URI"}},
		{"a text", []string{"hello"}, "QR code in a PNG picture", []string{"f: the QR code contains other text: must be an otpauth or otpauth-migration URI"}},
		{"no code", nil, "", []string{"f: the picture cannot be read: png: invalid format: non-positive dimension"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			var file string
			if c.codes == nil {
				file = strings.Replace(pictureOf(t, uri), "\x00\x00\x03\x20", "\x00\x00\x00\x00", 1)
			} else {
				file = pictureOf(t, c.codes...)
			}
			layout, lines := readPicture(t, file)
			if diff := cmp.Diff(append([]string{c.layout}, c.want...), append([]string{layout}, lines...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
