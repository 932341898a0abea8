package batch

import (
	"fmt"
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/display"
	"etokenpass/profiles/seedfile"
)

// The two forms of a QR code with an otpauth URI.
const (
	qrFormat  = "qr"  // drawn in the terminal
	pngFormat = "png" // a picture
)

// exportQR draws each token's QR code, after its serial if there are several.
func exportQR(a *cli.App, w io.Writer, tokens []seedfile.Token) error {
	for _, token := range tokens {
		code, err := qrCode(token)
		if err != nil {
			return err
		}
		drawing := code.Text(a.OutIsTerminal)
		if len(tokens) > 1 {
			drawing = token.Serial + "\n" + drawing
		}
		if _, err := io.WriteString(w, drawing); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

func exportPNG(w io.Writer, tokens []seedfile.Token) error {
	if len(tokens) != 1 {
		return cli.Usagef("--as png draws one token, but %d are named", len(tokens))
	}
	code, err := qrCode(tokens[0])
	if err != nil {
		return err
	}
	_, err = w.Write(code.PNG())
	return cli.OutputError(err)
}

// qrCode returns the token's otpauth URI as a QR code.
func qrCode(token seedfile.Token) (display.QR, error) {
	uri, err := seedfile.OTPAuthURI(token)
	if err != nil {
		return display.QR{}, err
	}
	code, err := display.NewQR(uri)
	if err != nil {
		return display.QR{}, &seedfile.Error{
			Serial:  token.Serial,
			Problem: fmt.Sprintf("the otpauth URI has %d characters: must be at most %d for a QR code", len(uri), display.MaxQRBytes),
			Advice:  "the serial is too long",
		}
	}
	return code, nil
}
