package device

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"etokenpass/internal/durable"
)

// How long an update waits for other processes. An update takes milliseconds, so if none
// gets through within lockStuck, the one that holds the lock is stuck; with hundreds of
// processes at once the wait can be longer, as long as they get through.
const (
	lockStuck = 2 * time.Second
	lockMost  = 30 * time.Second
)

// lockedState is a token's state file while no other process can replace it.
type lockedState struct {
	folder *durable.Folder
	lock   *durable.Lock // a file of its own, for which processes queue
	file   *durable.Lock // the state file; nil if there is none yet, or it cannot be locked
	exists bool          // the state file
}

// withLock runs an update with no other process in between. The lock is a file of its own
// that is never deleted, as the state file is another one after each update. But users
// delete lock files, and then two processes can hold two locks: so the state file is
// locked too, and both are checked again before and after it is replaced.
func (s *Saved) withLock(update func(lockedState) error) (err error) {
	folder, err := durable.MakeFolder(s.folder)
	if err != nil {
		return &StateError{Problem: fmt.Sprintf("the folder for saved counters cannot be made: %v", err), Advice: elsewhere}
	}
	defer folder.Close() //nolint:errcheck // what was written is synced
	began := time.Now()
	patience := durable.Patience{Stuck: lockStuck, Most: lockMost, Progress: func() any { return folder.Version(s.name + ".yaml") }}
	lock, err := folder.Lock(s.name+".lock", patience)
	if err != nil {
		return lockError(err)
	}
	defer func() { err = errors.Join(err, unlock(lock)) }()
	patience.Most -= time.Since(began)
	file, err := folder.LockCurrent(s.name+".yaml", patience)
	exists := !errors.Is(err, fs.ErrNotExist)
	if err != nil && exists && !isIrregular(err) { // reading it reports that
		return lockError(err)
	}
	defer func() { err = errors.Join(err, unlock(file)) }()
	return update(lockedState{folder, lock, file, exists})
}

// read reads the state file, through its lock if it is locked.
func (l lockedState) read(name string, most int64) ([]byte, error) {
	if l.file != nil {
		return l.file.Read(most)
	}
	return l.folder.Read(name, most)
}

func isIrregular(err error) bool {
	_, is := errors.AsType[*durable.IrregularError](err)
	return is
}

// check reports that another process may be updating the same token: the folder, the
// lock or the state file was removed or replaced.
func (l lockedState) check() error {
	if err := l.lock.Check(); err != nil {
		return err
	}
	if l.file != nil {
		return l.file.Check()
	}
	return nil
}

// replace replaces the state file, or creates it: temporary file, fsync, rename, fsync of
// the folder. A file that appeared since it was locked is not replaced.
func (l lockedState) replace(name string, data []byte) error {
	write := func(w io.Writer) error { _, err := w.Write(data); return err }
	finish := func(draft *durable.Draft) error {
		err := draft.Sync()
		if err == nil {
			err = l.check()
		}
		switch {
		case err != nil:
			return err
		case l.exists:
			return draft.Replace()
		}
		return draft.Create()
	}
	if err := l.folder.Write(name, 0o600, write, finish); err != nil {
		return err
	}
	if err := l.folder.Sync(); err != nil {
		return err
	}
	return l.lock.Check()
}

func unlock(lock *durable.Lock) error {
	if err := lock.Unlock(); err != nil {
		return &StateError{Problem: fmt.Sprintf("a lock cannot be released: %v", err)}
	}
	return nil
}

// lockError is the error of a lock that could not be taken, with what to try.
func lockError(err error) error {
	e := &StateError{Problem: fmt.Sprintf("the saved counter cannot be locked: %v", err), Advice: elsewhere}
	if wait, is := errors.AsType[*durable.WaitError](err); is {
		e.Problem = err.Error()
		e.Advice = "try again, with fewer processes at once"
		if wait.Stuck {
			e.Advice = "find it with fuser or lsof on that file, and let it go on or end it"
		}
	}
	if irregular, is := errors.AsType[*durable.IrregularError](err); is {
		e.Advice = instead(irregular)
	}
	return e
}

// instead is what to try when something that is not a regular file has the file's name.
func instead(e *durable.IrregularError) string {
	if e.Mode&fs.ModeSymlink != 0 {
		return "put the file that it points to in its place; removing it resets the token, and codes repeat"
	}
	return "put the token's own file back; removing what is there resets the token, and codes repeat"
}
