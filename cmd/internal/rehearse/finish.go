package rehearse

import (
	"fmt"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/shell"
	"etokenpass/rehearsal"
)

// finish prints the summary, writes the report and returns the result of the command. ranOut is
// the input that ended before the rehearsal, or "".
func finish(a *cli.App, o options, engine *rehearsal.Rehearsal, ranOut string) error {
	summary := engine.Summary()
	if err := printSummary(a, o, summary); err != nil {
		return err
	}
	if o.report.Value != "" {
		if err := o.writeReport(summary); err != nil {
			return err
		}
		a.Messagef("%s\n", cli.Legible(o.texts().Text("rehearse.report", "file", o.report.Value)))
	}
	switch {
	case summary.Solved:
		return nil
	case ranOut == "": // given up
		return &cli.Ended{Status: cli.StatusUnmet}
	}
	return cli.Unmet(fmt.Errorf("%s ended before the rehearsal did", ranOut))
}

// printSummary prints the summary and, for people, the command that repeats the rehearsal.
func printSummary(a *cli.App, o options, summary rehearsal.Summary) error {
	if o.format.Value == cli.JSON {
		data, err := summary.JSON(o.texts())
		if err == nil {
			_, err = a.Out.Write(append(data, '\n'))
		}
		return cli.OutputError(err)
	}
	var text strings.Builder
	for line := range strings.Lines(summary.Text(o.texts())) {
		text.WriteString(cli.Legible(strings.TrimSuffix(line, "\n")) + "\n")
	}
	var words []string
	if o.answers.Value != "" {
		words = []string{"--answers", shell.Quote(o.answers.Value)}
	}
	again := cli.Legible(o.command(summary.Exercise, summary.Options, words...))
	_, err := fmt.Fprintf(a.Out, "\n%s  %s\n", text.String(), again)
	return cli.OutputError(err)
}
