package durable

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// bulk is what the system can do for many files of a folder at once.
type bulk struct {
	folder *Folder
	handle *os.File // of the folder
}

func (f *Folder) openBulk() (bulk, error) {
	handle, err := f.root.Open(".")
	return bulk{f, handle}, err
}

func (b bulk) close() error { return b.handle.Close() }

// syncable are the file systems that syncfs writes to the disk as fsync does. Those across
// a network or in another process may not be told of it.
var syncable = []int64{
	unix.EXT4_SUPER_MAGIC, // ext2 and ext3 too
	unix.XFS_SUPER_MAGIC,
	unix.BTRFS_SUPER_MAGIC,
	unix.F2FS_SUPER_MAGIC,
	unix.OVERLAYFS_SUPER_MAGIC,
	unix.TMPFS_MAGIC,
}

// canSync reports whether sync does what syncing each file would.
func (b bulk) canSync() bool {
	var system unix.Statfs_t
	err := unix.Fstatfs(int(b.handle.Fd()), &system)
	return err == nil && slices.Contains(syncable, int64(system.Type)) //nolint:unconvert // its type depends on the processor
}

// sync puts everything that was written to the file system on the disk. An error since the
// handle was opened is reported (since Linux 5.8).
func (b bulk) sync() error { return os.NewSyscallError("syncfs", unix.Syncfs(int(b.handle.Fd()))) }

// renameNew renames a file if there is none of the other name, in one step where the file
// system can.
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
