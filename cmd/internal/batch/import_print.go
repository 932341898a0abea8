package batch

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/mask"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// print prints the tokens: as JSON, else with --dry-run as a table, else their paths.
func (o *importOptions) print(tokens []*seedfile.Token, w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	printTokens := o.printPaths
	switch {
	case o.format.Value == cli.JSON:
		printTokens = o.printJSON
	case o.dryRun:
		printTokens = printTable
	}
	if err := printTokens(tokens, out); err != nil {
		return err
	}
	return cli.OutputError(out.Flush())
}

// summary counts the tokens of an import.
func (o *importOptions) summary(in *incoming) string {
	verb, kinds := "imported", map[profiles.Type]int{}
	if o.dryRun {
		verb = "would be imported"
	}
	for _, token := range in.tokens {
		kinds[token.Type]++
	}
	summary := fmt.Sprintf("%s %s (%d event, %d time) into %s", count(len(in.tokens), "token", "tokens"), verb,
		kinds[profiles.Event], kinds[profiles.Time], o.destination())
	if in.existing > 0 && o.dryRun {
		summary += fmt.Sprintf("; %s already there", count(in.existing, "is", "are"))
	}
	if in.skipped > 0 {
		summary += fmt.Sprintf("; skipped: %s not for HOTP or TOTP", count(in.skipped, "key", "keys"))
	}
	return summary
}

// count returns a number with a word in the singular or plural.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// printPaths prints the paths of the profiles.
func (o *importOptions) printPaths(tokens []*seedfile.Token, out io.Writer) error {
	library := profiles.Library{Folder: o.destination()}
	for _, token := range tokens {
		if _, err := fmt.Fprintln(out, library.PathOf(token.Serial)); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

// printTable prints the tokens as a table. The first column is as wide as the longest serial,
// up to a limit.
func printTable(tokens []*seedfile.Token, out io.Writer) error {
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

func (o *importOptions) printJSON(tokens []*seedfile.Token, out io.Writer) error {
	library := profiles.Library{Folder: o.destination()}
	for _, token := range tokens {
		object := jsonOf(token, o.reveal)
		if !o.dryRun {
			object.Profile = library.PathOf(token.Serial)
		}
		if err := cli.PrintJSON(out, object); err != nil {
			return err
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

// tokenJSON is a token of a seed file in JSON.
type tokenJSON struct {
	Serial       string   `json:"serial"`
	Type         string   `json:"type"`
	Algorithm    string   `json:"algorithm"`
	Digits       int      `json:"digits"`
	Secret       string   `json:"secret"`
	MovingFactor *uint64  `json:"moving_factor,omitempty"`
	StepMS       *int64   `json:"step_ms,omitempty"`
	Epoch        string   `json:"epoch,omitempty"`
	Model        string   `json:"model"`
	Manufacturer string   `json:"manufacturer"`
	Warnings     []string `json:"warnings"`
	Profile      string   `json:"profile,omitempty"` // its path
}

func jsonOf(t *seedfile.Token, reveal bool) tokenJSON {
	object := tokenJSON{
		Serial: t.Serial, Type: string(t.Type), Algorithm: string(t.Algorithm), Digits: t.Digits,
		Secret: "(masked)", Model: t.Model, Manufacturer: t.Manufacturer, Warnings: append([]string{}, t.Warnings...),
	}
	if reveal {
		object.Secret = hex.EncodeToString(t.Secret.Key())
	}
	if t.Type == profiles.Event {
		object.MovingFactor = &t.MovingFactor
		return object
	}
	step := t.Step.Milliseconds()
	object.StepMS, object.Epoch = &step, t.Epoch.Format(time.RFC3339)
	return object
}
