package token

import (
	"fmt"
	"io"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/device/scenario"
	"etokenpass/profiles"
)

// transcript prints the steps of scenarios.
type transcript struct {
	w       io.Writer
	output  outputOptions
	profile *profiles.Profile
	several bool   // name the file of each scenario
	file    string // of the present scenario, as it is shown
	err     error  // why the transcript could not be printed
}

// begin begins the transcript of a scenario.
func (t *transcript) begin(file string) {
	t.file = cli.Shown(cli.InputName(file))
	if t.several && t.output.format.Value == cli.Text {
		_, err := fmt.Fprintln(t.w, t.file)
		t.err = cli.OutputError(err)
	}
}

// step prints a step.
func (t *transcript) step(r scenario.Result) error {
	switch {
	case t.err != nil:
	case t.output.format.Value == cli.JSON:
		t.err = t.printJSON(r)
	default:
		t.err = t.printText(r)
	}
	return t.err
}

// playedStep is a step in JSON.
type playedStep struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line"`
	T    int64  `json:"t_ms"`
	Step string `json:"step"`
	device.ScreenJSON
	Dead string `json:"dead,omitempty"`
}

func (t *transcript) printJSON(r scenario.Result) error {
	step := playedStep{
		Line: r.Line, T: r.At.Milliseconds(), Step: r.Step, ScreenJSON: r.Seen.JSON(device.OnlyLCD), Dead: r.Dead,
	}
	if t.several {
		step.File = t.file
	}
	return cli.PrintJSON(t.w, step)
}

func (t *transcript) printText(r scenario.Result) error {
	line := fmt.Sprintf("%6d.%03ds  %-20s", r.At.Milliseconds()/1000, r.At.Milliseconds()%1000, r.Step)
	if !t.output.lcd {
		shown := r.Seen.Shown()
		if r.Dead != "" {
			shown += "  (" + r.Dead + ")"
		}
		_, err := fmt.Fprintf(t.w, "%s  %s\n", line, shown)
		return cli.OutputError(err)
	}
	frame, err := frameOf(t.profile, r.Seen.LCD)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.w, "%s\n%s", strings.TrimRight(line, " "), indent(frame.Text(), "            "))
	return cli.OutputError(err)
}
