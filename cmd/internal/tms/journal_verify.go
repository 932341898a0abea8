package tms

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

func verifyJournal(ctx context.Context, a *cli.App, o *journalOptions) error {
	return o.store.read(ctx, a, func(_ *tms.Validator, view tms.View) error {
		audited, err := audit(a, o, view)
		if err != nil {
			return err
		}
		audited.Complete = audited.Findings == 0
		switch {
		case o.format.Value == cli.JSON:
			err = cli.PrintJSON(a.Out, audited)
		case audited.Complete:
			_, err = fmt.Fprintf(a.Out, "the journal is complete: %s, %s\n",
				cli.Count(audited.Entries, "entry", "entries"), cli.Count(audited.Tokens, "token", "tokens"))
			err = cli.OutputError(err)
		}
		if err != nil || audited.Complete {
			return err
		}
		return cli.Hinted(fmt.Errorf("the journal is not what was written: %s", cli.Count(audited.Findings, "finding", "findings")),
			"compare it with a backup; what the store says of these tokens cannot be trusted")
	})
}

// audit prints what is wrong, and counts.
func audit(a *cli.App, o *journalOptions, view tms.View) (result wire.Audit, err error) {
	progress := a.NewProgress("checked", !a.OutIsTerminal || o.format.Value == cli.Text)
	defer progress.End()
	reporter := a.NewReporter()
	defer reporter.Done()
	var failed error
	report := func(finding tms.Finding) {
		result.Findings++
		if o.format.Value == cli.JSON {
			failed = errors.Join(failed, cli.PrintJSON(a.Out, wire.FindingOf(finding)))
			return
		}
		progress.End()
		reporter.Error(errors.New(finding.String()))
	}
	err = tms.Audit(countTokens(view, &result.Tokens), report, func(number uint64) {
		result.Entries++
		progress.Number(number)
	})
	if err == nil {
		err = failed
	}
	return result, err
}

// countTokens returns a view that counts the tokens that are read from it.
func countTokens(view tms.View, tokens *uint64) tms.View {
	counting := countingView{View: view, tokens: tokens}
	if gapless, is := view.(tms.Gapless); is {
		return gaplessView{counting, gapless}
	}
	return counting
}

// gaplessView is a countingView of a store whose numbers have no gaps.
type gaplessView struct {
	countingView
	gapless tms.Gapless
}

// LastNumber implements [tms.Gapless].
func (v gaplessView) LastNumber() (uint64, error) { return v.gapless.LastNumber() }

type countingView struct {
	tms.View
	tokens *uint64
}

func (v countingView) Records(after string) iter.Seq2[tms.Record, error] {
	return func(yield func(tms.Record, error) bool) {
		for record, err := range v.View.Records(after) {
			if err == nil {
				*v.tokens++
			}
			if !yield(record, err) {
				return
			}
		}
	}
}
