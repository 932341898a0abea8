package batch

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// seedOptions holds the flags for reading a seed file.
type seedOptions struct {
	keyOptions
	acceptUnauthenticated bool
	fifthColumn           cli.Flag[string]
}

func (o *seedOptions) addFlags(cmd *cobra.Command) {
	o.keyOptions.addFlags(cmd)
	cmd.Flags().BoolVar(&o.acceptUnauthenticated, "accept-unauthenticated", false, "accept encrypted secrets without a MAC")
	cli.AddChoice(cmd, &o.fifthColumn, "fifth-column", "what the fifth column of a CSV means for event tokens: the counter, or a time step, which is ignored", "counter", "step")
}

// given reports whether any of the flags is set.
func (o *seedOptions) given() bool {
	return o.keyOptions.given() || o.acceptUnauthenticated || o.fifthColumn.Value != "counter"
}

func (o *seedOptions) options(keys *keyring) seedfile.Options {
	return seedfile.Options{
		Keys: keys.Keys, AcceptUnauthenticated: o.acceptUnauthenticated, FifthIsStep: o.fifthColumn.Value == "step",
	}
}

// overrideOptions holds the flags that override what the file says.
type overrideOptions struct {
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
	movingFactor    cli.Flag[uint64]
	timeDrift       bool
}

func (o *overrideOptions) addFlags(cmd *cobra.Command) {
	const fallback = "the file's"
	cli.AddType(cmd, &o.kind, fallback)
	cli.AddAlgorithm(cmd, &o.algorithm, fallback)
	cli.AddDigits(cmd, &o.digits, fallback)
	cli.AddStep(cmd, &o.step, fallback)
	cli.AddEpoch(cmd, &o.epoch, fallback)
	cli.AddMovingFactor(cmd, &o.movingFactor, fallback)
	cmd.Flags().BoolVar(&o.timeDrift, "time-drift", false, "apply the clock error that the file records (TimeDrift in PSKC)")
}

// typedFlag is a flag that applies to tokens of one type only.
type typedFlag struct {
	name  string
	kind  profiles.Type
	given bool
}

func (o *overrideOptions) typedFlags() []typedFlag {
	return []typedFlag{
		{"--step", profiles.Time, o.step.Changed()},
		{"--epoch", profiles.Time, o.epoch.Changed()},
		{"--time-drift", profiles.Time, o.timeDrift},
		{"--moving-factor", profiles.Event, o.movingFactor.Changed()},
	}
}

// check refuses flags that cannot have an effect on any file.
func (o *overrideOptions) check() error {
	if o.kind.Value == "" {
		return nil
	}
	return checkTyped(profiles.Type(o.kind.Value), o.typedFlags())
}

// checkTyped refuses flags for tokens of another type.
func checkTyped(kind profiles.Type, flags []typedFlag) error {
	for _, flag := range flags {
		if flag.given && flag.kind != kind {
			return cli.Usagef("%s is for %s tokens, but the type is %s", flag.name, flag.kind, kind)
		}
	}
	return nil
}

// checkEffect refuses a flag for a type that no token in the files has.
func (o *overrideOptions) checkEffect(tokens []*seedfile.Token) (errs []error) {
	for _, flag := range o.typedFlags() {
		isOfKind := func(t *seedfile.Token) bool { return t.Type == flag.kind }
		if flag.given && len(tokens) > 0 && !slices.ContainsFunc(tokens, isOfKind) {
			errs = append(errs, cli.Hinted(
				fmt.Errorf("%s is for %s tokens, but the files have none", flag.name, flag.kind),
				fmt.Sprintf("omit it, or set the type with --type %s", flag.kind)))
		}
	}
	return errs
}

func (o *overrideOptions) overrides() seedfile.Overrides {
	overrides := seedfile.Overrides{
		Type: profiles.Type(o.kind.Value), Algorithm: profiles.Algorithm(o.algorithm.Value),
		Digits: int(o.digits.Value), Step: o.step.Value, Drift: o.timeDrift,
	}
	if o.epoch.Changed() {
		epoch := o.epoch.Value.UTC()
		overrides.Epoch = &epoch
	}
	if o.movingFactor.Changed() {
		overrides.MovingFactor = &o.movingFactor.Value
	}
	return overrides
}

// words returns formats as flags name them.
func words(formats []seedfile.Format) (words []string) {
	for _, format := range formats {
		words = append(words, string(format))
	}
	return words
}

// found is called with what reading a seed file finds. Only layout may be nil.
type found struct {
	layout  func(name string)             // what the file was recognised as
	token   func(seedfile.Token) error    // an error ends the reading
	problem func(problem *seedfile.Error) // with one token, or a notice
}

// readSeedFile reads the tokens of a file, or of standard input for "-". An error ends the
// reading.
func readSeedFile(a *cli.App, name string, o seedfile.Options, progress *cli.Progress, f found) error {
	in, err := cli.OpenInput(a, name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it is only read
	switch {
	case in.Info == nil:
		return readTokens(in, in.Name, o, f)
	case in.Info.IsDir():
		return fmt.Errorf("%s is a folder; expected a seed file", name)
	}
	return readTokens(&watched{in, progress, 0, in.Info.Size()}, in.Name, o, f)
}

func readTokens(in io.Reader, name string, o seedfile.Options, f found) error {
	reader, err := seedfile.NewReader(in, name, o)
	if err != nil {
		return err
	}
	if f.layout != nil {
		f.layout(reader.Layout())
	}
	for {
		next, err := reader.Next()
		var wrong *seedfile.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong) && wrong.Kind != seedfile.Broken:
			f.problem(wrong)
		case err != nil:
			return err
		default:
			if err := f.token(next); err != nil {
				return err
			}
		}
	}
}

// warn reports what the file says about a token that is ignored.
func warn(t seedfile.Token, tell func(*seedfile.Error)) {
	for _, warning := range t.Warnings {
		tell(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: warning, Kind: seedfile.Notice})
	}
}

// watched is a file that shows progress while it is read.
type watched struct {
	file     io.Reader
	progress *cli.Progress
	done     int64
	size     int64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.file.Read(p)
	w.done += int64(n)
	if w.size > 0 {
		w.progress.Show(float64(w.done) / float64(w.size))
	}
	return n, err
}
