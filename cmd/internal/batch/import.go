package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

type importOptions struct {
	source    seedOptions
	overrides overrideOptions
	encoding  cli.Flag[string]
	battery   batteryOptions
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
	cli.AddChoice(cmd, &o.from, "from", "the format of the file", append([]string{"auto"}, cli.Texts(seedfile.Formats())...)...)
	o.source.addFlags(cmd)
	cli.AddEncoding(cmd, &o.encoding, "how the secrets of a CSV are written (default hex or base32, whichever they fit)")
	o.overrides.addFlags(cmd)
	o.battery.addFlags(cmd)
	cli.Add(cmd, &o.folder, cli.Folder(), "to", "the folder for the profiles (default the profile folder)")
	cli.Add(cmd, &o.only, cli.Words("SERIAL"), "only", "import only this token; may be repeated")
	flags.BoolVar(&o.force, "force", false, "replace existing profiles")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "write nothing; print what would be imported")
	flags.BoolVar(&o.keepGoing, "keep-going", false, "import the good tokens even if others are bad (the exit status is then 1)")
	flags.BoolVar(&o.reveal, "reveal", false, "show the secrets")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runImport(a *cli.App, o importOptions, files []string) error {
	if err := o.check(files); err != nil {
		return err
	}
	incoming, err := readBatch(a, o, files)
	if err != nil {
		return err
	}
	if incoming.problems > 0 && (!o.keepGoing || incoming.ineffective) {
		return incoming.refusal(o)
	}
	err = finish(a, o, incoming)
	if err == nil && incoming.problems > 0 {
		err = fmt.Errorf("not everything %s imported: %s", o.was(), count(incoming.problems, "problem", "problems"))
	}
	return err
}

// refusal returns the error that nothing was imported. The reasons have been reported. If the
// only problem was that a file could not be read, there is nothing to add.
func (in *incoming) refusal(o importOptions) error {
	if in.problems == 1 && in.read == 0 {
		return &cli.Ended{Status: cli.StatusFailed}
	}
	err := fmt.Errorf("nothing %s imported because of %s", o.was(), count(in.problems, "problem", "problems"))
	if len(in.tokens) > 0 && !in.ineffective {
		return cli.Hinted(err, "--keep-going imports the good tokens")
	}
	return err
}

// was returns the verb for what an import did or, with --dry-run, would do.
func (o *importOptions) was() string {
	if o.dryRun {
		return "would be"
	}
	return "was"
}

