package seedfile

import (
	"errors"
	"io"
	"strings"
)

// ldifLine is one line of an LDIF file, with what continued it.
type ldifLine struct {
	text   string
	number int  // of its first line
	cut    bool // the file ends in it, without an end of line
}

// ldif gives the lines of LDIF (RFC 2849): what begins with a blank continues the line
// before.
type ldif struct {
	lines lines
	begun bool
	ahead ldifLine // what next gives
	err   error    // instead of ahead
}

// next gives one line; io.EOF after the last.
func (l *ldif) next() (ldifLine, error) {
	if !l.begun {
		l.begun = true
		l.read()
	}
	if l.err != nil {
		return ldifLine{}, l.err
	}
	line := l.ahead
	l.read()
	if l.err != nil || !continues(line.text, l.ahead.text) {
		return line, nil
	}
	var whole strings.Builder
	whole.WriteString(line.text)
	for ; l.err == nil && continues(line.text, l.ahead.text); l.read() {
		whole.WriteString(l.ahead.text[1:])
		line.cut = l.ahead.cut
		if whole.Len() > maxLine {
			return ldifLine{}, broken(line.number, "", "the line and its continuation lines are longer than %d KiB: is it the right file?", maxLine>>10)
		}
	}
	line.text = whole.String()
	return line, nil
}

func (l *ldif) read() {
	text, err := l.lines.next()
	l.err = err
	l.ahead = ldifLine{text: string(text), number: l.lines.number, cut: l.lines.cut}
}

// continues tells whether the next line belongs to the last. One that begins with the
// name of a field does not: there are files with all lines indented.
func continues(last, next string) bool {
	return strings.HasPrefix(next, " ") && !isBlankLine(last) && !isBlankLine(next) &&
		!isSafeWordField(strings.ToLower(trimBlanks(next)))
}

// entryEnds tells, after a line, that what follows is no more of its entry: a blank
// line, the next dn, or the end of the file.
func (l *ldif) entryEnds() bool {
	if l.err != nil {
		return errors.Is(l.err, io.EOF)
	}
	name, _, _ := strings.Cut(l.ahead.text, ":")
	return isBlankLine(l.ahead.text) || strings.EqualFold(trimBlanks(name), "dn")
}

func isBlankLine(text string) bool { return trimBlanks(text) == "" }

func trimBlanks(text string) string { return strings.Trim(text, " \t") }
