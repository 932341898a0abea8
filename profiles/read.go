package profiles

import (
	"fmt"
	"io"
	"os"
)

// maxSize is the size limit of a profile in bytes, more than a hundred times that of a
// complete one. It prevents reading all of a large file given by mistake.
const maxSize = 64 << 10

// readProfile reads a file or a pipe of at most maxSize bytes.
func readProfile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened only for reading
	return readAtMost(file, path, maxSize)
}

func readAtMost(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes: is it the right file?", name, limit)
	}
	return data, nil
}
