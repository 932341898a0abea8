package batch

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
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
	case o.seeds.DryRun:
		printTokens = seeds.PrintTable
	}
	if err := printTokens(tokens, out); err != nil {
		return err
	}
	return cli.OutputError(out.Flush())
}

// summary counts the tokens of an import.
func (o *importOptions) summary(in *incoming) string {
	summary := fmt.Sprintf("%s into %s", in.Summary(), o.destination())
	if in.existing > 0 && o.seeds.DryRun {
		summary += fmt.Sprintf("; %s already there", cli.Count(in.existing, "is", "are"))
	}
	return summary + in.SkippedSummary()
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

func (o *importOptions) printJSON(tokens []*seedfile.Token, out io.Writer) error {
	library := profiles.Library{Folder: o.destination()}
	for _, token := range tokens {
		object := jsonOf(token, o.reveal)
		if !o.seeds.DryRun {
			object.Profile = library.PathOf(token.Serial)
		}
		if err := cli.PrintJSON(out, object); err != nil {
			return err
		}
	}
	return nil
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
