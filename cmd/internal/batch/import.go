package batch

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

type importOptions struct {
	source    seedOptions
	overrides overrideOptions
	from      cli.Flag[string]
	folder    cli.Flag[string]
	only      cli.Flag[[]string]
	format    cli.Flag[string]
	force     bool
	dryRun    bool
	keepGoing bool
	reveal    bool
}

func newImportCommand(a *cli.App) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Make profiles of the tokens in seed files",
		Long: `Make a profile of each token in a vendor's or a server's seed file: SafeNet XML,
SafeWord records, PSKC (RFC 6030), OATH CSV or otpauth URIs, as it is or compressed
with gzip; - is standard input. The format is recognised from the content. The paths
of the profiles are printed; a summary goes to standard error.

What a file says and a token does not have is named in a warning, once per file, or
refused: it could change the codes. A flag that has no effect is refused too.

All or nothing: if one token is bad, each bad one is told and nothing is imported. A
key that is no HOTP or TOTP key is left out with a warning. An encrypted PSKC needs
its password or pre-shared key, from a file, or typed on the terminal.

JSON, one object a token: serial, type (event, time), algorithm, digits, secret (hex,
masked without --reveal), moving_factor (the next one; event) or step_ms and epoch
(time), model, manufacturer, warnings (a list), profile (its path; without --dry-run).`,
		Example: `  printf 'T1, 3132333435363738393031323334353637383930, hotp, 6, 0\n' > batch.csv
  etokenpass import batch.csv --dry-run
  gzip -c batch.csv | etokenpass import - --dry-run --format json
  etokenpass import batch.csv
  etokenpass press --profile T1`,
		Args: cli.Arguments(1, 1<<20, "FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runImport(a, o, args) },
	}
	flags := cmd.Flags()
	cli.AddChoice(cmd, &o.from, "from", "what the file is", append([]string{"auto"}, formatWords()...)...)
	o.source.addFlags(cmd)
	o.overrides.addFlags(cmd)
	cli.Add(cmd, &o.folder, cli.Word("DIR"), "to", "the folder for the profiles (default the profile folder)")
	cli.Add(cmd, &o.only, cli.Words("SERIAL"), "only", "import this token alone; may be given several times")
	flags.BoolVar(&o.force, "force", false, "write over profiles that are there already")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "write nothing, print what would be imported")
	flags.BoolVar(&o.keepGoing, "keep-going", false, "import the good tokens even if others are bad; the exit status is 1 then")
	flags.BoolVar(&o.reveal, "reveal", false, "show the secrets")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runImport(a *cli.App, o importOptions, files []string) error {
	if err := o.check(files); err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(30)) // a batch is large and has few pointers: looking through it is cheap
	incoming, err := readBatch(a, o, files)
	if err != nil {
		return err
	}
	if incoming.problems > 0 && !o.keepGoing {
		return incoming.refusal()
	}
	err = take(a, o, incoming)
	if err == nil && incoming.problems > 0 {
		err = fmt.Errorf("not everything was imported: %s", count(incoming.problems, "problem", "problems"))
	}
	return err
}

// refusal is that nothing is imported; why, was told before, and if that was all there
// is, nothing more has to be said.
func (in *incoming) refusal() error {
	if in.problems == 1 && in.batch.Len() == 0 {
		return &cli.Ended{Status: cli.StatusFailed}
	}
	err := fmt.Errorf("nothing is imported, because of %s", count(in.problems, "problem", "problems"))
	for range in.tokens() {
		return cli.Hinted(err, "--keep-going imports the good tokens")
	}
	return err
}

func (o *importOptions) check(files []string) error {
	if err := o.source.check(files...); err != nil {
		return err
	}
	for i, file := range files {
		if slices.Contains(files[:i], file) {
			return cli.Usagef("%s is named twice", file)
		}
	}
	if err := o.overrides.check(); err != nil {
		return err
	}
	if o.reveal && o.format.Value == cli.Text {
		return cli.Usagef("--reveal shows the secrets of --format json")
	}
	if !o.dryRun && o.destination() == "" {
		return cli.Hinted(errors.New("nobody says where the profile folder is: $HOME is not set"), "--to DIR names a folder")
	}
	return nil
}

// destination is the folder for the profiles.
func (o *importOptions) destination() string {
	if o.folder.Value != "" {
		return o.folder.Value
	}
	return profiles.DefaultFolder()
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
