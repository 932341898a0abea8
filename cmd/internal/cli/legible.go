package cli

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legible makes a text safe for a line on a terminal: what does not print is
// quoted as in Go, and what is too long to be read is cut.
func Legible(text string) string {
	const most = 1000
	var line strings.Builder
	for _, r := range text {
		switch {
		case line.Len() > most:
			return line.String() + "…"
		case r == '\n' || r == '\t':
			line.WriteByte(' ')
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			line.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			line.WriteRune(r)
		}
	}
	return line.String()
}
