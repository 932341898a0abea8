package token

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/display"
	"etokenpass/profiles"
)

// outputOptions holds the flags for how a screen is printed.
type outputOptions struct {
	format cli.Flag[string]
	lcd    bool
}

func (o *outputOptions) addFlags(cmd *cobra.Command) {
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	cmd.Flags().BoolVar(&o.lcd, "lcd", false, "draw the LCD")
}

func (o *outputOptions) check() error {
	if o.lcd && o.format.Value != cli.Text {
		return cli.Usagef("--lcd cannot be combined with --format %s", o.format.Value)
	}
	return nil
}

// frameOf returns how the token's LCD shows a text.
func frameOf(profile *profiles.Profile, lcd string) (display.Frame, error) {
	screen, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		return display.Frame{}, err
	}
	return screen.Frame(lcd)
}

// printLCD prints what the LCD shows, as a drawing or in plain characters.
func (o *outputOptions) printLCD(w io.Writer, profile *profiles.Profile, lcd string) error {
	if !o.lcd {
		_, err := fmt.Fprintln(w, lcd)
		return cli.OutputError(err)
	}
	frame, err := frameOf(profile, lcd)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, frame.Text())
	return cli.OutputError(err)
}

// indent indents each line of a drawing.
func indent(drawing, by string) string {
	return by + strings.ReplaceAll(strings.TrimSuffix(drawing, "\n"), "\n", "\n"+by) + "\n"
}