func (o *importOptions) check(files []string) error {
	if err := o.source.check(files...); err != nil {
		return err
	}
	for i, file := range files {
		if slices.Contains(files[:i], file) {
			return cli.Usagef("%s is given twice", file)
		}
	}
	if err := errors.Join(o.overrides.check(), o.battery.check()); err != nil {
		return err
	}
	if o.reveal && o.format.Value == cli.Text {
		return cli.Usagef("--reveal requires --format json")
	}
	if !o.dryRun && o.destination() == "" {
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

// incoming is the content of all files, before anything is written.
type incoming struct {
	tokens      []*seedfile.Token   // those to import; with --dry-run also those that already have a profile
	read        int                 // number of tokens in the files
	problems    int                 // each has been reported
	skipped     int                 // keys that are not for HOTP or TOTP, each reported
	ineffective bool                // a flag has no effect on any token, which --keep-going does not excuse
	existing    int                 // tokens that already have a profile, each reported
	related     map[string][]string // serials in the files that differ from those of --only by an OATH prefix
}

// maxBatch is the maximum number of tokens of one import, far more than vendors ship.
const maxBatch = 5_000_000

// readBatch reads all files completely and reports problems as it finds them.
func readBatch(a *cli.App, o importOptions, files []string) (*incoming, error) {
	in := &incoming{related: map[string][]string{}}
	keys, err := o.source.keys(a)
	if err != nil {
		return nil, err
	}
	reporter := a.NewReporter()
	defer reporter.Done()
	progress := newReading(a, true, files...)
	defer progress.End()
	warning := func(err error) {
		progress.End()
		reporter.Warning(err)
	}
	bad := func(err error) {
		in.problems++
		progress.End()
		reporter.Error(err)
	}
	options := o.source.options(keys)
	options.Encoding = profiles.Encoding(o.encoding.Value)
	options.Overrides = o.overrides.overrides()
	options.Overrides.Battery = o.battery.battery()
	options.Exports = &seedfile.Exports{}
	if o.from.Value != "auto" {
		options.Format = seedfile.Format(o.from.Value)
	}
	for _, file := range files {
		err := readSeedFile(a, file, options, progress, found{
			layout: func(name string) {
				progress.End()
				a.Messagef("%s\n", layoutLine(name, file, len(files)))
			},
			token:   func(t seedfile.Token) error { return in.take(t, o.only.Value, warning) },
			problem: func(problem *seedfile.Error) { in.report(problem, o.only.Value, warning, bad) },
		})
		if err != nil {
			bad(err)
		}
	}
	for _, notice := range options.Exports.Missing() {
		warning(notice)
	}
	if in.problems == 0 {
		keys.warnOfUnused(warning)
	}
	in.read = len(in.tokens)
	kinds := map[profiles.Type]bool{}
	for _, token := range in.tokens {
		kinds[token.Type] = true
	}
	for _, err := range checkEffect(o.overrides.typedFlags(), kinds) {
		in.ineffective = true
		bad(err)
	}
	distinct, repeated := intake.Distinct(in.tokens)
	in.tokens = distinct
	for _, collision := range repeated {
		bad(collision)
	}
	for _, err := range in.missing(o.only.Value) {
		bad(err)
	}
	if o.dryRun { // an existing profile is no problem for a dry run
		return in, in.findTaken(o, warning)
	}
	return in, in.findTaken(o, bad)
}

// layoutLine says what a file was recognised as. It names the file if there are several.
func layoutLine(layout, file string, files int) string {
	if files == 1 {
		return "format: " + layout
	}
	return cli.Shown(file) + ": format: " + layout
}

func (in *incoming) take(t seedfile.Token, only []string, warning func(error)) error {
	if !picked(only, t.Serial) {
		in.noteRelated(only, t.Serial)
		return nil
	}
	if len(in.tokens) == maxBatch {
		return &seedfile.Error{
			File: t.File, Line: t.Line, Kind: seedfile.Broken, Advice: "split the file",
			Problem: fmt.Sprintf("too many tokens: at most %d can be imported at once", maxBatch),
		}
	}
	warn(t, func(problem *seedfile.Error) { warning(problem) })
	in.tokens = append(in.tokens, &t)
	return nil
}

// report reports what the reader found that is not a token, unless it concerns a token that
// --only leaves out.
func (in *incoming) report(problem *seedfile.Error, only []string, warning, bad func(error)) {
	switch {
	case problem.Kind == seedfile.Notice, problem.Kind == seedfile.Repeated:
		warning(problem)
	case len(only) > 0 && problem.Serial == "": // it could be one of them
		warning(problem)
	case !picked(only, problem.Serial):
	case problem.Kind == seedfile.Skipped:
		in.skipped++
		warning(problem)
	default:
		bad(problem)
	}
}

// picked reports whether --only includes a serial. Without --only, every serial is included.
func picked(only []string, serial string) bool {
	return len(only) == 0 || slices.Contains(only, serial)
}

// noteRelated notes a token that --only leaves out, but whose serial differs from one of its
// serials only by an OATH prefix.
func (in *incoming) noteRelated(only []string, serial string) {
	for _, wanted := range only {
		if profiles.DiffersByPrefix(serial, wanted) {
			in.related[wanted] = append(in.related[wanted], serial)
		}
	}
}

// missing returns errors for the serials of --only that no file contains.
func (in *incoming) missing(only []string) (errs []error) {
	there := map[string]bool{}
	if len(only) > 0 {
		for _, token := range in.tokens {
			there[token.Serial] = true
		}
	}
	for _, serial := range only {
		if !there[serial] {
			err := fmt.Errorf("--only %s: no importable token has this serial", serial)
			errs = append(errs, cli.Hinted(err, profiles.PrefixAdvice(in.related[serial])))
		}
	}
	return errs
}

// findTaken reports tokens whose serial already has a profile in the folder, or is the name of
// one. They are not imported.
func (in *incoming) findTaken(o importOptions, report func(error)) error {
	taken, err := intake.Taken(o.destination(), in.tokens, o.force)
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	in.existing = len(taken)
	refused := map[string]bool{}
	for _, collision := range taken {
		refused[collision.Token.Serial] = true
		if collision.Kind == intake.Existing {
			report(cli.Hinted(collision, "--force replaces it"))
			continue
		}
		report(collision)
	}
	if !o.dryRun {
		in.tokens = slices.DeleteFunc(in.tokens, func(t *seedfile.Token) bool { return refused[t.Serial] })
	}
	return nil
}

// finish imports the tokens, or with --dry-run reports what would prevent that, and prints them
// and a summary.
func finish(a *cli.App, o importOptions, in *incoming) error {
	if o.dryRun {
		warnOfReuse(a, o, in)
	} else if err := saveAll(a, o, in); err != nil {
		return err
	}
	warnOfCounters(a, o, in)
	err := o.print(in.tokens, a.Out)
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
	return intake.Import(ctx, o.destination(), in.tokens, intake.Options{
		Replace:  o.force,
		Progress: func(written, total int) { progress.Count(uint64(written), uint64(total)) },
	})
}
