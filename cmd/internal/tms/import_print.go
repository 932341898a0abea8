package tms

import (
	"bufio"
	"fmt"
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
	"etokenpass/tms/wire"
)

// finish prints the tokens and a summary. entries are those of the import; there are none in a
// dry run. existing is how many tokens the validator had before.
func (o *importOptions) finish(a *cli.App, batch *seeds.Batch, entries []tms.Entry, existing int) error {
	if err := o.print(a.Out, batch.Tokens, entries); err != nil {
		return err
	}
	place, err := o.store.place()
	if err != nil {
		return err
	}
	summary := fmt.Sprintf("%s into %s", batch.Summary(), place.Store)
	switch {
	case existing == 0:
	case !o.update:
		summary += fmt.Sprintf("; %s already there", cli.Count(existing, "is", "are"))
	case o.seeds.DryRun:
		summary += fmt.Sprintf("; %d of them would be replaced", existing)
	default:
		summary += fmt.Sprintf("; %d of them replaced", existing)
	}
	a.Messagef("%s\n", cli.Shown(summary+batch.SkippedSummary()))
	return batch.Shortfall()
}

// print prints the tokens: as JSON, else with --dry-run as a table, else their serials.
func (o *importOptions) print(w io.Writer, tokens []*seedfile.Token, entries []tms.Entry) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var err error
	switch {
	case o.format.Value == cli.JSON:
		err = printJSON(out, tokens, entries)
	case o.seeds.DryRun:
		err = seeds.PrintTable(tokens, out)
	default:
		err = printSerials(out, tokens)
	}
	if err != nil {
		return err
	}
	return cli.OutputError(out.Flush())
}

func printSerials(out io.Writer, tokens []*seedfile.Token) error {
	for _, token := range tokens {
		if _, err := fmt.Fprintln(out, token.Serial); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

func printJSON(out io.Writer, tokens []*seedfile.Token, entries []tms.Entry) error {
	for i, token := range tokens {
		record := intake.TokenOf(token)
		next := record.Next
		if len(entries) > 0 { // the validator's own may be higher
			next = entries[i].After.Next
		}
		if err := cli.PrintJSON(out, wire.ImportedOf(&record, next)); err != nil {
			return err
		}
	}
	return nil
}

func countReplaced(entries []tms.Entry) (replaced int) {
	for i := range entries {
		if intake.IsReplacement(&entries[i]) {
			replaced++
		}
	}
	return replaced
}

// warnOfNext reports tokens of which the validator has seen later codes than the file says. It
// does not go back, because a code could be accepted twice.
func warnOfNext(batch *seeds.Batch, entries []tms.Entry) {
	for i, token := range batch.Tokens {
		if next := entries[i].After.Next; token.Type == profiles.Event && next > token.MovingFactor {
			batch.Warning(fmt.Errorf("token %s: the validator's next moving factor stays %d, and does not go back to %d", token.Serial, next, token.MovingFactor))
		}
	}
}
