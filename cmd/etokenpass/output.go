package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"etokenpass/display"
	"etokenpass/profiles"
)

// outputOptions are the flags that say how an answer looks.
type outputOptions struct {
	format choice
	lcd    bool
}

const (
	text       = "text"
	jsonFormat = "json"
	csvFormat  = "csv"
)

func (o *outputOptions) addFlags(cmd *cobra.Command) {
	addChoice(cmd, &o.format, "format", "the form of the answer", text, jsonFormat)
	cmd.Flags().BoolVar(&o.lcd, "lcd", false, "draw the LCD")
}

func (o *outputOptions) check() error {
	if o.lcd && o.format.value != text {
		return usagef("--lcd draws a picture: it does not go with --format %s", o.format.value)
	}
	return nil
}

// printJSON prints one object in a line. What does not print is escaped, so that
// nothing in a name reaches a terminal.
func printJSON(w io.Writer, object any) error {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return written(err)
	}
	var escaped strings.Builder
	for _, r := range line.String() {
		if r == '\n' || unicode.IsGraphic(r) {
			escaped.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&escaped, `\u%04x`, unit)
		}
	}
	_, err := io.WriteString(w, escaped.String())
	return written(err)
}

// frameOf is how a text looks on the token's LCD.
func frameOf(profile *profiles.Profile, lcd string) (display.Frame, error) {
	screen, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		return display.Frame{}, err
	}
	return screen.Frame(lcd)
}

// printLCD prints what the LCD shows, drawn or in plain characters.
func (o *outputOptions) printLCD(w io.Writer, profile *profiles.Profile, lcd string) error {
	if !o.lcd {
		_, err := fmt.Fprintln(w, lcd)
		return written(err)
	}
	frame, err := frameOf(profile, lcd)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, frame.Text())
	return written(err)
}

// indent moves a drawing to the right.
func indent(drawing, by string) string {
	return by + strings.ReplaceAll(strings.TrimSuffix(drawing, "\n"), "\n", "\n"+by) + "\n"
}

// written gives the error of writing the answer its words.
func written(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the answer cannot be written: %w", err)
}
