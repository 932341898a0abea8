package rehearse

import (
	"strings"
	"unicode/utf8"

	"etokenpass/cmd/internal/cli"
)

// width is the number of columns that text fills.
const width = 78

// wrap breaks a text into lines of at most [width] characters, if its words are not longer.
// Characters that do not print are escaped, so that a command cannot control the terminal.
// Every line but the first of a paragraph begins with the indent.
func wrap(text, indent string) string {
	var all strings.Builder
	for paragraph := range strings.Lines(text) {
		column := 0
		for i, word := range strings.Fields(paragraph) {
			word = cli.Legible(word)
			length := utf8.RuneCountInString(word)
			switch {
			case i == 0:
			case column+1+length > width:
				all.WriteString("\n" + indent)
				column = utf8.RuneCountInString(indent)
			default:
				all.WriteByte(' ')
				column++
			}
			all.WriteString(word)
			column += length
		}
		all.WriteByte('\n')
	}
	return all.String()
}
