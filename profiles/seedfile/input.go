package seedfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"etokenpass/internal/qrscan"
)

// MaxSize is the maximum size of a seed file in bytes, after decompression: enough for ten
// million tokens in most formats. It stops a small compressed file that expands without end.
const MaxSize = 2 << 30

// peek is the number of bytes that format detection examines.
const peek = 32 << 10

// openInput returns the text of a file in UTF-8: decompressed if it is gzip, without a byte
// order mark, and decoded if it is UTF-16, as some systems export, or in a Windows code page,
// about which notice is called. Reading more than most bytes is an error.
func openInput(r io.Reader, most int64, notice func(text string)) (*bufio.Reader, error) {
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
	head, err := in.Peek(unicodeSample)
	switch {
	case len(head) == 0 && errors.Is(err, io.EOF):
		return nil, broken(0, "", "the file is empty")
	case len(head) == 0:
		return nil, err
	case qrscan.Kind(head) != "":
		return in, nil
	}
	if order, is := utf16Order(head); is {
		decoder := unicode.UTF16(order, unicode.UseBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(in, decoder), 64<<10), nil
	}
	switch {
	case bytes.HasPrefix(head, []byte("\ufeff")):
		_, _ = in.Discard(len("\ufeff")) // it is buffered
		return in, nil
	case bytes.HasPrefix(bytes.TrimLeft(head, xmlSpace), []byte("<")): // XML declares its encoding
		return in, nil
	}
	return bufio.NewReaderSize(&legacyReader{in: in, found: func(charset string) { notice(charsetNotice(charset)) }}, 64<<10), nil
}

// unicodeSample is the number of bytes that tell UTF-16 from other text.
const unicodeSample = 64

// utf16Order returns the byte order of a text in UTF-16 that begins with head. Without a byte
// order mark, the zero bytes beside ASCII characters show it.
func utf16Order(head []byte) (order unicode.Endianness, is bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.BigEndian, true
	}
	zeros := [2]int{} // at even and at odd positions
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	const oneIn = 4 // at least one character in four is ASCII
	switch {
	case zeros[0] == 0 && zeros[1]*oneIn*2 >= len(head) && zeros[1] > 0:
		return unicode.LittleEndian, true
	case zeros[1] == 0 && zeros[0]*oneIn*2 >= len(head) && zeros[0] > 0:
		return unicode.BigEndian, true
	}
	return false, false
}

// A compressed file may expand to maxExpansion times its size, plus freeExpansion bytes. Tokens
// have random secrets, so a batch expands ten to twenty times.
const (
	maxExpansion  = 200
	freeExpansion = 4 << 20
)

// counted counts the bytes read from a compressed file. It has ReadByte so that gzip does not
// buffer, and bytes are counted only when they are used.
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

// expanding fails when a compressed file expands more than any batch of tokens does.
type expanding struct {
	r      io.Reader
	packed *counted
	size   int64 // bytes decompressed so far
}

func (e *expanding) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.size += int64(n)
	if e.size > freeExpansion+maxExpansion*e.packed.read {
		return n, broken(0, "if it is the right file, decompress it first", "expands to more than %d times its size when decompressed: no batch of tokens does", maxExpansion)
	}
	return n, err
}

// limited fails when a file is too large, unlike io.LimitReader, which would truncate it
// silently.
type limited struct {
	r    io.Reader
	most int64
	left int64 // starts at most+1, to detect that the file continues
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, broken(0, "split it", "larger than %d MiB", l.most>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
