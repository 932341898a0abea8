package seeds

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/mask"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Summary counts the tokens that were imported or, with --dry-run, would be.
func (b *Batch) Summary() string {
	verb := "imported"
	if b.options.DryRun {
		verb = "would be imported"
	}
	kinds := map[profiles.Type]int{}
	for _, token := range b.Tokens {
		kinds[token.Type]++
	}
	return fmt.Sprintf("%s %s (%d event, %d time)", cli.Count(len(b.Tokens), "token", "tokens"), verb,
		kinds[profiles.Event], kinds[profiles.Time])
}

// SkippedSummary returns how a summary ends if keys were skipped, else "".
func (b *Batch) SkippedSummary() string {
	if b.Skipped == 0 {
		return ""
	}
	return fmt.Sprintf("; skipped: %s not for HOTP or TOTP", cli.Count(b.Skipped, "key", "keys"))
}

// PrintTable prints tokens as a table. The first column is as wide as the longest serial,
// up to a limit.
func PrintTable(tokens []*seedfile.Token, out io.Writer) error {
	const widest = 60
	width := len("SERIAL")
	for _, token := range tokens {
		width = max(width, min(widest, utf8.RuneCountInString(token.Serial)))
	}
	row := fmt.Sprintf("%%-%ds   %%-5v   %%-9v   %%6v   %%s\n", width)
	if _, err := fmt.Fprintf(out, row, "SERIAL", "TYPE", "ALGORITHM", "DIGITS", "NEXT"); err != nil {
		return cli.OutputError(err)
	}
	for _, token := range tokens {
		if _, err := fmt.Fprintf(out, row, mask.Path(token.Serial), token.Type, token.Algorithm, token.Digits, nextOf(token)); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

// nextOf describes what the next code of a token is computed from.
func nextOf(t *seedfile.Token) string {
	if t.Type == profiles.Event {
		return fmt.Sprintf("moving factor %d", t.MovingFactor)
	}
	since := t.Epoch.Format(time.RFC3339)
	if t.Epoch.Equal(t.Epoch.Truncate(24 * time.Hour)) {
		since = t.Epoch.Format(time.DateOnly)
	}
	return fmt.Sprintf("steps of %.0f s since %s", t.Step.Seconds(), since)
}
