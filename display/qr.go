package display

import (
	"errors"
	"strings"

	"rsc.io/qr"
)

// MaxQRBytes is the longest text, in bytes, that a QR code can hold.
const MaxQRBytes = 2953

// ErrQRTooLong is the error of [NewQR] for a text of more than [MaxQRBytes] bytes.
var ErrQRTooLong = errors.New("too long for a QR code")

// quietZone is the width of the light margin that a QR code needs, in modules (ISO/IEC 18004).
const quietZone = 4

// QR is a QR code, ready to be drawn. Make one with [NewQR].
type QR struct{ code *qr.Code }

// NewQR encodes a text with error correction level M, the usual one, or with level L if the text is too long for M. It
// returns [ErrQRTooLong] for a text of more than [MaxQRBytes] bytes.
func NewQR(text string) (QR, error) {
	for _, level := range []qr.Level{qr.M, qr.L} {
		if code, err := qr.Encode(text, level); err == nil {
			return QR{code}, nil
		}
	}
	return QR{}, ErrQRTooLong
}

// Text draws the code for a terminal, two modules per character. Light modules are drawn and dark ones are left to the
// terminal's background, which must be dark. With colour, escape sequences for white on black make the code readable on
// any background.
func (q QR) Text(colour bool) string {
	var text strings.Builder
	end := q.code.Size + quietZone
	for y := -quietZone; y < end; y += 2 {
		if colour {
			text.WriteString("\x1b[40;97m")
		}
		for x := -quietZone; x < end; x++ {
			below := y+1 < end && !q.code.Black(x, y+1) // the size is odd: the last row has nothing below it
			text.WriteString(halves(!q.code.Black(x, y), below))
		}
		if colour {
			text.WriteString("\x1b[0m")
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// halves returns the character whose upper and lower halves are drawn as given.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

// qrScale is the width of a module in a PNG file, in pixels.
const qrScale = 8

// PNG returns the code as a PNG file, eight pixels per module, with the quiet zone around it.
func (q QR) PNG() []byte {
	scaled := *q.code
	scaled.Scale = qrScale
	return scaled.PNG()
}
