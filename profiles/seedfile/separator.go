package seedfile

import (
	"bytes"
	"strings"
)

// separator separates the columns of a table. A blank stands for any number of spaces and tabs.
type separator byte

const (
	comma     separator = ','
	semicolon separator = ';'
	tab       separator = '\t'
	blank     separator = ' '
)

// String returns the separator's name for messages.
func (s separator) String() string {
	switch s {
	case semicolon:
		return "semicolons"
	case tab:
		return "tabs"
	case blank:
		return "blanks"
	}
	return "commas"
}

// one returns the name of a single separator.
func (s separator) one() string { return "a " + strings.TrimSuffix(s.String(), "s") }

// spaces returns the characters around a column that are not part of it.
func (s separator) spaces() string {
	if s == tab {
		return " "
	}
	return " \t"
}

// split splits a line at its separators and appends the columns, without surrounding spaces, to
// columns. Unquoting overwrites the bytes of the line. ok is false if a quoted column is
// malformed.
func (s separator) split(columns [][]byte, line []byte) (all [][]byte, ok bool) {
	line = bytes.Trim(line, s.spaces())
	for {
		column, rest, ok := s.first(line)
		if !ok {
			return columns, false
		}
		columns = append(columns, column)
		if len(rest) == 0 {
			return columns, true
		}
		line = bytes.TrimLeft(rest[1:], s.spaces())
	}
}

// first returns the first column of a line and the rest, which is empty or begins with the
// separator.
func (s separator) first(line []byte) (column, rest []byte, ok bool) {
	if len(line) > 0 && line[0] == '"' {
		column, rest, closed := unquote(line[1:])
		if s != blank {
			rest = bytes.TrimLeft(rest, s.spaces())
		}
		return column, rest, closed && (len(rest) == 0 || s.begins(rest))
	}
	end := bytes.IndexByte(line, byte(s))
	if s == blank {
		end = bytes.IndexAny(line, s.spaces())
	}
	if end < 0 {
		end = len(line)
	}
	return bytes.TrimRight(line[:end], s.spaces()), line[end:], true
}

func (s separator) begins(text []byte) bool {
	return text[0] == byte(s) || s == blank && text[0] == '\t'
}

// unquote reads up to the quote that closes a column. Two quotes stand for one (RFC 4180,
// section 2).
func unquote(text []byte) (column, rest []byte, closed bool) {
	column = text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			if i+1 == len(text) || text[i+1] != '"' {
				return column, text[i+1:], true
			}
			i++
		}
		column = append(column, text[i])
	}
	return nil, nil, false
}

// declaredSeparator returns the separator that a line declares for spreadsheets, such as sep=;
// (with a tab too).
func declaredSeparator(line []byte) (s separator, is bool) {
	const prefix = "sep="
	if len(line) != len(prefix)+1 || !bytes.EqualFold(line[:len(prefix)], []byte(prefix)) {
		return 0, false
	}
	switch s := separator(line[len(prefix)]); s {
	case comma, semicolon, tab:
		return s, true
	}
	return 0, false
}
