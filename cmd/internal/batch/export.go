package batch

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

type exportOptions struct {
	serials cli.Words
	keys    keyOptions
	as      cli.Choice
	state   cli.StateOptions
	output  cli.Word
}

// The two forms of an otpauth URI that a camera reads.
const (
	qrFormat  = "qr"  // drawn in the terminal
	pngFormat = "png" // a picture
)

func newExportCommand(a *cli.App) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export PROFILE... --as FORMAT",
		Short: "Write tokens as a seed file, for a server to import",
		Long: `Write tokens as a seed file: safenet (SafeNet XML), safeword (SafeWord records), pskc
(RFC 6030), csv (OATH CSV) or otpauth (URIs, one a line); or each token's otpauth URI
as a QR code, qr in the terminal, png a picture of one token. The next moving factor
is that of the saved counter, so that the server is in step with the token.

The secrets are in the file: a PSKC can be encrypted with --password-file or
--key-file (AES and HMAC-SHA1, as RFC 6030 has it), and --output makes a file that you
alone can read. What a format cannot say of a token is an error, and nothing is
written.`,
		Example: `  etokenpass export demo --as otpauth
  etokenpass export demo pass-event --as pskc --output batch.pskcxml
  etokenpass export demo --as qr
  printf 'correct horse' | etokenpass export pass-event --as pskc --password-file - > encrypted.pskcxml`,
		Args:              o.arguments,
		ValidArgsFunction: cli.CompleteProfiles(a, 1<<20),
		RunE:              func(_ *cobra.Command, args []string) error { return runExport(a, o, args) },
	}
	cli.AddSerials(cmd, a, &o.serials)
	addAsFlag(cmd, &o.as, qrFormat, pngFormat)
	o.keys.addFlags(cmd)
	o.state.AddFolderFlag(cmd)
	addOutputFlag(cmd, &o.output)
	return cmd
}

// addAsFlag adds --as, which has no default.
func addAsFlag(cmd *cobra.Command, into *cli.Choice, others ...string) {
	cli.AddOption(cmd, into, "as", "the format (needed)", append(formatWords(), others...)...)
}

func addOutputFlag(cmd *cobra.Command, into *cli.Word) {
	into.Kind = "FILE"
	cmd.Flags().VarP(into, "output", "o", "a new file, readable by you alone (default standard output)")
}

// arguments accepts no PROFILE only where a serial names the token.
func (o *exportOptions) arguments(cmd *cobra.Command, args []string) error {
	return cli.Arguments(1-min(1, len(o.serials.Texts)), 1<<20, "PROFILE")(cmd, args)
}

func runExport(a *cli.App, o exportOptions, names []string) error {
	if o.as.Value == "" {
		return cli.Usagef("--as FORMAT is missing: must be %s", o.as.Type())
	}
	if err := o.keys.check(names...); err != nil {
		return err
	}
	if o.as.Value == pngFormat && a.OutIsTerminal && (o.output.Text == "" || o.output.Text == "-") {
		return &cli.UsageError{
			Problem: "--as png is a picture, which a terminal cannot show",
			Advice:  "--output FILE writes it into a file; --as qr draws it in the terminal",
		}
	}
	protection, err := o.keys.protection(a, o.format())
	if err != nil {
		return err
	}
	tokens, err := exported(a, o, names)
	if err != nil {
		return err
	}
	return cli.WriteOutput(a, o.output.Text, func(w io.Writer) error {
		switch o.as.Value {
		case qrFormat:
			return exportQR(a, w, tokens)
		case pngFormat:
			return exportPNG(w, tokens)
		}
		return exportAll(w, seedfile.Format(o.as.Value), protection, tokens)
	})
}

// exported reads the tokens with their counters. Everything that is wrong with them is
// told at once.
func exported(a *cli.App, o exportOptions, names []string) ([]seedfile.Token, error) {
	store, err := o.state.Store()
	if err != nil {
		return nil, err
	}
	var tokens []seedfile.Token
	var problems []error
	named := map[string]string{}
	teller := a.NewTeller()
	defer teller.Done()
	add := func(name string, option cli.ProfileOption) {
		token, err := exportedToken(a, o, store.Memory, option, teller)
		if err == nil && named[token.Serial] != "" {
			err = cli.Usagef("the token %s is named twice: %s and %s", token.Serial, named[token.Serial], name)
		}
		if err != nil {
			problems = append(problems, err)
			return
		}
		named[token.Serial] = name
		tokens = append(tokens, token)
	}
	for _, name := range names {
		add(name, cli.ProfileOption{Name: cli.Word{Text: name}})
	}
	for _, serial := range o.serials.Texts {
		add("--serial "+serial, cli.ProfileOption{Serial: cli.Word{Text: serial}})
	}
	return tokens, errors.Join(problems...)
}

// format is the seed file's; a QR code is an otpauth URI.
func (o *exportOptions) format() seedfile.Format {
	if o.as.Value == qrFormat || o.as.Value == pngFormat {
		return seedfile.OTPAuth
	}
	return seedfile.Format(o.as.Value)
}

func exportAll(w io.Writer, format seedfile.Format, protection seedfile.Protection, tokens []seedfile.Token) error {
	writer, err := seedfile.NewWriter(w, format, protection)
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if err := writer.Write(token); err != nil {
			return err
		}
	}
	return cli.Written(writer.Close())
}

// tellUnsaid tells people what an export leaves out of a profile, so that nobody takes
// it for a copy. How the button works and the like is nobody's business but the token's.
func tellUnsaid(teller *cli.Teller, p *profiles.Profile, t seedfile.Token, f seedfile.Format) {
	if p.Type != profiles.Time {
		return
	}
	if p.Clock.Offset != 0 && (f != seedfile.PSKC || t.Drift == 0) {
		teller.Warning(fmt.Errorf("token %s: its clock is off by %s, which %s cannot say: left out", p.Serial, p.Clock.Offset, f))
	}
	if p.Clock.DriftPerDay != 0 {
		teller.Warning(fmt.Errorf("token %s: its clock drifts by %s a day, which no seed file says: left out", p.Serial, p.Clock.DriftPerDay))
	}
}
