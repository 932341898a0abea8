package profiles

import (
	"fmt"
	"io"
	"os"
)

// maxSize is more than a hundred times a full profile, in bytes. It keeps a wrong file from
// being read whole.
const maxSize = 64 << 10

// readLimited reads a file of up to limit bytes, which may be a pipe.
func readLimited(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	return readAtMost(file, path, limit)
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
