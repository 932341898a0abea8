package profiles

import (
	"os"

	"etokenpass/internal/input"
)

// maxSize is the size limit of a profile in bytes, more than a hundred times that of a
// complete one. It prevents reading all of a large file given by mistake.
const maxSize = 64 << 10

// readProfile reads a file or a pipe of at most maxSize bytes.
func readProfile(path string) ([]byte, error) {
	file, err := os.Open(path) // not input.Open: a path in the profile folder is never standard input
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened only for reading
	return input.ReadAll(file, path, maxSize)
}
