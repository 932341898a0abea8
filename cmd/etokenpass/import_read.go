package main

import (
	"errors"
	"fmt"
	"iter"

	"etokenpass/cmd/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// incoming is what was read of all the files before anything is done with it.
type incoming struct {
	batch    seedfile.Batch
	there    map[string]bool // serials that have a profile already
	problems int             // bad tokens, each told
	skipped  int             // keys left out, each told
}

// readBatch reads all files whole. Every bad token is told as it is found.
func (a *app) readBatch(o importOptions, files []string) (*incoming, error) {
	in := &incoming{}
	teller := a.NewTeller()
	bad := func(err error) {
		in.problems++
		teller.Problem(err)
	}
	options := o.source.options(a)
	options.Overrides = o.overrides.overrides()
	if o.from.Value != "auto" {
		options.Format = seedfile.Format(o.from.Value)
	}
	progress := a.newProgress(true)
	defer progress.end()
	for _, file := range files {
		err := a.readSeedFile(file, options, progress, func(t seedfile.Token) error {
			if !picked(o.only.Texts, t.Serial) {
				return nil
			}
			warn(teller, t)
			return in.batch.Add(t)
		}, func(problem *seedfile.Error) {
			switch {
			case problem.Skipped && problem.Serial == "": // it concerns the whole file
				teller.Warning(problem)
			case !picked(o.only.Texts, problem.Serial):
			case problem.Skipped:
				in.skipped++
				teller.Warning(problem)
			default:
				bad(problem)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for again, first := range in.batch.Repeated() {
		bad(&seedfile.Error{
			File: again.File, Line: again.Line, Serial: again.Serial,
			Problem: fmt.Sprintf("the serial is there twice: the first is in %s:%d", first.File, first.Line),
		})
	}
	existing := bad
	if o.dryRun { // it tells what is in the files, whoever has it already
		existing = teller.Warning
	}
	if err := in.findExisting(o, existing); err != nil {
		return nil, err
	}
	return in, in.missing(o.only.Texts)
}

// refusal is why nothing is imported; what is wrong was told before.
func (in *incoming) refusal() error {
	return fmt.Errorf("nothing is imported, since bad tokens were found: %d", in.problems)
}

// missing tells which of the picked serials no file has.
func (in *incoming) missing(only []string) error {
	there := map[string]bool{}
	if len(only) > 0 {
		for token := range in.batch.All() {
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

// tokens are those that can be imported.
func (in *incoming) tokens() iter.Seq[seedfile.Token] {
	return func(yield func(seedfile.Token) bool) {
		for token := range in.batch.Distinct() {
			if !in.there[token.Serial] && !yield(token) {
				return
			}
		}
	}
}

// findExisting tells of tokens that have a profile in the folder already, which are not
// imported.
func (in *incoming) findExisting(o importOptions, tell func(error)) error {
	library := profiles.Library{Folder: o.destination()}
	taken, err := library.Serials()
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	in.there = map[string]bool{}
	for token := range in.tokens() {
		path, is := taken.Path(token.Serial)
		if !is || o.force && path == library.PathOf(token.Serial) {
			continue
		}
		in.there[token.Serial] = !o.dryRun
		problem := &seedfile.Error{
			File: token.File, Line: token.Line, Serial: token.Serial,
			Problem: fmt.Sprintf("has a profile already: %s", path), Advice: "--force writes over it",
		}
		if o.force {
			problem.Advice = "remove that one first: it has a name of its own, so that --force does not write over it"
		}
		tell(problem)
	}
	return nil
}
