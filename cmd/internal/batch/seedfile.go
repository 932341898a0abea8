package batch

import (
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

// seedOptions are the flags that say how a seed file is read.
type seedOptions struct {
	keyOptions
	acceptUnauthenticated bool
	fifthColumn           cli.Flag[string]
}

func (o *seedOptions) addFlags(cmd *cobra.Command) {
	o.keyOptions.addFlags(cmd)
	cmd.Flags().BoolVar(&o.acceptUnauthenticated, "accept-unauthenticated", false, "take encrypted secrets that have no MAC")
	cli.AddChoice(cmd, &o.fifthColumn, "fifth-column", "what the fifth column of a CSV says of event tokens: the counter, or nothing as it is a time step", "counter", "step")
}

// given tells whether any of the flags is there.
func (o *seedOptions) given() bool {
	return o.keyOptions.given() || o.acceptUnauthenticated || o.fifthColumn.Value != "counter"
}

func (o *seedOptions) options(keys *keyring) seedfile.Options {
	return seedfile.Options{
		Keys: keys.Keys, AcceptUnauthenticated: o.acceptUnauthenticated, FifthIsStep: o.fifthColumn.Value == "step",
	}
}

// overrideOptions are the flags of what somebody knows better than the file.
type overrideOptions struct {
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
	movingFactor    cli.Flag[uint64]
	timeDrift       bool
}

func (o *overrideOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	cli.AddOption(cmd, &o.kind, "type", "the tokens' type, whatever the file says", string(profiles.Event), string(profiles.Time))
	cli.AddOption(cmd, &o.algorithm, "algorithm", "their hash, whatever the file says", string(profiles.SHA1), string(profiles.SHA256), string(profiles.SHA512))
	cli.Add(cmd, &o.digits, cli.Number(profiles.MinDigits, profiles.MaxDigits), "digits", "the digits of their codes, whatever the file says")
	cli.Add(cmd, &o.step, cli.Seconds(profiles.MinStep, profiles.MaxStep), "step", "the time step of time tokens, whatever the file says, like 60s")
	cli.Add(cmd, &o.epoch, cli.Instant(), "epoch", "T0 of time tokens, whatever the file says, like 2000-01-01")
	cli.Add(cmd, &o.movingFactor, cli.AnyNumber(), "moving-factor", "the next moving factor of event tokens, whatever the file says")
	flags.BoolVar(&o.timeDrift, "time-drift", false, "let clocks be wrong as far as the file says that they are (TimeDrift of PSKC)")
}

// typedFlag is a flag that says something of tokens of one type alone.
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

// check refuses a flag that would have no effect, whatever is in the files.
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
			return cli.Usagef("%s is for tokens of type %s: the type is %s", flag.name, flag.kind, kind)
		}
	}
	return nil
}

// checkEffect refuses a flag for tokens of a type that none of those read has.
func (o *overrideOptions) checkEffect(batch *seedfile.Batch) (errs []error) {
	for _, flag := range o.typedFlags() {
		if flag.given && batch.Len() > 0 && !batch.HasType(flag.kind) {
			errs = append(errs, cli.Hinted(
				fmt.Errorf("%s is for tokens of type %s: none of the tokens is one", flag.name, flag.kind),
				fmt.Sprintf("leave it out; or --type %s says that they are", flag.kind)))
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

// formatWords are the formats as flags name them.
func formatWords() (words []string) {
	for _, format := range seedfile.Formats() {
		words = append(words, string(format))
	}
	return words
}

// readSeedFile reads the tokens of one file, - being standard input. Each token goes
// to one function, what is wrong with one to the other; the error is what ended the
// reading.
func readSeedFile(a *cli.App, name string, o seedfile.Options, progress *cli.Progress, token func(seedfile.Token) error, problem func(*seedfile.Error)) error {
	if name == "-" {
		return readTokens(a.In, "standard input", o, token, problem)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it is only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder: must be a seed file", name)
	}
	return readTokens(&watched{file, progress, 0, info.Size()}, name, o, token, problem)
}

func readTokens(in io.Reader, name string, o seedfile.Options, token func(seedfile.Token) error, problem func(*seedfile.Error)) error {
	reader, err := seedfile.NewReader(in, name, o)
	if err != nil {
		return err
	}
	for {
		next, err := reader.Next()
		var wrong *seedfile.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong) && !wrong.Whole:
			problem(wrong)
		case err != nil:
			return err
		default:
			if err := token(next); err != nil {
				return err
			}
		}
	}
}

// warn tells what the file says of a token and the token does not have.
func warn(t seedfile.Token, tell func(*seedfile.Error)) {
	for _, warning := range t.Warnings {
		tell(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: warning, Notice: true})
	}
}

// watched is a file whose reading shows progress.
type watched struct {
	file     *os.File
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
