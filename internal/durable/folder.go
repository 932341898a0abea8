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

// Folder is an open folder. It accesses its files through a handle, and so keeps working
// on the same folder if that is moved; [Folder.Check] reports the move.
type Folder struct {
	root *os.Root
	path string
	info fs.FileInfo

	inherits bool // files that root creates in it belong to the folder's owner
}

// OpenFolder opens a folder. It follows symbolic links in the path. If the folder does not
// exist, the error is [fs.ErrNotExist].
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

// MakeFolder opens a folder. If the folder does not exist, MakeFolder creates it and its
// missing parents with mode 0700, durably: a folder lost in a power failure would take its
// files with it. What root creates, the folders and later the files in them, belongs to
// the owner of the parent folder, because files owned by root would lock that user out.
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
		return fmt.Errorf("the folder name is empty: %w", fs.ErrNotExist)
	}
	path = filepath.Clean(path)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parent := filepath.Dir(path)
	if parent == path { // "." in a removed folder, or a drive that does not exist
		return fmt.Errorf("%s does not exist: %w", path, fs.ErrNotExist)
	}
	if err := makeFolder(parent); err != nil {
		return err
	}
	folder, err := OpenFolder(parent)
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // nothing was written through it
	folder.inherits = true
	name := filepath.Base(path)
	if err := folder.root.Mkdir(name, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) { // another process has just created it
			return nil
		}
		return err
	}
	if owner, ok := folder.newOwner(); ok {
		if err := folder.root.Lchown(name, owner.user, owner.group); err != nil {
			return err
		}
	}
	if err := folder.Sync(); !errors.Is(err, fs.ErrPermission) { // the folder may be writable but not readable
		return err
	}
	return nil
}

// Close closes the handle.
func (f *Folder) Close() error { return f.root.Close() }

// Path returns the path of a file in the folder.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, name) }

// Check returns [ErrReplaced] if the folder's path no longer leads to this folder.
func (f *Folder) Check() error {
	now, err := os.Stat(f.path)
	if err != nil || !os.SameFile(now, f.info) {
		return fmt.Errorf("the folder %s %w", f.path, ErrReplaced)
	}
	return nil
}

// ErrReplaced is the error for a file or folder that is no longer the one that was opened.
var ErrReplaced = errors.New("has been removed or replaced in the meantime")

// Open opens a regular file for reading. The error is an [*IrregularError] for a symbolic
// link and anything else that is not a regular file.
func (f *Folder) Open(name string) (*os.File, error) { return f.open(name, os.O_RDONLY) }

// openWritable is Open for a lock: NFS cannot lock a file opened read-only.
func (f *Folder) openWritable(name string) (*os.File, error) { return f.open(name, os.O_RDWR) }

func (f *Folder) open(name string, flag int) (*os.File, error) {
	// The file may be replaced between Lstat and OpenFile, several times in a row under
	// load, but a hundred times in a row is not load.
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
				continue // Lstat reports it
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

// Read reads a regular file of at most limit bytes. From a longer file it returns limit+1
// bytes, so that the caller can detect it.
func (f *Folder) Read(name string, limit int64) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	return io.ReadAll(io.LimitReader(file, limit+1))
}

// Version returns a comparable value that changes when a file is replaced. It is nil if the
// file cannot be examined.
func (f *Folder) Version(name string) any {
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil
	}
	return version{info.ModTime().UnixNano(), info.Size()}
}

type version struct{ modified, size int64 }

// Remove removes a file durably. If the file does not exist, Remove returns nil.
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

// RemoveAll removes files durably, in order, and returns how many it has removed: it ends at
// the first that it cannot remove. If a file does not exist, the error is [fs.ErrNotExist].
func (f *Folder) RemoveAll(names []string) (removed int, err error) {
	for _, name := range names {
		if err = f.remove(name); err != nil {
			err = f.located(name, err)
			break
		}
		removed++
	}
	if removed > 0 {
		err = errors.Join(err, f.Sync())
	}
	return removed, err
}

// Sync makes the creation, renaming and removal of files in the folder durable. It does
// nothing on Windows, which has no such call, and on file systems that do not support it.
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

// regular returns an [*IrregularError] for anything that is not a regular file.
func (f *Folder) regular(name string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &IrregularError{Path: f.Path(name), Mode: info.Mode()}
}

// located replaces the file name in a [*fs.PathError] with the full path.
func (f *Folder) located(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: at.Op, Path: f.Path(name), Err: at.Err}
	}
	return err
}

// IrregularError is the error for a symbolic link, a folder, a pipe or a device where a
// regular file is expected. A link is not followed: replacing the link would leave the
// file it points to with the old contents.
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
