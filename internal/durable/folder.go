package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Folder is an open folder. Its files are found through the handle, so that they stay
// the same ones if the folder is moved; [Folder.Check] reports that it was.
type Folder struct {
	root *os.Root
	path string
	info fs.FileInfo

	inherits bool // what root creates in it belongs to its owner
}

// OpenFolder opens a folder. Links on the way to it are followed. The error is
// [fs.ErrNotExist] if there is none.
func OpenFolder(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(".")
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Folder{root: root, path: path, info: info}, nil
}

// MakeFolder opens a folder and creates it, with those above it, if it does not exist:
// durably, as a new folder that a power cut removes takes its files with it. New folders
// have mode 0700. What root creates, in the folder and above it, belongs to the owner of
// the folder above: root's own files would lock the owner out.
func MakeFolder(path string) (*Folder, error) {
	if err := makeFolder(path); err != nil {
		return nil, err
	}
	folder, err := OpenFolder(path)
	if err != nil {
		return nil, err
	}
	folder.inherits = true
	return folder, nil
}

func makeFolder(path string) error {
	if path == "" {
		return fmt.Errorf("the folder's name is empty: %w", fs.ErrNotExist)
	}
	path = filepath.Clean(path)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(path)
	if above == path { // "." in a folder that was removed, a drive that is not there
		return fmt.Errorf("%s does not exist: %w", path, fs.ErrNotExist)
	}
	if err := makeFolder(above); err != nil {
		return err
	}
	folder, err := OpenFolder(above)
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // nothing was written through it
	folder.inherits = true
	name := filepath.Base(path)
	if err := folder.root.Mkdir(name, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) { // another process was faster
			return nil
		}
		return err
	}
	if owner, ok := folder.heir(); ok {
		if err := folder.root.Lchown(name, owner.user, owner.group); err != nil {
			return err
		}
	}
	if err := folder.Sync(); !errors.Is(err, fs.ErrPermission) { // it may be writable, and yet not readable
		return err
	}
	return nil
}

// Close closes the handle.
func (f *Folder) Close() error { return f.root.Close() }

// Path is where a file of the folder is.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, name) }

// Check reports as [ErrReplaced] that the folder's path names another folder by now, or
// none.
func (f *Folder) Check() error {
	now, err := os.Stat(f.path)
	if err != nil || !os.SameFile(now, f.info) {
		return fmt.Errorf("the folder %s %w", f.path, ErrReplaced)
	}
	return nil
}

// ErrReplaced is the error for a file or folder that is not the one any more that was
// opened.
var ErrReplaced = errors.New("has been removed or replaced in the meantime")

// Open opens a regular file for reading. A symbolic link and everything else that is not
// a regular file is an [IrregularError].
func (f *Folder) Open(name string) (*os.File, error) { return f.open(name, os.O_RDONLY) }

// openWritable is Open for a lock: NFS locks no file that is only read.
func (f *Folder) openWritable(name string) (*os.File, error) { return f.open(name, os.O_RDWR) }

func (f *Folder) open(name string, flag int) (*os.File, error) {
	// The file may be replaced between the look and the opening, again and again under
	// load; that many times in a row is not load.
	for range 100 {
		info, err := f.root.Lstat(name)
		if err != nil {
			return nil, f.located(name, err)
		}
		if err := f.regular(name, info); err != nil {
			return nil, err
		}
		file, err := f.root.OpenFile(name, flag, 0)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				continue // the next look reports it
			}
			return nil, f.located(name, err)
		}
		opened, err := file.Stat()
		if err == nil && os.SameFile(info, opened) {
			return file, nil
		}
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, f.located(name, err)
		}
	}
	return nil, fmt.Errorf("%s %w, repeatedly", f.Path(name), ErrReplaced)
}

// Read reads a regular file of at most so many bytes. A longer one is cut off after one
// more, so that the caller can see that it is longer.
func (f *Folder) Read(name string, most int64) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	return io.ReadAll(io.LimitReader(file, most+1))
}

// Version is a comparable value that changes when a file is replaced.
func (f *Folder) Version(name string) any {
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil
	}
	return version{info.ModTime().UnixNano(), info.Size()}
}

type version struct{ modified, size int64 }

// Remove removes a file durably. A file that does not exist is no error.
func (f *Folder) Remove(name string) error {
	err := f.remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.located(name, err)
	}
	return f.Sync()
}

// Sync makes durable what was created, renamed and removed in the folder. Windows has no
// such call, and some file systems do not offer it.
func (f *Folder) Sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	handle, err := f.root.Open(".")
	if err != nil {
		return err
	}
	err = handle.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	if closing := handle.Close(); err == nil {
		err = closing
	}
	return err
}

// regular returns an [IrregularError] for what is not a regular file.
func (f *Folder) regular(name string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &IrregularError{Path: f.Path(name), Mode: info.Mode()}
}

// located puts the whole path into an error that has the name alone.
func (f *Folder) located(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: at.Op, Path: f.Path(name), Err: at.Err}
	}
	return err
}

// IrregularError is the error for a symbolic link, a folder, a pipe or a device in the
// place of a regular file. A link is not followed: replacing it would leave the file that
// it points to behind, with the old contents under another name.
type IrregularError struct {
	Path string
	Mode fs.FileMode
}

func (e *IrregularError) Error() string {
	switch {
	case e.Mode&fs.ModeSymlink != 0:
		return fmt.Sprintf("%s is a symbolic link: refused, because the file it points to would not be updated", e.Path)
	case e.Mode.IsDir():
		return fmt.Sprintf("%s is a folder: must be a regular file", e.Path)
	}
	return fmt.Sprintf("%s is not a regular file", e.Path)
}
