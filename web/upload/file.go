package upload

import (
	"bufio"
	"errors"
	"io"
	"net/http"

	"etokenpass/web"
)

// File is a file that a client has sent. What cannot be read of it is not an end of the file but a
// problem; see [File.Failed].
type File struct {
	io.Reader        // all of it
	Head      []byte // its first bytes, as many as were asked for or all that there are

	keys   keys
	source *notedReader
}

// MaxFile is the size of a file, in bytes, that servers accept.
const MaxFile = 64 << 20

// Open opens the file in a body. It reads no more of it into memory than the head.
func Open(body io.Reader, head int) *File {
	source := &notedReader{from: body}
	in := bufio.NewReaderSize(source, max(head, 4096))
	first, _ := in.Peek(head) // what cannot be read is noted
	return &File{Reader: in, Head: first, source: source}
}

// Failed returns the problem with a body that could not be read, or nil. The error of a parser of
// the file only repeats it.
func (f *File) Failed() error { return f.source.failed }

// notedReader notes the problem with a body that cannot be read.
type notedReader struct {
	from   io.Reader
	failed error
}

func (r *notedReader) Read(data []byte) (int, error) {
	n, err := r.from.Read(data)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = web.NewProblem(http.StatusBadRequest, "the body cannot be read", "")
		if problem := web.BodyProblem(err); problem != nil {
			r.failed = problem
		}
	}
	return n, err
}
