package seedfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MaxSize is how many bytes of a file are read, after decompression: enough for ten
// million tokens in most formats, and an end to a small file that never ends.
const MaxSize = 2 << 30

// peek is how much of a file is looked at to recognise it.
const peek = 32 << 10

// openInput gives the text of a file in UTF-8: what is compressed, decompressed;
// a byte order mark taken off; UTF-16 with a mark, as some systems export, decoded.
// More than so many bytes are an error.
func openInput(r io.Reader, most int64) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		packed := &counted{r: in}
		unpacked, err := gzip.NewReader(packed)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, broken(0, "", "looks like gzip, but is not: %v", err)
		}
		in = bufio.NewReaderSize(&expanding{r: unpacked, packed: packed}, 64<<10)
	}
	in = bufio.NewReaderSize(&limited{r: in, most: most, left: most + 1}, 64<<10)
	mark, err := in.Peek(3)
	switch {
	case len(mark) == 0 && errors.Is(err, io.EOF):
		return nil, broken(0, "", "the file is empty")
	case len(mark) == 0:
		return nil, err
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}), bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		in = bufio.NewReaderSize(transform.NewReader(in, decoder), 64<<10)
	case bytes.HasPrefix(mark, []byte("\ufeff")):
		_, _ = in.Discard(len(mark)) // it is in the buffer
	}
	return in, nil // what ends the file early is told when it is read
}

// A compressed file may become so many times as large, and so much larger. Tokens have
// random secrets, so that a batch becomes ten times as large, or twenty.
const (
	maxExpansion  = 200
	freeExpansion = 4 << 20
)

// counted counts what is read of a compressed file. It reads byte by byte where gzip asks
// for it, so that nothing is counted before it is used.
type counted struct {
	r    *bufio.Reader
	read int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	return n, err
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.read++
	}
	return b, err
}

// expanding ends a compressed file that is larger than any batch of its size.
type expanding struct {
	r      io.Reader
	packed *counted
	given  int64
}

func (e *expanding) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.given += int64(n)
	if e.given > freeExpansion+maxExpansion*e.packed.read {
		return n, broken(0, "if it is the right file, decompress it first", "expands to more than %d times its size when decompressed: no batch of tokens does", maxExpansion)
	}
	return n, err
}

// limited ends a file that is too large with an error, where io.LimitReader would cut
// it off without a word.
type limited struct {
	r    io.Reader
	most int64
	left int64 // one more than most, to see that the file goes on
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, broken(0, "split it", "larger than %d MiB", l.most>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
