package batch

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
)

type importOptions struct {
	seeds   seeds.ImportOptions
	battery batteryOptions
	folder  cli.Flag[string]
	format  cli.Flag[string]
	force   bool
	reveal  bool
}

func newImportCommand(a *cli.App) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import the tokens of seed files as profiles",
		Long: `Create a profile for each token in a seed file from a vendor or a server: SafeNet XML,
SafeWord records, PSKC (RFC 6030), a CSV or other table of serials and secrets (OATH CSV,
Entra ID, privacyIDEA, multiOTP, PingID, …), a YubiKey log, otpauth URIs, an export of Google
Authenticator, a picture of QR codes, or an unencrypted backup of Aegis, andOTP or 2FAS in
JSON. Any of them may be compressed with gzip; - is standard input. The format is
recognised from the content and printed on standard error, as is a summary. The paths of
the profiles go to standard output.

Content that does not fit a token is reported in a warning, once per file, or refused if
it could change the codes. A flag that has no effect is refused too.

If one token is bad, every bad one is reported and nothing is imported. A key that is not
for HOTP or TOTP is skipped with a warning. An encrypted PSKC file needs its password or
pre-shared key, from a file or typed at the terminal.

JSON, one object per token: serial, type (event, time), algorithm, digits, secret (hex,
masked without --reveal), moving_factor (the next one; event) or step_ms and epoch
(time), model, manufacturer, warnings (a list), profile (its path; without --dry-run).`,
		Example: `  printf 'T1, 3132333435363738393031323334353637383930, hotp, 6, 0\n' > batch.csv
  etokenpass import batch.csv --dry-run
  gzip -c batch.csv | etokenpass import - --dry-run --format json
  etokenpass import batch.csv
  etokenpass press --profile T1`,
		Args: cli.Arguments(1, cli.NoLimit, "FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runImport(a, o, args) },
	}
	flags := cmd.Flags()
	o.seeds.AddFlags(cmd)
	o.seeds.AddTimeDriftFlag(cmd)
	o.battery.addFlags(cmd)
	cli.Add(cmd, &o.folder, cli.Folder(), "to", "the folder for the profiles (default the profile folder)")
	flags.BoolVar(&o.force, "force", false, "replace existing profiles")
	flags.BoolVar(&o.reveal, "reveal", false, "show the secrets")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runImport(a *cli.App, o importOptions, files []string) error {
	if err := o.check(files); err != nil {
		return err
	}
	in, err := readBatch(a, o, files)
	if err != nil {
		return err
	}
	if err := in.Refusal(); err != nil {
		return err
	}
	if err := finish(a, o, in); err != nil {
		return err
	}
	return in.Shortfall()
}

func (o *importOptions) check(files []string) error {
	if err := errors.Join(o.seeds.Check(files), o.battery.check()); err != nil {
		return err
	}
	if o.reveal && o.format.Value == cli.Text {
		return cli.Usagef("--reveal requires --format json")
	}
	if !o.seeds.DryRun && o.destination() == "" {
		return cli.Hinted(profiles.ErrNoFolder, "--to DIR names a folder")
	}
	return nil
}

// destination returns the folder for the profiles.
func (o *importOptions) destination() string {
	if o.folder.Value != "" {
		return o.folder.Value
	}
	return profiles.DefaultFolder()
}

// finish imports the tokens, or with --dry-run reports what would prevent that, and prints them
// and a summary.
func finish(a *cli.App, o importOptions, in *incoming) error {
	if o.seeds.DryRun {
		warnOfReuse(a, o, in)
	} else if err := saveAll(a, o, in); err != nil {
		return err
	}
	warnOfCounters(a, o, in)
	err := o.print(in.Tokens, a.Out)
	a.Messagef("%s\n", cli.Shown(o.summary(in)))
	return err
}

// saveAll writes all profiles, or none.
func saveAll(a *cli.App, o importOptions, in *incoming) error {
	if behind := in.resume(o); len(behind) > 0 {
		return errors.Join(errors.New("nothing was imported, because codes would repeat"), errors.Join(behind...))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	progress := a.NewProgress("imported", true)
	defer progress.End()
	return intake.Import(ctx, o.destination(), in.Tokens, intake.Options{
		Replace:  o.force,
		Progress: func(written, total int) { progress.Count(uint64(written), uint64(total)) },
	})
}
