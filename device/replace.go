package device

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
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
	} else {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return &StateError{Problem: fmt.Sprintf("the counter cannot be saved, so no code is shown: %v", err), Advice: elsewhere}
	}
	return nil
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

// makeFolder makes a folder, and those above it, durably: a new folder that a
// power cut takes away takes its counter with it.
func makeFolder(path string) error {
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(path)
	if err := makeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncFolder(above); !errors.Is(err, fs.ErrPermission) { // it may be writable, and yet not readable
		return err
	}
	return nil
}

// syncFolder makes what was made or renamed in a folder durable. Windows has no
// such call, and some file systems do not offer it.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	if closing := folder.Close(); err == nil {
		err = closing
	}
	return err
}
