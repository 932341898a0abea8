package durable

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// locksCurrent is false because a locked file could not be replaced.
const locksCurrent = false

const locksFolders = false

// lockAt is the high word of the locked byte's offset, far beyond the end of every file:
// other processes cannot read locked bytes.
const lockAt = 1 << 30

func tryLock(file *os.File) (bool, error) {
	err := lockFile(file, windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

func waitLock(file *os.File) error { return lockFile(file, windows.LOCKFILE_EXCLUSIVE_LOCK) }

func lockFile(file *os.File, flags uint32) error {
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: lockAt})
	return os.NewSyscallError("LockFileEx", err)
}

func isUnlockable(error) bool { return false }

// remove removes a file by its path, because removing through the folder's handle does not
// work everywhere (observed: Wine 8).
func (f *Folder) remove(name string) error { return os.Remove(f.Path(name)) }

// rename renames a file, replacing an existing one, and returns when the change is on disk
// (MoveFileEx with MOVEFILE_WRITE_THROUGH).
func (f *Folder) rename(from, to string) error {
	return f.move(from, to, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
}

func (f *Folder) renameNew(from, to string) error {
	err := f.move(from, to, windows.MOVEFILE_WRITE_THROUGH)
	if errors.Is(err, windows.ERROR_ALREADY_EXISTS) || errors.Is(err, windows.ERROR_FILE_EXISTS) {
		return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
	}
	return err
}

// A file cannot be replaced while another process has it open, so move retries for longer
// than reading a small file takes.
const (
	moveTimeout  = 2 * time.Second
	moveInterval = 5 * time.Millisecond
)

func (f *Folder) move(from, to string, flags uint32) error {
	source, err := windows.UTF16PtrFromString(f.Path(from))
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(f.Path(to))
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(moveTimeout); ; time.Sleep(moveInterval) {
		err := windows.MoveFileEx(source, target, flags)
		if !isSharing(err) || time.Now().After(deadline) {
			return os.NewSyscallError("MoveFileEx", err)
		}
	}
}

// isSharing reports whether an error means that another process has the file open.
func isSharing(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// owner is the owner of a file. On Windows new files always belong to the user who creates
// them.
type owner struct{ user, group int }

func (f *Folder) newOwner() (owner, bool) { return owner{}, false }

func (f *Folder) setOwner(*os.File, fs.FileInfo, fs.FileInfo) error { return nil }
