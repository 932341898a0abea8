package token

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/device/scenario"
	"etokenpass/display"
	"etokenpass/internal/durable"
	"etokenpass/profiles"
)

type demoOptions struct{ picture cli.Flag[string] }

func newDemoCommand(a *cli.App) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show what a token does, on a temporary token",
		Long: `Show what a token does: a press, the LCD going off, the hold, 888888, four presses, the
counter screen. Time is virtual and the token is temporary, so nothing waits and
nothing is saved.`,
		Example: `  etokenpass demo
  etokenpass demo --picture demo.svg`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runDemo(a, o) },
	}
	cli.Add(cmd, &o.picture, cli.Word("FILE"), "picture", "draw the screens to an SVG file instead; an existing file is replaced")
	return cmd
}

// demonstration lists the steps of the demo.
var demonstration = []struct{ step, caption string }{
	{"show", "The token is off."},
	{"press", "Press the button: a code, made from the secret and the counter."},
	{"wait 27s", "27 seconds later the LCD goes off. The counter is kept."},
	{"hold", "Hold the button for 4 seconds: the self-test lights every segment."},
	{"press x3", "Press three times: 888888 stays."},
	{"press", "At the fourth press: F and the number of codes generated so far."},
}

func runDemo(a *cli.App, o demoOptions) error {
	panels, err := playDemonstration()
	if err != nil {
		return err
	}
	if o.picture.Value != "" {
		return drawPanels(o.picture.Value, panels)
	}
	for _, panel := range panels {
		if _, err := fmt.Fprintf(a.Out, "%s\n%s\n", panel.Caption, indent(panel.Frame.Text(), "  ")); err != nil {
			return cli.OutputError(err)
		}
	}
	_, err = io.WriteString(a.Out, "Next: etokenpass press, etokenpass counter, etokenpass help.\n")
	return cli.OutputError(err)
}

// playDemonstration plays the steps and returns a picture after each.
func playDemonstration() ([]display.Panel, error) {
	profile, err := profiles.Library{}.Open(profiles.DefaultName)
	if err != nil {
		return nil, err
	}
	clock := device.NewVirtualClock(defaultStart)
	token, err := device.New(profile, clock, device.NewMemory(0))
	if err != nil {
		return nil, err
	}
	var steps strings.Builder
	for _, each := range demonstration {
		fmt.Fprintln(&steps, each.step)
	}
	play, err := scenario.Parse("demo", strings.NewReader(steps.String()))
	if err != nil {
		return nil, err
	}
	var panels []display.Panel
	err = play.Run(token, scenario.Observer{Step: func(r scenario.Result) error {
		frame, err := frameOf(profile, r.Seen.LCD)
		panels = append(panels, display.Panel{Frame: frame, Caption: demonstration[len(panels)].caption})
		return err
	}})
	return panels, err
}

// drawPanels writes the pictures to an SVG file, in rows of three with wrapped captions.
func drawPanels(path string, panels []display.Panel) error {
	if cli.LeadsToTerminal(path) {
		return terminalError("--picture", path, "demo.svg")
	}
	const perRow, column = 3, 36
	for i := range panels {
		panels[i].Caption = wrap(panels[i].Caption, column)
	}
	drawing := display.StripSVG("A press, the switch-off, the hold and the counter screen of an eToken PASS", panels, perRow)
	err := durable.WriteFile(path, 0o644, func(file io.Writer) error {
		_, err := file.Write(drawing)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot write the picture: %w", err)
	}
	return nil
}

// wrap breaks a caption into lines of at most column characters.
func wrap(caption string, column int) string {
	var lines []string
	for _, word := range strings.Fields(caption) {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(word) <= column {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return strings.Join(lines, "\n")
}
