package batch

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// incoming is what was read of all the files before anything is done with it.
type incoming struct {
	batch    seedfile.Batch
	refused  map[string]bool // serials that cannot be imported, though the token is good
	problems int             // each was told
	skipped  int             // keys left out, each told
	existing int             // tokens that have a profile already, each told

	first map[string]uint64 // by serial: first moving factors with which tokens continue after their saved counters
}

// readBatch reads all files whole. Everything that is wrong is told as it is found.
func readBatch(a *cli.App, o importOptions, files []string) (*incoming, error) {
	in := &incoming{refused: map[string]bool{}}
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
	for _, err := range o.overrides.checkEffect(&in.batch) {
		bad(err)
	}
	for again, first := range in.batch.Repeated() {
		bad(&seedfile.Error{
			File: again.File, Line: again.Line, Serial: again.Serial,
			Problem: fmt.Sprintf("the serial is there twice: the first is in %s:%d", first.File, first.Line),
		})
	}
	if o.dryRun { // it tells what is in the files, whoever has it already
		return in, errors.Join(in.findExisting(o, warning), in.missing(o.only.Value))
	}
	return in, errors.Join(in.findExisting(o, bad), in.missing(o.only.Value))
}

func (in *incoming) take(t seedfile.Token, only []string, warning func(error)) error {
	if !picked(only, t.Serial) {
		return nil
	}
	warn(t, func(problem *seedfile.Error) { warning(problem) })
	return in.batch.Add(t)
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
			if !in.refused[token.Serial] && !yield(token) {
				return
			}
		}
	}
}

// findExisting tells of tokens whose serial has a profile in the folder already, or is
// the name of one. They are not imported.
func (in *incoming) findExisting(o importOptions, tell func(error)) error {
	library := profiles.Library{Folder: o.destination()}
	taken, err := library.Serials()
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	for token := range in.tokens() {
		problem := &seedfile.Error{File: token.File, Line: token.Line, Serial: token.Serial}
		path, exists := taken.Path(token.Serial)
		place, named := taken.Named(token.Serial)
		switch {
		case named:
			problem.Problem = "its serial is the name of another profile: " + place
		case exists && path != library.PathOf(token.Serial):
			problem.Problem = "has a profile already: " + path
			problem.Advice = "remove that one first: it has a name of its own, so that it is not written over"
		case exists && !o.force:
			problem.Problem, problem.Advice = "has a profile already: "+path, "--force writes over it"
		default:
			continue
		}
		in.existing++
		in.refused[token.Serial] = !o.dryRun
		tell(problem)
	}
	return nil
}
