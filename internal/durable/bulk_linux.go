package durable

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// bulk provides operations on many files of a folder for which the system has faster calls.
type bulk struct {
	folder *Folder
	handle *os.File // the open folder
}

func (f *Folder) openBulk() (bulk, error) {
	handle, err := f.root.Open(".")
	return bulk{f, handle}, err
}

func (b bulk) close() error { return b.handle.Close() }

// create creates a new file with mode 0600. [os.Root.OpenFile] makes five more system calls, to
// find out whether the file can be polled.
func (b bulk) create(name string) (*os.File, error) {
	const flags = unix.O_WRONLY | unix.O_CREAT | unix.O_EXCL | unix.O_CLOEXEC
	file, err := unix.Openat(int(b.handle.Fd()), name, flags, 0o600)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: name, Err: err}
	}
	return os.NewFile(uintptr(file), name), nil
}

// syncable lists the file systems on which syncfs is as durable as fsync. File systems
// across a network or in another process may not receive the request.
var syncable = []int64{
	unix.EXT4_SUPER_MAGIC, // ext2 and ext3 too
	unix.XFS_SUPER_MAGIC,
	unix.BTRFS_SUPER_MAGIC,
	unix.F2FS_SUPER_MAGIC,
	unix.OVERLAYFS_SUPER_MAGIC,
	unix.TMPFS_MAGIC,
}

// canSync reports whether sync is as durable as syncing each file.
func (b bulk) canSync() bool {
	var system unix.Statfs_t
	err := unix.Fstatfs(int(b.handle.Fd()), &system)
	return err == nil && slices.Contains(syncable, int64(system.Type)) //nolint:unconvert // the field's type depends on the architecture
}

// sync flushes the whole file system to disk. It returns any write error that occurred
// since the handle was opened (since Linux 5.8).
func (b bulk) sync() error { return os.NewSyscallError("syncfs", unix.Syncfs(int(b.handle.Fd()))) }

// renameNew renames a file unless the new name exists, atomically if the file system can.
func (b bulk) renameNew(from, to string) error {
	at := int(b.handle.Fd())
	err := unix.Renameat2(at, from, at, to, unix.RENAME_NOREPLACE)
	switch {
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return b.folder.renameNew(from, to)
	case err != nil:
		return &fs.PathError{Op: "create", Path: to, Err: err}
	}
	return nil
}
