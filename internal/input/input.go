// Package input opens and reads the files that users name, of which "-" is standard input.
package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Stdin is what errors call standard input.
const Stdin = "standard input"

// Input is an open file or standard input.
type Input struct {
	io.Reader
	Name string      // for errors: the path, or [Stdin]
	Info fs.FileInfo // of the file; nil for standard input

	file *os.File // nil for standard input
}

// Open opens a file or, if name is "-", stdin, which may be nil if there is none.
func Open(name string, stdin io.Reader) (*Input, error) {
	if name == "-" {
		if stdin == nil {
			return nil, errors.New("standard input is not available")
		}
		return &Input{Reader: stdin, Name: Stdin}, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Input{Reader: file, Name: name, Info: info, file: file}, nil
}

// Close closes the file. It leaves standard input open.
func (in *Input) Close() error {
	if in.file == nil {
		return nil
	}
	return in.file.Close()
}

// ReadFile reads a file or, if name is "-", stdin. If it has more than limit bytes, that is an
// error: it is probably the wrong file.
func ReadFile(name string, stdin io.Reader, limit int64) ([]byte, error) {
	in, err := Open(name, stdin)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // opened only for reading
	return ReadAll(in, in.Name, limit)
}

// ReadAll reads all of r, of at most limit bytes. name is for errors.
func ReadAll(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes: is it the right file?", name, limit)
	}
	return data, nil
}
