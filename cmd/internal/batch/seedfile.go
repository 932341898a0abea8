package batch

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
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

// describeOptions holds the flags that describe tokens, or override what a file says about them.
type describeOptions struct {
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
}

// filesOwn is the default of the flags that override what a file says.
const filesOwn = "the file's"

func (o *describeOptions) addFlags(cmd *cobra.Command) {
	cli.AddType(cmd, &o.kind, filesOwn)
	cli.AddAlgorithm(cmd, &o.algorithm, filesOwn)
	cli.AddDigits(cmd, &o.digits, filesOwn)
	cli.AddStep(cmd, &o.step, filesOwn)
	cli.AddEpoch(cmd, &o.epoch, filesOwn)
}

// given reports whether any of the flags is set.
func (o *describeOptions) given() bool {
	return o.kind.Changed() || o.algorithm.Changed() || o.digits.Changed() || o.step.Changed() || o.epoch.Changed()
}

func (o *describeOptions) overrides() seedfile.Overrides {
	overrides := seedfile.Overrides{
		Type: profiles.Type(o.kind.Value), Algorithm: profiles.Algorithm(o.algorithm.Value),
		Digits: int(o.digits.Value), Step: o.step.Value,
	}
	if o.epoch.Changed() {
		epoch := o.epoch.Value.UTC()
		overrides.Epoch = &epoch
	}
	return overrides
}

// profile returns the profile of a token that only the flags describe. Its first moving factor
// is 0, and its other defaults are those of a profile.
func (o *describeOptions) profile(secret profiles.Secret) *profiles.Profile {
	described, profile := o.overrides(), profiles.New("", secret)
	profile.FirstMovingFactor = 0
	profile.Type = cmp.Or(described.Type, profile.Type)
	profile.Algorithm = cmp.Or(described.Algorithm, profile.Algorithm)
	profile.Digits = cmp.Or(described.Digits, profile.Digits)
	profile.Clock.Step = cmp.Or(described.Step, profile.Clock.Step)
	if described.Epoch != nil {
		profile.Clock.Epoch = *described.Epoch
	}
	return profile
}

// typedFlag is a flag that applies to tokens of one type only.
type typedFlag struct {
	name  string
	kind  profiles.Type
	given bool
}

func (o *describeOptions) typedFlags() []typedFlag {
	return []typedFlag{
		{"--step", profiles.Time, o.step.Changed()},
		{"--epoch", profiles.Time, o.epoch.Changed()},
	}
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

// checkEffect refuses flags for a type that no token in the files has. kinds are the types of
// the tokens.
func checkEffect(flags []typedFlag, kinds map[profiles.Type]bool) (errs []error) {
	for _, flag := range flags {
		if flag.given && len(kinds) > 0 && !kinds[flag.kind] {
			errs = append(errs, cli.Hinted(
				fmt.Errorf("%s is for %s tokens, but the files have none", flag.name, flag.kind),
				fmt.Sprintf("omit it, or set the type with --type %s", flag.kind)))
		}
	}
	return errs
}

// overrideOptions holds all flags that override what the file says.
type overrideOptions struct {
	describeOptions
	movingFactor cli.Flag[uint64]
	timeDrift    bool
}

func (o *overrideOptions) addFlags(cmd *cobra.Command) {
	o.describeOptions.addFlags(cmd)
	cli.AddMovingFactor(cmd, &o.movingFactor, filesOwn)
	cmd.Flags().BoolVar(&o.timeDrift, "time-drift", false, "apply the clock error that the file records (TimeDrift in PSKC)")
}

func (o *overrideOptions) typedFlags() []typedFlag {
	return append(o.describeOptions.typedFlags(),
		typedFlag{"--time-drift", profiles.Time, o.timeDrift},
		typedFlag{"--moving-factor", profiles.Event, o.movingFactor.Changed()})
}

func (o *overrideOptions) overrides() seedfile.Overrides {
	overrides := o.describeOptions.overrides()
	overrides.Drift = o.timeDrift
	if o.movingFactor.Changed() {
		overrides.MovingFactor = &o.movingFactor.Value
	}
	return overrides
}

// check refuses flags that cannot have an effect on any file.
func (o *overrideOptions) check() error {
	if o.kind.Value == "" {
		return nil
	}
	return checkTyped(profiles.Type(o.kind.Value), o.typedFlags())
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
func readSeedFile(a *cli.App, name string, o seedfile.Options, progress *reading, f found) error {
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
	return readTokens(&watched{in, progress}, in.Name, o, f)
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

// reading is the progress of reading seed files.
type reading struct {
	*cli.Progress
	done, size int64 // bytes, in all files
}

// newReading returns the progress of reading the named files. The size of standard input, which
// is not known, is not part of it.
func newReading(a *cli.App, undisturbed bool, files ...string) *reading {
	r := &reading{Progress: a.NewProgress("read", undisturbed)}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() { // errors are reported when it is read
			r.size += info.Size()
		}
	}
	return r
}

// watched is a file that shows progress while it is read.
type watched struct {
	file    io.Reader
	reading *reading
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.file.Read(p)
	w.reading.done += int64(n)
	if w.reading.size > 0 {
		w.reading.Share(min(1, float64(w.reading.done)/float64(w.reading.size)))
	}
	return n, err
}
