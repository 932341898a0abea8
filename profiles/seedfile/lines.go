package seedfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// maxLine is the maximum length of a line in bytes, more than ten times what any format needs.
const maxLine = 64 << 10

// lines reads a text file line by line, without copying.
type lines struct {
	in     *bufio.Reader // with a buffer of at least maxLine bytes
	number int           // of the last line read, from 1
	cut    bool          // the last line read has no line ending: the file ends there

	idle, idleBytes int // consecutive blank lines and comments, and their bytes
}

// Reading stops after this many consecutive blank lines and comments, or bytes of them.
const (
	maxIdleLines = 100_000
	maxIdleBytes = 1_000_000
)

// lastLineWarning is the warning for a token on a last line that may be truncated.
const lastLineWarning = "on the last line, which has no line ending: is the file truncated?"

// dosEnd is the character that DOS programs put at the end of a text file.
const dosEnd = "\x1a"

// next returns the next line without its line ending, or io.EOF after the last. The bytes are
// valid until the next call.
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

// count returns an error if too many blank lines and comments follow each other.
func (l *lines) count(line []byte) error {
	if !isEmptyRow(line) && !isComment(line) {
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
