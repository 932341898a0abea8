package cli

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legible makes a text safe to print on one line of a terminal: characters that do not print
// are quoted as in Go, and everything beyond a thousand bytes is cut.
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
