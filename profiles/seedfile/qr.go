package seedfile

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Around a QR code four modules must be light (ISO/IEC 18004).
const quietZone = 4

// QRText draws the token's otpauth URI as a QR code for a terminal, two modules a
// character: light ones are drawn, dark ones are what is behind. So it is right where
// the background is dark. With colour it is right everywhere, by the escape sequences
// for white on black.
func QRText(t Token, colour bool) (string, error) {
	code, err := qrOf(t)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		if colour {
			text.WriteString("\x1b[40;97m")
		}
		for x := -quietZone; x < code.Size+quietZone; x++ {
			// The size is odd: below the last row there is nothing to draw.
			below := y+1 < code.Size+quietZone && !code.Black(x, y+1)
			text.WriteString(halves(!code.Black(x, y), below))
		}
		if colour {
			text.WriteString("\x1b[0m")
		}
		text.WriteByte('\n')
	}
	return text.String(), nil
}

// halves is the character with these halves drawn.
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

// QRPNG draws the token's otpauth URI as a QR code in a PNG file, eight pixels a
// module.
func QRPNG(t Token) ([]byte, error) {
	code, err := qrOf(t)
	if err != nil {
		return nil, err
	}
	code.Scale = 8
	return code.PNG(), nil // with a quiet zone of four modules
}

// qrOf corrects as many errors as most QR codes do, or fewer where the URI is long.
func qrOf(t Token) (*qr.Code, error) {
	if err := OTPAuth.Check(t); err != nil {
		return nil, err
	}
	uri := otpauthURI(t)
	for _, level := range []qr.Level{qr.M, qr.L} {
		if code, err := qr.Encode(uri, level); err == nil {
			return code, nil
		}
	}
	return nil, &Error{
		Serial:  t.Serial,
		Problem: fmt.Sprintf("its otpauth URI has %d characters: must be at most 2953 for a QR code", len(uri)),
		Advice:  "it is the serial that is so long",
	}
}
