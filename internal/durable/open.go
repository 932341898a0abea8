package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// OpenFile opens a file that is written as time goes on, or creates it with the mode
// given. A pipe or a device is opened as it is, and a symbolic link is an
// [IrregularError].
func OpenFile(path string, mode fs.FileMode) (*os.File, error) {
	before, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) // which follows no link either
	case err != nil:
		return nil, err
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, &IrregularError{Path: path, Mode: before.Mode()}
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err == nil && !os.SameFile(before, after) {
		err = fmt.Errorf("%s %w", path, ErrReplaced)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
