package seedfile

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// table is how the rows of a CSV file are to be read. It is decided once per file, by the rows
// at its beginning.
type table struct {
	separator separator
	layout    *layout
	declared  bool   // a header or a comment gives the layout
	header    []byte // the row that names the columns; nil if there is none
	problem   string // of the header; "" if there is none
	advice    string // what to try if there is a problem

	encoding  profiles.Encoding // of the secrets
	detected  bool              // the secrets show the encoding, and no one says it
	ambiguous bool              // every secret fits hex and base32

	secrets int // number of rows that have a type, or what could be a secret, where the layout has it
	rows    int // number of rows, without the header
	width   int // number of columns of the first row
}

// tableOf decides how to read a file that begins with head. If whole is false, the file goes
// on after head. The encoding is detected if encoding is empty.
func tableOf(head []byte, whole bool, encoding profiles.Encoding) (t table) {
	lines := contentLines(head, whole)
	first, _, _ := bytes.Cut(head, []byte("\n"))
	said, isSaid := declaredSeparator(bytes.TrimRight(first, "\r"))
	if t.separator = said; !isSaid {
		t.separator = separatorOf(lines)
	}
	t.layout = oathLayout
	rows := t.separator.rows(lines)
	if len(rows) == 0 {
		return t
	}
	t.width = len(rows[0])
	named, at := headerIn(rows)
	version, isVersion := declaredLayout(head)
	t.declared = at >= 0 || isVersion
	switch {
	case at >= 0:
		rows = rows[at+1:]
		t.layout, t.problem, t.advice, t.header = named.settle(rows), named.problem, named.advice, lines[at]
	case isVersion:
		t.layout = version
	case areRowsNamed(rows):
		t.problem, t.advice = "the rows are named instead of the columns", "write each token in a row of its own"
	default:
		t.layout = layoutOf(rows)
	}
	t.decideEncoding(rows, encoding, named.encoding)
	return t
}

// decideEncoding takes the encoding that the user or else the header says, or detects it.
func (t *table) decideEncoding(rows [][][]byte, said, named profiles.Encoding) {
	var secrets []string
	for _, row := range rows {
		c, _ := t.layout.cells(row)
		text, _ := cell(string(c[secretRole]))
		if couldBeSecret(text, t.separator) || isTypeWord(c[typeRole]) {
			t.secrets++
		}
		if text != "" && !isOtherKind(c[typeRole]) {
			secrets = append(secrets, text)
		}
	}
	t.rows = len(rows)
	switch {
	case said != "":
		t.encoding = said
	case named != "":
		t.encoding = named
	default:
		t.encoding, t.ambiguous = profiles.DetectEncoding(slices.Values(secrets))
		t.detected = t.encoding != ""
	}
	if t.ambiguous && t.layout.secrets != "" {
		t.encoding = t.layout.secrets
	}
	if t.encoding == "" {
		t.encoding = profiles.Hex
	}
}

// isRecognised reports whether the rows are those of a seed file: a header or a comment says so,
// or a secret is where the layout has it. Any text has words that are separated by blanks, so
// most rows must then have one.
func (t *table) isRecognised() bool {
	if t.separator == blank && t.secrets*2 < t.rows {
		return false
	}
	return t.declared || t.secrets > 0 && t.problem == ""
}

// contentLines returns the lines at the beginning of a file that are neither blank nor comments.
// The last line of head is left out if the file goes on, since it may be cut off.
func contentLines(head []byte, whole bool) (lines [][]byte) {
	if end := bytes.LastIndexByte(head, '\n'); !whole && end >= 0 {
		head = head[:end]
	}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n"+dosEnd)
		if _, isDeclaration := declaredSeparator(line); !isDeclaration && !isEmptyRow(line) && !isComment(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// isEmptyRow reports whether a row has no content. Spreadsheets write such rows as separators.
func isEmptyRow(line []byte) bool { return len(bytes.TrimLeft(line, ",; \t")) == 0 }

func isComment(line []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("#")) }

// rows splits lines. A malformed line becomes an empty row. In a header between blanks, words
// that make one name are one column.
func (s separator) rows(lines [][]byte) [][][]byte {
	rows := make([][][]byte, len(lines))
	for i, line := range lines {
		columns, ok := s.split(nil, bytes.Clone(line))
		if !ok {
			columns = [][]byte{nil}
		}
		if s == blank {
			if names := joinNames(columns); isHeader(names) {
				columns = names
			}
		}
		rows[i] = columns
	}
	return rows
}

// separatorOf returns the separator with which most rows have a secret after the first column,
// or which makes the first row a header.
func separatorOf(lines [][]byte) separator {
	best, most := comma, 0
	for _, s := range []separator{comma, semicolon, tab, blank} {
		if score := s.score(lines); score > most {
			best, most = s, score
		}
	}
	if most == 0 && len(lines) > 0 && bytes.IndexByte(lines[0], ',') < 0 && bytes.IndexByte(lines[0], ';') >= 0 {
		return semicolon
	}
	return best
}

func (s separator) score(lines [][]byte) (score int) {
	const certain, possible = 10, 1
	rows := s.rows(lines)
	if _, at := headerIn(rows); at >= 0 {
		score += certain
	}
	for _, row := range rows {
		for _, column := range row[1:] {
			switch text, _ := cell(string(column)); {
			case mask.LooksSecret(text):
				score += certain
			case couldBeSecret(text, s):
				score += possible
			}
		}
	}
	return score
}

// couldBeSecret reports whether a column may hold a secret. Between blanks, where any word could
// be one, only those that look like secrets count.
func couldBeSecret(text string, s separator) bool {
	if mask.LooksSecret(text) {
		return true
	}
	_, notHex := hex.DecodeString(text)
	return s != blank && text != "" && notHex == nil
}

// declaredLayout returns the layout that a comment declares with a version (observed:
// privacyIDEA).
func declaredLayout(head []byte) (l *layout, is bool) {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		switch version, is := versionOf(line); {
		case is && version == 2:
			return ownersLayout, true
		case is, len(line) > 0 && line[0] != '#':
			return nil, false
		}
	}
	return nil, false
}

// versionOf returns the version in a comment such as "# version: 2".
func versionOf(line []byte) (version int, is bool) {
	text, isComment := bytes.CutPrefix(line, []byte("#"))
	name, value, _ := bytes.Cut(bytes.TrimLeft(text, "#"), []byte(":"))
	version, err := strconv.Atoi(string(bytes.TrimSpace(value)))
	return version, isComment && err == nil && bytes.EqualFold(bytes.TrimSpace(name), []byte("version"))
}

// name describes the table for people.
func (t *table) name() string {
	name := t.layout.name
	if t.encoding != profiles.Hex {
		name += ", secrets in " + string(t.encoding)
	}
	if t.separator != comma {
		name += ", separated by " + t.separator.String()
	}
	return name
}

// order describes the columns, for errors.
func (t *table) order() string {
	if t.header != nil {
		return "those that the header names"
	}
	if t.layout == oathLayout {
		return columnOrder
	}
	return "those of " + t.layout.name
}
