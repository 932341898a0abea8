package seedfile

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/internal/qrscan"
)

// pictureReader reads the otpauth and migration URIs in the QR codes of a picture.
type pictureReader struct {
	otpauthReader // without lines
	kind          string
	count         int
	left          []string // the codes that are left
	number        int      // of the code read last, from 1; 0 at the end
}

func newPictureReader(in *bufio.Reader, kind string, o Options) (*pictureReader, error) {
	codes, err := qrscan.Texts(in)
	problem := (*Error)(nil)
	switch {
	case errors.Is(err, qrscan.ErrNoCode), errors.Is(err, qrscan.ErrTooManyCorners):
		return nil, broken(0, "crop it to the code, or take a screenshot instead of a photo", "%v", err)
	case errors.As(err, &problem):
		return nil, problem
	case err != nil:
		return nil, broken(0, "", "%v", err)
	}
	return &pictureReader{otpauthReader: otpauthReader{overrides: o.Overrides, exports: o.Exports}, kind: kind, count: len(codes), left: codes}, nil
}

func (r *pictureReader) layout() string {
	if r.count == 1 {
		return "QR code in a " + r.kind + " picture"
	}
	return fmt.Sprintf("%d QR codes in a %s picture", r.count, r.kind)
}

// place returns which code of several the current token is in.
func (r *pictureReader) place() string {
	if r.count == 1 || r.number == 0 {
		return ""
	}
	return fmt.Sprintf(" (QR code %d)", r.number)
}

func (r *pictureReader) next() (record, error) {
	for len(r.queue) == 0 {
		if len(r.left) == 0 {
			r.number = 0
			return r.end()
		}
		r.number++
		r.readCode(r.left[0])
		r.left = r.left[1:]
	}
	return r.pop()
}

func (r *pictureReader) readCode(text string) {
	switch {
	case isMigration(text):
		r.readMigration(text)
	case hasFoldedPrefix(text, otpauthScheme):
		r.readURI(text)
	default:
		var none record
		r.add(none, none.bad("", "the QR code contains %s: must be an otpauth or otpauth-migration URI", contentOf(text)))
	}
}

// contentOf returns what kind of text a QR code contains. The text itself could be a secret.
func contentOf(text string) string {
	for _, known := range []struct{ begins, what string }{
		{"https://", "a web address"},
		{"http://", "a web address"},
		{"phonefactor://", "an activation of Microsoft Authenticator, without a secret (choose another authenticator app when you set up the account)"},
		{"WIFI:", "the settings of a wireless network"},
		{"BEGIN:VCARD", "a contact"},
		{"MECARD:", "a contact"},
	} {
		if hasFoldedPrefix(text, known.begins) {
			return known.what
		}
	}
	if mask.LooksSecret(strings.TrimSpace(text)) {
		return "a single secret"
	}
	return "other text"
}
