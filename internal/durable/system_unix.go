//go:build unix

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A lock is advice: a locked file can be read and replaced.
const locksCurrent = true

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

// isUnlockable reports whether a file system locks no such file.
func isUnlockable(err error) bool {
	return errors.Is(err, unix.EBADF) || errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.ENOLCK) || errors.Is(err, unix.ENOSYS)
}

func (f *Folder) remove(name string) error { return f.root.Remove(name) }

func (f *Folder) rename(from, to string) error { return f.root.Rename(from, to) }

// renameNew links the file to its name, which fails if there is one of that name. File
// systems without links cannot do both at once; there the name is looked at first.
func (f *Folder) renameNew(from, to string) error {
	err := f.root.Link(from, to)
	switch {
	case err == nil:
		if err := f.remove(from); !errors.Is(err, fs.ErrNotExist) { // another process may have cleaned up
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

// owner is whose a file is.
type owner struct{ user, group int }

func ownerOf(info fs.FileInfo) (owner, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return owner{}, false
	}
	return owner{int(stat.Uid), int(stat.Gid)}, true
}

// heir is who owns what root creates in the folder. What others create is theirs.
func (f *Folder) heir() (owner, bool) {
	if os.Geteuid() != 0 || !f.inherits {
		return owner{}, false
	}
	return ownerOf(f.info)
}

// giveTo gives a file to the owner of the one that it replaces, or to the heir. Only root
// can give files away; for others the file keeps what they may set.
func (f *Folder) giveTo(file *os.File, created, replaced fs.FileInfo) error {
	want, ok := f.heir()
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
