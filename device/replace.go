package device

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// replaceFile puts new contents in place of a file: either the old or the new
// ones are there, whatever happens meanwhile, and the new ones are durable once
// it returns. The temporary file has one name: the caller holds the lock, so
// nobody else uses it, and what a killed process left is overwritten.
func replaceFile(path string, data []byte) error {
	temporary := path + ".tmp"
	err := writeDurably(temporary, data)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		_ = os.Remove(temporary) // it may not be there; the error that counts is err
		return unwritable(err)
	}
	return syncFolder(filepath.Dir(path))
}

func writeDurably(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

// syncFolder makes a rename durable. Windows has no such call for folders.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return unwritable(err)
	}
	err = folder.Sync()
	if closing := folder.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}

func unwritable(err error) error {
	return &StateError{Problem: fmt.Sprintf("the counter cannot be saved, so no code is shown: %v", err), Advice: elsewhere}
}
