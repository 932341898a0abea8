package seedfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"etokenpass/internal/mask"
)

// unrecognised returns the error for a text that is no seed file. It says what the text looks
// like, in one line for the whole file, and what would help.
func unrecognised(text string, t *table) error {
	what, advice := describe(strings.TrimSpace(text), t)
	return broken(0, advice, "not recognised as a seed file: looks like %s", what)
}

const columnsAdvice = "if it has serials and secrets, write them as the first two columns of a CSV, or name the columns in a header"

// describe returns what a text looks like and what to try.
func describe(text string, t *table) (what, advice string) {
	first, _, _ := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	switch {
	case text == "":
		return "white space only", ""
	case text[0] == '[' && strings.HasSuffix(first, "]"):
		return "a settings file", columnsAdvice
	case t.problem != "":
		return "a table, but " + t.problem, t.advice
	case mask.LooksSecret(text):
		return "a single secret", "etokenpass codes --secret-file FILE computes its codes, and etokenpass profile new NAME --secret-file FILE creates a token with it"
	case slices.ContainsFunc(strings.FieldsFunc(text, isNoLetterOrDigit), mask.LooksSecret):
		return "text with secrets in an unknown layout", columnsAdvice
	case t.separator != blank && t.width > 1:
		return fmt.Sprintf("a table of %d columns, separated by %s, none of which has secrets", t.width, t.separator), columnsAdvice
	case strings.Count(first, ":") > 2:
		return "a table separated by colons", columnsAdvice
	}
	return "text without serials and secrets", columnsAdvice
}

func isNoLetterOrDigit(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }

// pdf begins a PDF document, which need not have zero bytes.
const pdf = "%PDF-"

// notText returns the error for a file that is not text.
func notText(head []byte) error {
	const heic = "a HEIC picture"
	const advice = "if it is compressed or encrypted, decompress or decrypt it first"
	for _, known := range []struct{ begins, what, advice string }{
		{"PK\x03\x04", "a ZIP archive or a spreadsheet", "extract the archive first, or save the spreadsheet as CSV"},
		{"\xd0\xcf\x11\xe0", "an old Office document", "save the spreadsheet as CSV"},
		{pdf, "a PDF document", "extract the seed file that it contains, or save its QR codes as PNG"},
		{"7z\xbc\xaf", "a 7z archive", "extract it first"},
		{"Rar!", "a RAR archive", "extract it first"},
		{"BM", "a BMP picture", "save it as PNG or JPEG"},
		{"\x00\x00\x00\x18ftyphei", heic, "save it as PNG or JPEG"},
		{"\x00\x00\x00\x1cftyphei", heic, "save it as PNG or JPEG"},
		{"\x00\x00\x00\x24ftyphei", heic, "save it as PNG or JPEG"},
		{"SQLite format 3", "an app's database", "export the accounts from the app as a file without encryption"},
	} {
		if bytes.HasPrefix(head, []byte(known.begins)) {
			return broken(0, known.advice, "not a text file: looks like %s", known.what)
		}
	}
	return broken(0, advice, "not a text file: seed files are text")
}
