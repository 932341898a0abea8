package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// OpenFile opens a file that is written as time goes on, or creates it with the mode
// given. A pipe or a device is opened as it is, and a symbolic link to anything else is an
// [IrregularError].
func OpenFile(path string, mode fs.FileMode) (*os.File, error) {
	if isStream(path) {
		return os.OpenFile(path, os.O_WRONLY, 0)
	}
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

// isStream reports whether a path leads to a pipe or a device, which holds nothing that
// could be replaced: also through links, as /dev/stdout and the shell's >(…) do.
func isStream(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice|fs.ModeCharDevice|fs.ModeSocket) != 0
}
