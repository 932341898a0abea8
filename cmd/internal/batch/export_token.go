package batch

import (
	"fmt"
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// exportedToken is one token as a seed file of the format can say it, with the counter
// that is saved.
func exportedToken(a *cli.App, o exportOptions, memory func(*profiles.Profile) *device.Saved, option cli.ProfileOption, teller *cli.Teller) (seedfile.Token, error) {
	profile, err := option.Open(a)
	if err != nil {
		return seedfile.Token{}, err
	}
	saved := memory(profile)
	counter, _, err := saved.Counter()
	if err == nil {
		err = saved.Check() // or the file would name moving factors that are used
	}
	if err != nil {
		return seedfile.Token{}, err
	}
	token, ok := seedfile.FromProfile(profile, counter)
	if !ok {
		return seedfile.Token{}, fmt.Errorf("token %s has generated its last code: there is no next moving factor", profile.Serial)
	}
	if err := o.format().Check(token); err != nil {
		return seedfile.Token{}, err
	}
	tellUnsaid(teller, profile, token, o.format())
	return token, nil
}

// exportQR draws each token's QR code, with its serial where there are several.
func exportQR(a *cli.App, w io.Writer, tokens []seedfile.Token) error {
	for _, token := range tokens {
		drawing, err := seedfile.QRText(token, a.OutIsTerminal)
		if err != nil {
			return err
		}
		if len(tokens) > 1 {
			drawing = token.Serial + "\n" + drawing
		}
		if _, err := io.WriteString(w, drawing); err != nil {
			return cli.Written(err)
		}
	}
	return nil
}

func exportPNG(w io.Writer, tokens []seedfile.Token) error {
	if len(tokens) != 1 {
		return cli.Usagef("--as png makes a picture of one token: %d are named", len(tokens))
	}
	picture, err := seedfile.QRPNG(tokens[0])
	if err != nil {
		return err
	}
	_, err = w.Write(picture)
	return cli.Written(err)
}
