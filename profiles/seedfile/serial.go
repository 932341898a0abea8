package seedfile

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Spreadsheets and mail programs change values. If nothing is lost, the value is corrected with
// a warning; otherwise the token is refused.
const (
	formulaNote    = `values are spreadsheet formulas, ="…", which keep leading zeros: read as the text in the quotes`
	apostropheNote = "values begin with an apostrophe, which marks text in a spreadsheet: removed"
	invisibleNote  = "values begin or end with the invisible character %s: removed"

	spreadsheetAdvice = "format the column as text in the spreadsheet and export it again"
)

// scientific matches a number in scientific notation, which has lost its last digits.
var scientific = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+[0-9]+$|^[0-9]+[.,][0-9]+[eE][0-9]+$`)
})

// isScientific checks for a necessary character first, since a batch may have a million
// serials.
func isScientific(text string) bool {
	return strings.ContainsAny(text, "+.,") && scientific().MatchString(text)
}

// spreadsheetErrors are the texts that a spreadsheet shows instead of a value. They look like
// comments.
var spreadsheetErrors = []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!", "#NULL!", "#SPILL!", "#CALC!"}

func isSpreadsheetError(line []byte) bool {
	return len(line) > 0 && line[0] == '#' && slices.ContainsFunc(spreadsheetErrors, func(e string) bool { return bytes.HasPrefix(line, []byte(e)) })
}

// repaired returns a serial without what does not belong to it. The notes list what was
// removed. problem is "" or the reason why the serial is refused.
func (f Format) repaired(serial string) (repaired string, notes []note, problem string) {
	repaired = serial
	if f == CSV {
		repaired, notes = cell(repaired)
	} else {
		repaired, notes = trimInvisible(repaired)
	}
	switch {
	case isScientific(repaired):
		return repaired, notes, fmt.Sprintf("serial %q is a number shortened by a spreadsheet: its last digits are lost", repaired)
	case f == CSV && strings.HasPrefix(repaired, "="):
		return repaired, notes, fmt.Sprintf("serial %q is a spreadsheet formula: must be text", mask.Shorten(repaired))
	}
	if invisible, at := invisibleIn(repaired); at > 0 && (f != OTPAuth || !unicode.Is(unicode.Zs, invisible)) {
		return repaired, notes, fmt.Sprintf("serial %q contains the invisible character %s at position %d: remove it", mask.Shorten(repaired), runeName(invisible), at)
	}
	return repaired, notes, ""
}

// isFormulaOfText reports whether a cell is a formula for a single text, in which quotes are
// doubled, and not for several texts that are joined.
func isFormulaOfText(text string) bool {
	inner, begins := strings.CutPrefix(text, `="`)
	inner, ends := strings.CutSuffix(inner, `"`)
	return begins && ends && inner != "" && !strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`)
}

// cell returns the text of a spreadsheet cell.
func cell(text string) (string, []note) {
	text, notes := trimInvisible(text)
	switch {
	case isFormulaOfText(text):
		text = strings.ReplaceAll(text[2:len(text)-1], `""`, `"`)
		notes = append(notes, note{"formula", formulaNote})
	case len(text) > 2 && text[0] == '\'' && text[len(text)-1] == '\'':
		text = text[1 : len(text)-1]
		notes = append(notes, note{"apostrophe", apostropheNote})
	case len(text) > 1 && text[0] == '\'':
		text = text[1:]
		notes = append(notes, note{"apostrophe", apostropheNote})
	default:
		return text, notes
	}
	text, more := trimInvisible(text)
	return text, append(notes, more...)
}

// trimInvisible removes invisible characters, and spaces next to them, from both ends of a
// text.
func trimInvisible(text string) (string, []note) {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	found := first
	if !isInvisible(first) {
		found = last
	}
	if !isInvisible(found) {
		return text, nil
	}
	text = strings.TrimFunc(text, func(r rune) bool { return r == ' ' || isInvisible(r) })
	name := runeName(found)
	return text, []note{{name, fmt.Sprintf(invisibleNote, name)}}
}

// isInvisible reports whether a character is a space other than U+0020 or has no width.
func isInvisible(r rune) bool {
	return r > unicode.MaxASCII && r != utf8.RuneError && (unicode.Is(unicode.Zs, r) || unicode.Is(unicode.Cf, r))
}

// invisibleIn returns the first invisible character and its position, counted from 1, or 0, 0.
func invisibleIn(text string) (invisible rune, at int) {
	for _, r := range text {
		if at++; isInvisible(r) {
			return r, at
		}
	}
	return 0, 0
}

// runeName returns the code point of a character, with its name if it is a common one.
func runeName(r rune) string {
	names := map[rune]string{
		'\u00a0': "a no-break space", '\u202f': "a narrow no-break space", '\u200b': "a zero-width space",
		'\u200c': "a zero-width non-joiner", '\u200d': "a zero-width joiner", '\u2060': "a word joiner",
		'\ufeff': "a byte order mark",
	}
	if name, known := names[r]; known {
		return fmt.Sprintf("U+%04X (%s)", r, name)
	}
	return fmt.Sprintf("U+%04X", r)
}

// areSwapped reports whether the serial looks like a secret and the secret is short enough to
// be a serial.
func areSwapped(serial string, secret profiles.Secret) bool {
	const shortSecret = 10 // bytes
	return len(secret.Key()) < shortSecret && mask.LooksSecret(serial)
}
