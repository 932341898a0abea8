package seedfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// maxLine is more than ten times the longest line that makes sense in any format.
const maxLine = 64 << 10

// lines gives the lines of a text file, one at a time, without copying.
type lines struct {
	in     *bufio.Reader // of at least maxLine
	number int           // of the last line, from 1
	cut    bool          // the last line has no end: the file ends in it

	idle, idleBytes int // blank lines and comments since another line
}

// After so many lines, or bytes of them, that say nothing, a file is not read on.
const (
	maxIdleLines = 100_000
	maxIdleBytes = 1_000_000
)

// lastLineWarning is for a token in a last line that may have been longer.
const lastLineWarning = "on the last line, which has no line ending: is the file truncated?"

// dosEnd is the character that DOS puts at the end of a text.
const dosEnd = "\x1a"

// next gives a line without its end; io.EOF after the last. The bytes are good until
// the next call.
func (l *lines) next() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	if errors.Is(err, io.EOF) && len(line) == 0 {
		return nil, io.EOF
	}
	l.number++
	l.cut = err != nil
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, broken(l.number, "", "the line is longer than %d KiB: is it the right file?", maxLine>>10)
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case bytes.IndexByte(line, 0) >= 0 || !utf8.Valid(line):
		return nil, broken(l.number, "", "not UTF-8 text: is it the right file, or is it encrypted?")
	}
	if l.cut {
		if line = bytes.TrimSuffix(line, []byte(dosEnd)); len(line) == 0 {
			return nil, io.EOF
		}
	}
	line = bytes.TrimRight(line, "\r\n")
	if bytes.IndexByte(line, '\r') >= 0 {
		return nil, broken(l.number, "", "lines end in CR alone: must end in LF or CRLF")
	}
	return line, l.count(line)
}

// count sees that a file with nothing but blank lines and comments comes to an end.
func (l *lines) count(line []byte) error {
	said := bytes.TrimLeft(line, ", \t")
	if len(said) > 0 && said[0] != '#' {
		l.idle, l.idleBytes = 0, 0
		return nil
	}
	l.idle++
	l.idleBytes += len(line)
	if l.idle > maxIdleLines || l.idleBytes > maxIdleBytes {
		return broken(l.number, "", "%d lines without a token: is it the right file?", l.idle)
	}
	return nil
}
