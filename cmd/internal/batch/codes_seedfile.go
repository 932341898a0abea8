package batch

import (
	"bufio"
	"errors"
	"fmt"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// seedfileCodes prints codes for every token of a seed file while it reads the file, so that
// neither all tokens nor all codes are in memory at once.
func seedfileCodes(a *cli.App, o codesOptions) error {
	if err := o.source.Check(o.seedfile.Value); err != nil {
		return err
	}
	keys, err := o.source.Keys(a)
	if err != nil {
		return err
	}
	options := o.source.Options(keys)
	options.Overrides, options.Encoding = o.describe.Overrides(), o.secret.Encoding()
	kinds := map[profiles.Type]bool{}
	at := o.time.Start(a)
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if o.format.Value == cli.CSV {
		_, _ = out.WriteString("serial,moving_factor,code\n") // Flush reports errors
	}
	progress := seeds.NewReading(a, !a.OutIsTerminal, o.seedfile.Value)
	defer progress.End()
	reporter, bad := a.NewReporter(), 0
	defer reporter.Done()
	line := newCodeLine(o.format.Value)
	problem := func(problem *seedfile.Error) {
		progress.End()
		if problem.Kind.IsWarning() {
			reporter.Warning(problem)
			return
		}
		bad++
		reporter.Error(problem)
	}
	err = seeds.ReadFile(a, o.seedfile.Value, options, progress, seeds.Found{
		Token: func(t seedfile.Token) error {
			kinds[t.Type] = true
			seeds.Warn(t, problem)
			codes, err := o.series(t.Profile(), at)
			if err == nil {
				err = codes.enough()
			}
			if err != nil {
				problem(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: err.Error()})
				return nil
			}
			return codes.print(out, line.of(t.Serial))
		},
		Problem: problem,
	})
	if err == nil && bad == 0 {
		keys.WarnOfUnused(reporter.Warning)
	}
	if flushing := out.Flush(); err == nil {
		err = cli.OutputError(flushing)
	}
	if err == nil {
		err = errors.Join(seeds.CheckEffect(o.describe.TypedFlags(), kinds)...)
	}
	if err == nil && bad > 0 {
		err = fmt.Errorf("no codes for %d of the tokens", bad)
	}
	return err
}
