package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// OpenFile opens a file for incremental writing and creates it with the given mode if it
// does not exist. A pipe or a device is opened even through a symbolic link. For a link to
// anything else the error is an [*IrregularError].
func OpenFile(path string, mode fs.FileMode) (*os.File, error) {
	if isStream(path) {
		return os.OpenFile(path, os.O_WRONLY, 0)
	}
	before, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) // O_EXCL follows no link either
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

// isStream reports whether a path leads to a pipe, socket or device, which has no contents
// to replace. It follows links, because /dev/stdout and the shell's >(…) are links.
func isStream(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice|fs.ModeCharDevice|fs.ModeSocket) != 0
}
