//go:build unix

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// locksCurrent is true because locks are advisory: a locked file can be read and replaced.
const locksCurrent = true

const locksFolders = true

func tryLock(file *os.File) (bool, error) {
	err := flock(file, unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func waitLock(file *os.File) error { return flock(file, unix.LOCK_EX) }

func flock(file *os.File, how int) error {
	for {
		err := unix.Flock(int(file.Fd()), how)
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("flock", err)
		}
	}
}

// isUnlockable reports whether an error means that the file system cannot lock the file.
func isUnlockable(err error) bool {
	return errors.Is(err, unix.EBADF) || errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.ENOLCK) || errors.Is(err, unix.ENOSYS)
}

func (f *Folder) remove(name string) error { return f.root.Remove(name) }

func (f *Folder) rename(from, to string) error { return f.root.Rename(from, to) }

// renameNew renames a file unless the new name exists. It uses a hard link, which fails if
// the name exists. On file systems without links it checks the name first, which is not
// atomic.
func (f *Folder) renameNew(from, to string) error {
	err := f.root.Link(from, to)
	switch {
	case err == nil:
		if err := f.remove(from); !errors.Is(err, fs.ErrNotExist) { // another process may have swept it
			return err
		}
		return nil
	case errors.Is(err, fs.ErrExist):
		return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
	case errors.Is(err, unix.EPERM), errors.Is(err, errors.ErrUnsupported), errors.Is(err, unix.EMLINK):
		if _, err := f.root.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		}
		return f.rename(from, to)
	}
	return err
}

// owner is the owner of a file.
type owner struct{ user, group int }

func ownerOf(info fs.FileInfo) (owner, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return owner{}, false
	}
	return owner{int(stat.Uid), int(stat.Gid)}, true
}

// newOwner returns the owner of the files that root creates in the folder. Its result is
// false if new files keep the user who creates them as their owner.
func (f *Folder) newOwner() (owner, bool) {
	if os.Geteuid() != 0 || !f.inherits {
		return owner{}, false
	}
	return ownerOf(f.info)
}

// setOwner sets the owner and group of a file to those of the file that it replaces, or else
// to newOwner. Only root may change the owner. For other users it sets the group if that is
// permitted.
func (f *Folder) setOwner(file *os.File, created, replaced fs.FileInfo) error {
	want, ok := f.newOwner()
	if replaced != nil {
		want, ok = ownerOf(replaced)
	}
	if have, known := ownerOf(created); !ok || !known || have == want {
		return nil
	}
	err := file.Chown(want.user, want.group)
	if errors.Is(err, fs.ErrPermission) {
		err = file.Chown(-1, want.group)
	}
	if errors.Is(err, fs.ErrPermission) {
		err = nil
	}
	return err
}
