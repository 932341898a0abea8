package batch

import (
	"fmt"
	"slices"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

// incoming is the content of all files, before anything is written.
type incoming struct {
	only     []string // the serials of --only; all tokens are imported if there are none
	reporter *cli.Reporter
	progress *reading

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
	keys, err := o.source.keys(a)
	if err != nil {
		return nil, err
	}
	in := &incoming{
		only: o.only.Value, related: map[string][]string{},
		reporter: a.NewReporter(), progress: newReading(a, true, files...),
	}
	defer in.reporter.Done()
	defer in.progress.End()
	options := o.reading(keys)
	for _, file := range files {
		err := readSeedFile(a, file, options, in.progress, found{
			layout: func(file, layout string) {
				in.progress.End()
				a.Messagef("%s\n", layoutLine(layout, file, len(files)))
			},
			token:   in.take,
			problem: in.report,
		})
		if err != nil {
			in.bad(err)
		}
	}
	for _, notice := range options.Exports.Missing() {
		in.warning(notice)
	}
	if in.problems == 0 {
		keys.warnOfUnused(in.warning)
	}
	in.read = len(in.tokens)
	in.checkEffect(o.overrides.typedFlags())
	in.removeRepeated()
	in.checkOnly()
	return in, in.findTaken(o)
}

// reading returns how to read the files.
func (o *importOptions) reading(keys *keyring) seedfile.Options {
	options := o.source.options(keys)
	options.Encoding = profiles.Encoding(o.encoding.Value)
	options.Overrides = o.overrides.overrides()
	options.Overrides.Battery = o.battery.battery()
	options.Exports = &seedfile.Exports{}
	if o.from.Value != fromAuto {
		options.Format = seedfile.Format(o.from.Value)
	}
	return options
}

// warning reports what does not prevent the import.
func (in *incoming) warning(err error) {
	in.progress.End()
	in.reporter.Warning(err)
}

// bad reports a problem.
func (in *incoming) bad(err error) {
	in.problems++
	in.progress.End()
	in.reporter.Error(err)
}

// layoutLine says what a file was recognised as. It names the file if there are several.
func layoutLine(layout, file string, files int) string {
	if files == 1 {
		return "format: " + layout
	}
	return cli.Shown(file) + ": format: " + layout
}

// take adds a token to those to import, unless --only leaves it out.
func (in *incoming) take(t seedfile.Token) error {
	if !in.picks(t.Serial) {
		in.noteRelated(t.Serial)
		return nil
	}
	if len(in.tokens) == maxBatch {
		return &seedfile.Error{
			File: t.File, Line: t.Line, Kind: seedfile.Broken, Advice: "split the file",
			Problem: fmt.Sprintf("too many tokens: at most %d can be imported at once", maxBatch),
		}
	}
	warn(t, func(problem *seedfile.Error) { in.warning(problem) })
	in.tokens = append(in.tokens, &t)
	return nil
}

// report reports what the reader found that is not a token, unless it concerns a token that
// --only leaves out.
func (in *incoming) report(problem *seedfile.Error) {
	switch {
	case problem.Kind == seedfile.Notice, problem.Kind == seedfile.Repeated:
		in.warning(problem)
	case len(in.only) > 0 && problem.Serial == "": // it could be one of them
		in.warning(problem)
	case !in.picks(problem.Serial):
	case problem.Kind == seedfile.Skipped:
		in.skipped++
		in.warning(problem)
	default:
		in.bad(problem)
	}
}

// picks reports whether --only includes a serial. Without --only, every serial is included.
func (in *incoming) picks(serial string) bool {
	return len(in.only) == 0 || slices.Contains(in.only, serial)
}

// noteRelated notes a token that --only leaves out, but whose serial differs from one of its
// serials only by an OATH prefix.
func (in *incoming) noteRelated(serial string) {
	for _, wanted := range in.only {
		if profiles.DiffersByPrefix(serial, wanted) {
			in.related[wanted] = append(in.related[wanted], serial)
		}
	}
}

// checkEffect reports flags that have no effect on any token.
func (in *incoming) checkEffect(flags []typedFlag) {
	kinds := map[profiles.Type]bool{}
	for _, token := range in.tokens {
		kinds[token.Type] = true
	}
	for _, err := range checkEffect(flags, kinds) {
		in.ineffective = true
		in.bad(err)
	}
}

// removeRepeated reports tokens that are in the files more than once.
func (in *incoming) removeRepeated() {
	distinct, repeated := intake.Distinct(in.tokens)
	in.tokens = distinct
	for _, collision := range repeated {
		in.bad(collision)
	}
}

// checkOnly reports the serials of --only that no file contains.
func (in *incoming) checkOnly() {
	if len(in.only) == 0 {
		return
	}
	found := map[string]bool{}
	for _, token := range in.tokens {
		found[token.Serial] = true
	}
	for _, serial := range in.only {
		if !found[serial] {
			err := fmt.Errorf("--only %s: no importable token has this serial", serial)
			in.bad(cli.Hinted(err, profiles.PrefixAdvice(in.related[serial])))
		}
	}
}

// findTaken reports tokens whose serial already has a profile in the folder, or is the name of
// one. They are not imported, which is no problem for a dry run.
func (in *incoming) findTaken(o importOptions) error {
	taken, err := intake.Taken(o.destination(), in.tokens, o.force)
	if err != nil {
		return cli.Hinted(err, "--to DIR names another folder")
	}
	report := in.bad
	if o.dryRun {
		report = in.warning
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
