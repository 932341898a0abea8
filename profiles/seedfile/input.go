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
		unpacked, err := gzip.NewReader(in)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, broken(0, "", "looks like gzip, and is not: %v", err)
		}
		in = bufio.NewReaderSize(unpacked, 64<<10)
	}
	in = bufio.NewReaderSize(&limited{r: in, most: most, left: most + 1}, 64<<10)
	mark, err := in.Peek(3)
	switch {
	case len(mark) == 0 && errors.Is(err, io.EOF):
		return nil, broken(0, "", "is empty")
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

// limited ends a file that is too large with an error, where io.LimitReader would cut
// it off without a word.
type limited struct {
	r    io.Reader
	most int64
	left int64 // one more than most, to see that the file goes on
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, broken(0, "split it", "is larger than %d MiB", l.most>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
