package seeds

import (
	"fmt"
	"slices"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

// Batch is the content of all files, before anything is written.
type Batch struct {
	Tokens  []*seedfile.Token // those to import, each with another serial
	Skipped int               // keys that are not for HOTP or TOTP, each reported

	options  *ImportOptions
	only     []string // the serials of --only; all tokens are imported if there are none
	reporter *cli.Reporter
	progress *Reading

	read        int                 // number of tokens in the files
	problems    int                 // each has been reported
	ineffective bool                // a flag has no effect on any token, which --keep-going does not excuse
	related     map[string][]string // serials in the files that differ from those of --only by an OATH prefix
}

// maxBatch is the maximum number of tokens of one import, far more than vendors ship.
const maxBatch = 5_000_000

// NewBatch returns a batch of tokens that are not from seed files. The caller must call
// [Batch.Done].
func NewBatch(a *cli.App, o *ImportOptions, tokens []*seedfile.Token) *Batch {
	return &Batch{
		Tokens: tokens, options: o, read: len(tokens), related: map[string][]string{},
		reporter: a.NewReporter(), progress: NewReading(a, true),
	}
}

// Import reads all files completely and reports problems as it finds them. The caller must call
// [Batch.Done], after it has reported more.
func Import(a *cli.App, o *ImportOptions, files []string) (*Batch, error) {
	keys, err := o.file.Keys(a)
	if err != nil {
		return nil, err
	}
	b := NewBatch(a, o, nil)
	b.only, b.progress = o.only.Value, NewReading(a, true, files...)
	defer b.progress.End()
	options := o.reading(keys)
	for _, file := range files {
		err := ReadFile(a, file, options, b.progress, Found{
			Layout: func(file, layout string) {
				b.progress.End()
				a.Messagef("%s\n", layoutLine(layout, file, len(files)))
			},
			Token:   b.take,
			Problem: b.report,
		})
		if err != nil {
			b.Bad(err)
		}
	}
	for _, notice := range options.Exports.Missing() {
		b.Warning(notice)
	}
	if b.problems == 0 {
		keys.WarnOfUnused(b.Warning)
	}
	b.read = len(b.Tokens)
	b.checkEffect()
	b.removeRepeated()
	b.checkOnly()
	return b, nil
}

// Warning reports what does not prevent the import.
func (b *Batch) Warning(err error) {
	b.progress.End()
	b.reporter.Warning(err)
}

// Bad reports a problem.
func (b *Batch) Bad(err error) {
	b.problems++
	b.progress.End()
	b.reporter.Error(err)
}

// Done ends the reports.
func (b *Batch) Done() { b.reporter.Done() }

// Refusal returns the error that nothing was imported because of problems, whose reasons have been
// reported; nil if the tokens can be imported. If the only problem was that a file could not be
// read, there is nothing to add.
func (b *Batch) Refusal() error {
	switch {
	case b.problems == 0, b.options.keepGoing && !b.ineffective:
		return nil
	case b.problems == 1 && b.read == 0:
		return &cli.Ended{Status: cli.StatusFailed}
	}
	err := fmt.Errorf("nothing %s imported because of %s", b.options.was(), cli.Count(b.problems, "problem", "problems"))
	if len(b.Tokens) > 0 && !b.ineffective {
		return cli.Hinted(err, "--keep-going imports the good tokens")
	}
	return err
}

// Shortfall returns the error that not everything was imported; nil if there were no problems.
func (b *Batch) Shortfall() error {
	if b.problems == 0 {
		return nil
	}
	return fmt.Errorf("not everything %s imported: %s", b.options.was(), cli.Count(b.problems, "problem", "problems"))
}

// layoutLine says what a file was recognised as. It names the file if there are several.
func layoutLine(layout, file string, files int) string {
	if files == 1 {
		return "format: " + layout
	}
	return cli.Shown(file) + ": format: " + layout
}

// take adds a token to those to import, unless --only leaves it out.
func (b *Batch) take(t seedfile.Token) error {
	if !b.picks(t.Serial) {
		b.noteRelated(t.Serial)
		return nil
	}
	if len(b.Tokens) == maxBatch {
		return &seedfile.Error{
			File: t.File, Line: t.Line, Kind: seedfile.Broken, Advice: "split the file",
			Problem: fmt.Sprintf("too many tokens: at most %d can be imported at once", maxBatch),
		}
	}
	Warn(t, func(problem *seedfile.Error) { b.Warning(problem) })
	b.Tokens = append(b.Tokens, &t)
	return nil
}

// report reports what the reader found that is not a token, unless it concerns a token that
// --only leaves out.
func (b *Batch) report(problem *seedfile.Error) {
	switch {
	case problem.Kind == seedfile.Notice, problem.Kind == seedfile.Repeated:
		b.Warning(problem)
	case len(b.only) > 0 && problem.Serial == "": // it could be one of them
		b.Warning(problem)
	case !b.picks(problem.Serial):
	case problem.Kind == seedfile.Skipped:
		b.Skipped++
		b.Warning(problem)
	default:
		b.Bad(problem)
	}
}

// picks reports whether --only includes a serial. Without --only, every serial is included.
func (b *Batch) picks(serial string) bool {
	return len(b.only) == 0 || slices.Contains(b.only, serial)
}

// noteRelated notes a token that --only leaves out, but whose serial differs from one of its
// serials only by an OATH prefix.
func (b *Batch) noteRelated(serial string) {
	for _, wanted := range b.only {
		if profiles.DiffersByPrefix(serial, wanted) {
			b.related[wanted] = append(b.related[wanted], serial)
		}
	}
}

// checkEffect reports flags that have no effect on any token.
func (b *Batch) checkEffect() {
	kinds := map[profiles.Type]bool{}
	for _, token := range b.Tokens {
		kinds[token.Type] = true
	}
	for _, err := range CheckEffect(b.options.overrides.typedFlags(), kinds) {
		b.ineffective = true
		b.Bad(err)
	}
}

// removeRepeated reports tokens that are in the files more than once.
func (b *Batch) removeRepeated() {
	distinct, repeated := intake.Distinct(b.Tokens)
	b.Tokens = distinct
	for _, collision := range repeated {
		b.Bad(collision)
	}
}

// checkOnly reports the serials of --only that no file contains.
func (b *Batch) checkOnly() {
	if len(b.only) == 0 {
		return
	}
	found := map[string]bool{}
	for _, token := range b.Tokens {
		found[token.Serial] = true
	}
	for _, serial := range b.only {
		if !found[serial] {
			err := fmt.Errorf("--only %s: no importable token has this serial", serial)
			b.Bad(cli.Hinted(err, profiles.PrefixAdvice(b.related[serial])))
		}
	}
}
