package seedfile

import (
	"errors"
	"io"
	"strings"
)

// ldifLine is one logical line of an LDIF file: a line with its continuation lines.
type ldifLine struct {
	text   string
	number int  // of its first line, from 1
	cut    bool // the file ends here, without a line ending
}

// ldif reads the logical lines of an LDIF file (RFC 2849): a line that begins with a space
// continues the previous one.
type ldif struct {
	lines   lines
	started bool
	ahead   ldifLine // the line that next returns
	err     error    // returned instead of ahead
}

// next returns the next logical line, or io.EOF after the last.
func (l *ldif) next() (ldifLine, error) {
	if !l.started {
		l.started = true
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

// continues reports whether the next line continues the last one. A line that begins with the
// name of a field does not: some files have all lines indented.
func continues(last, next string) bool {
	return strings.HasPrefix(next, " ") && !isBlankLine(last) && !isBlankLine(next) &&
		!isSafeWordField(strings.ToLower(trimBlanks(next)))
}

// entryEnds reports, after a line, whether its entry is complete: a blank line, another dn or
// the end of the file follows.
func (l *ldif) entryEnds() bool {
	if l.err != nil {
		return errors.Is(l.err, io.EOF)
	}
	name, _, _ := strings.Cut(l.ahead.text, ":")
	return isBlankLine(l.ahead.text) || strings.EqualFold(trimBlanks(name), "dn")
}

func isBlankLine(text string) bool { return trimBlanks(text) == "" }

func trimBlanks(text string) string { return strings.Trim(text, " \t") }
