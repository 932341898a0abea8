package batch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/errs"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
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
	if in.problems == 1 && in.read == 0 {
		return &cli.Ended{Status: cli.StatusFailed}
	}
	err := fmt.Errorf("nothing is imported, because of %s", count(in.problems, "problem", "problems"))
	if len(in.tokens) > 0 {
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

// incoming is what was read of all the files before anything is done with it.
type incoming struct {
	tokens   []*seedfile.Token // those that can be imported; with --dry-run, those that have a profile too
	read     int               // how many tokens the files have
	problems int               // each was told
	skipped  int               // keys left out, each told
	existing int               // tokens that have a profile already, each told
}

// maxBatch is how many tokens are imported at a time: far more than vendors ship.
const maxBatch = 5_000_000

// readBatch reads all files whole. Everything that is wrong is told as it is found.
func readBatch(a *cli.App, o importOptions, files []string) (*incoming, error) {
	in := &incoming{}
	keys, err := o.source.keys(a)
	if err != nil {
		return nil, err
	}
	teller := a.NewTeller()
	defer teller.Done()
	progress := a.NewProgress(true)
	defer progress.End()
	warning := func(err error) {
		progress.End()
		teller.Warning(err)
	}
	bad := func(err error) {
		in.problems++
		progress.End()
		teller.Problem(err)
	}
	options := o.source.options(keys)
	options.Overrides = o.overrides.overrides()
	if o.from.Value != "auto" {
		options.Format = seedfile.Format(o.from.Value)
	}
	for _, file := range files {
		err := readSeedFile(a, file, options, progress,
			func(t seedfile.Token) error { return in.take(t, o.only.Value, warning) },
			func(problem *seedfile.Error) { in.tell(problem, o.only.Value, warning, bad) })
		if err != nil {
			bad(err)
		}
	}
	if in.problems == 0 {
		keys.warnOfUnused(warning)
	}
	in.read = len(in.tokens)
	for _, err := range o.overrides.checkEffect(in.tokens) {
		bad(err)
	}
	distinct, repeated := intake.Distinct(in.tokens)
	in.tokens = distinct
	for _, collision := range repeated {
		bad(collision)
	}
	missing := in.missing(o.only.Value)
	if o.dryRun { // it tells what is in the files, whoever has it already
		return in, errors.Join(in.findTaken(o, warning), missing)
	}
	return in, errors.Join(in.findTaken(o, bad), missing)
}

func (in *incoming) take(t seedfile.Token, only []string, warning func(error)) error {
	if !picked(only, t.Serial) {
		return nil
	}
	if len(in.tokens) == maxBatch {
		return &seedfile.Error{
			File: t.File, Line: t.Line, Kind: seedfile.Broken, Advice: "split it",
			Problem: fmt.Sprintf("is too much at once: at most %d tokens", maxBatch),
		}
	}
	warn(t, func(problem *seedfile.Error) { warning(problem) })
	in.tokens = append(in.tokens, &t)
	return nil
}

// tell tells what the reader found that is no token. Of tokens that nobody asked for,
// nothing is told.
func (in *incoming) tell(problem *seedfile.Error, only []string, warning, bad func(error)) {
	switch {
	case problem.Kind == seedfile.Notice:
		warning(problem)
	case len(only) > 0 && problem.Serial == "": // it could have been the one
		warning(problem)
	case !picked(only, problem.Serial):
	case problem.Kind == seedfile.Skipped:
		in.skipped++
		warning(problem)
	default:
		bad(problem)
	}
}

// picked tells whether a serial is one of some, or any if there are none.
func picked(only []string, serial string) bool {
	return len(only) == 0 || slices.Contains(only, serial)
}

// missing tells which of the picked serials no file has.
func (in *incoming) missing(only []string) error {
	there := map[string]bool{}
	if len(only) > 0 {
		for _, token := range in.tokens {
			there[token.Serial] = true
		}
	}
	var errs []error
	for _, serial := range only {
		if !there[serial] {
			errs = append(errs, fmt.Errorf("--only %s: no token that can be imported has this serial", serial))
		}
	}
	return errors.Join(errs...)
}

// findTaken tells of tokens whose serial has a profile in the folder already, or is the
// name of one. They are not imported.
func (in *incoming) findTaken(o importOptions, tell func(error)) error {
	taken, err := intake.Taken(o.destination(), in.tokens, o.force)
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	in.existing = len(taken)
	refused := map[string]bool{}
	for _, collision := range taken {
		refused[collision.Token.Serial] = true
		if collision.Kind == intake.Existing {
			tell(cli.Hinted(collision, "--force writes over it"))
			continue
		}
		tell(collision)
	}
	if !o.dryRun {
		in.tokens = slices.DeleteFunc(in.tokens, func(t *seedfile.Token) bool { return refused[t.Serial] })
	}
	return nil
}

// take makes profiles of the tokens, or with --dry-run only says so, and sums up.
func take(a *cli.App, o importOptions, in *incoming) error {
	printTokens, verb := o.printPaths, "imported"
	if o.dryRun {
		printTokens, verb = o.printTable, "would be imported"
		if behind := in.resume(o); behind != nil {
			teller := a.NewTeller()
			for _, each := range errs.Split(behind) {
				teller.Warning(each)
			}
			teller.Done()
		}
	} else if err := saveAll(a, o, in); err != nil {
		return err
	}
	if o.format.Value == cli.JSON {
		printTokens = o.printJSON
	}
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if !o.dryRun {
		warnOfCounters(a, o, in)
	}
	err := printTokens(in.tokens, out)
	if err == nil {
		err = cli.Written(out.Flush())
	}
	kinds := map[profiles.Type]int{}
	for _, token := range in.tokens {
		kinds[token.Type]++
	}
	event, timed := kinds[profiles.Event], kinds[profiles.Time]
	summary := fmt.Sprintf("%s %s (%d event, %d time) into %s", count(event+timed, "token", "tokens"), verb, event, timed, o.destination())
	if in.existing > 0 && o.dryRun {
		summary += fmt.Sprintf("; %s there already", isOrAre(in.existing))
	}
	if in.skipped > 0 {
		summary += fmt.Sprintf("; left out: %s of another kind", count(in.skipped, "key", "keys"))
	}
	a.Tell("%s\n", cli.Shown(summary))
	return err
}

// opening is the flag that opens an imported token, whatever its serial looks like.
func (o *importOptions) opening(t *seedfile.Token) string {
	if o.folder.Value == "" {
		return "--serial " + profiles.ShellWord(t.Serial)
	}
	return "--profile " + profiles.ShellWord(profiles.Library{Folder: o.folder.Value}.PathOf(t.Serial))
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// resume lets each token continue after the moving factors that its saved counter says are
// used, and returns what is wrong with those that would use some again: all of them,
// before one is written. A saved counter that cannot be read is reported later.
func (in *incoming) resume(o importOptions) error {
	var behind []error
	for token, memory := range in.saved() {
		first, next, err := memory.Resume(token.MovingFactor, o.replaced(token.Serial))
		switch {
		case errors.Is(err, device.ErrBehind):
			behind = append(behind, cli.Hinted(fmt.Errorf("token %s: %w", token.Serial, err),
				fmt.Sprintf("--only %s --moving-factor %d continues after them", profiles.ShellWord(token.Serial), next)))
		case err == nil && token.Type == profiles.Event:
			token.FirstMovingFactor = first
		}
	}
	return errors.Join(behind...)
}

// replaced is the saved counter in terms of the profile that an import replaces, or that
// a token had in the profile folder; nil if there is none.
func (o *importOptions) replaced(serial string) *device.Saved {
	store, err := device.DefaultStore()
	if err != nil {
		return nil
	}
	for _, folder := range []string{o.destination(), profiles.DefaultFolder()} {
		if profile, err := profiles.Load(profiles.Library{Folder: folder}.PathOf(serial)); err == nil {
			return store.Memory(profile)
		}
	}
	return nil
}

// saved are the tokens that have a saved counter.
func (in *incoming) saved() iter.Seq2[*seedfile.Token, *device.Saved] {
	return func(yield func(*seedfile.Token, *device.Saved) bool) {
		store, err := device.DefaultStore()
		if err != nil {
			return // nothing is saved
		}
		has := store.Used()
		for _, token := range in.tokens {
			if has(token.Serial) && !yield(token, store.Memory(token.Profile())) {
				return
			}
		}
	}
}

// warnOfCounters reports tokens whose saved counter takes precedence over that of the
// file, since a token never makes a code twice.
func warnOfCounters(a *cli.App, o importOptions, in *incoming) {
	teller := a.NewTeller()
	defer teller.Done()
	for token, memory := range in.saved() {
		next, ok, err := memory.Next()
		switch {
		case err != nil:
			teller.Warning(fmt.Errorf("token %s: %w", token.Serial, err))
		case ok && next != token.MovingFactor:
			teller.Warning(cli.Hinted(
				fmt.Errorf("token %s: the saved counter takes precedence: the next moving factor is %d, not the file's %d", token.Serial, next, token.MovingFactor),
				o.takeThatOfTheFile(token, next)))
		}
	}
}

// takeThatOfTheFile is how to go to the file's moving factor after all.
func (o *importOptions) takeThatOfTheFile(token *seedfile.Token, next uint64) string {
	if next < token.MovingFactor {
		return fmt.Sprintf("etokenpass counter --set %d %s moves on to the file's moving factor", token.MovingFactor-token.FirstMovingFactor, o.opening(token))
	}
	return fmt.Sprintf("etokenpass reset %s goes back to the file's counter, and codes repeat", o.opening(token))
}

// saveAll writes the profiles, all or none.
func saveAll(a *cli.App, o importOptions, in *incoming) error {
	if behind := in.resume(o); behind != nil {
		return errors.Join(errors.New("nothing is imported, so that no code comes twice"), behind)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	progress := a.NewProgress(true)
	defer progress.End()
	return intake.Import(ctx, o.destination(), in.tokens, intake.Options{
		Replace:  o.force,
		Progress: func(written, total int) { progress.Show(float64(written) / float64(total)) },
	})
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
