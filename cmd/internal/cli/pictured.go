package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// Pictured is what a screenshot of the window shows: one of the constants, or the counter
// screen, written as F and five digits.
type Pictured string

// What a screenshot shows.
const (
	PicturedOff      Pictured = "off"
	PicturedCode     Pictured = "code" // the one that the next press would show
	PicturedSelfTest Pictured = "888888"
	PicturedBack     Pictured = "back"
)

var picturedWords = []string{string(PicturedOff), string(PicturedCode), string(PicturedSelfTest), string(PicturedBack)}

// Counter returns the counter that a counter screen shows.
func (p Pictured) Counter() (counter uint64, isCounter bool) {
	digits, hasF := strings.CutPrefix(string(p), "F")
	if !hasF || len(digits) != 5 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	counter, err := strconv.ParseUint(digits, 10, 64)
	return counter, err == nil
}

// pictured is the kind of the flag --show.
func pictured() Kind[Pictured] {
	return Kind[Pictured]{
		Name: "SCREEN",
		Parse: func(text string, _ Pictured) (Pictured, error) {
			p := Pictured(text)
			if _, isCounter := p.Counter(); isCounter || slices.Contains(picturedWords, text) {
				return p, nil
			}
			return "", errors.New("must be off, code, 888888, back, or F and five digits, like F00042")
		},
		Print: func(p Pictured) string { return string(p) },
		Complete: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return append(slices.Clone(picturedWords), "F00042"), cobra.ShellCompDirectiveNoFileComp
		},
	}
}
