package seeds

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles/seedfile"
)

// FileOptions holds the flags for reading a seed file.
type FileOptions struct {
	KeyOptions
	acceptUnauthenticated bool
	fifthColumn           cli.Flag[string]
}

// AddFlags adds --accept-unauthenticated, --fifth-column and the flags of [KeyOptions].
func (o *FileOptions) AddFlags(cmd *cobra.Command) {
	o.KeyOptions.AddFlags(cmd)
	cmd.Flags().BoolVar(&o.acceptUnauthenticated, "accept-unauthenticated", false, "accept encrypted secrets without a MAC")
	cli.AddChoice(cmd, &o.fifthColumn, "fifth-column", "what the fifth column of a CSV means for event tokens: the counter, or a time step, which is ignored", "counter", "step")
}

// Given reports whether any of the flags is set.
func (o *FileOptions) Given() bool {
	return o.KeyOptions.Given() || o.acceptUnauthenticated || o.fifthColumn.Value != "counter"
}

// Options returns how to read a file whose keys are in the keyring.
func (o *FileOptions) Options(keys *Keyring) seedfile.Options {
	return seedfile.Options{
		Keys: keys.Keys, AcceptUnauthenticated: o.acceptUnauthenticated, FifthIsStep: o.fifthColumn.Value == "step",
	}
}

// Found is called with what reading a seed file finds. Only Layout may be nil.
type Found struct {
	Layout  func(file, layout string)     // what the file was recognised as
	Token   func(seedfile.Token) error    // an error ends the reading
	Problem func(problem *seedfile.Error) // with one token, or a notice
}

// ReadFile reads the tokens of a file, or of standard input for "-". An error ends the
// reading.
func ReadFile(a *cli.App, name string, o seedfile.Options, progress *Reading, f Found) error {
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

func readTokens(in io.Reader, name string, o seedfile.Options, f Found) error {
	reader, err := seedfile.NewReader(in, name, o)
	if err != nil {
		return err
	}
	if f.Layout != nil {
		f.Layout(name, reader.Layout())
	}
	for {
		next, err := reader.Next()
		wrong, is := errors.AsType[*seedfile.Error](err)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case is && wrong.Kind != seedfile.Broken:
			f.Problem(wrong)
		case err != nil:
			return err
		default:
			if err := f.Token(next); err != nil {
				return err
			}
		}
	}
}

// Warn reports what the file says about a token that is ignored.
func Warn(t seedfile.Token, tell func(*seedfile.Error)) {
	for _, warning := range t.Warnings {
		tell(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: warning, Kind: seedfile.Notice})
	}
}

// Reading is the progress of reading seed files.
type Reading struct {
	*cli.Progress
	done, size int64 // bytes, in all files
}

// NewReading returns the progress of reading the named files. The size of standard input, which
// is not known, is not part of it.
func NewReading(a *cli.App, undisturbed bool, files ...string) *Reading {
	r := &Reading{Progress: a.NewProgress("read", undisturbed)}
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
	reading *Reading
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.file.Read(p)
	w.reading.done += int64(n)
	if w.reading.size > 0 {
		w.reading.Share(min(1, float64(w.reading.done)/float64(w.reading.size)))
	}
	return n, err
}
