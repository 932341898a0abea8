package device

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"etokenpass/internal/durable"
)

// How long an update waits for others. An update takes milliseconds, so whoever sees no
// progress for lockStuck waits for a process that is stuck; but with hundreds of
// processes at once a wait can be longer, as long as they get through.
const (
	lockStuck = 2 * time.Second
	lockMost  = 30 * time.Second
)

// locked is a state folder in which one token's file can be replaced, with no other
// process in between.
type locked struct {
	folder *durable.Folder
	lock   *durable.Lock // a file of its own, for which processes queue
	file   *durable.Lock // the state file; nil if there is none yet, or it cannot be locked
	exists bool          // the state file
}

// locked runs an update with no other process in between. The lock is a file of its own
// that is never deleted, as the state file is another one after each update. But users
// delete lock files, and then two processes can hold two locks: so the state file is
// locked too, and both are looked at again before and after it is replaced.
func (s *Saved) locked(update func(locked) error) (err error) {
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
	defer func() { err = errors.Join(err, unlocked(lock)) }()
	patience.Most -= time.Since(began)
	file, err := folder.LockCurrent(s.name+".yaml", patience)
	exists := !errors.Is(err, fs.ErrNotExist)
	if err != nil && exists && !isIrregular(err) { // reading it reports that
		return lockError(err)
	}
	defer func() { err = errors.Join(err, unlocked(file)) }()
	return update(locked{folder, lock, file, exists})
}

// read reads the state file, through its lock if it is locked.
func (l locked) read(name string, most int64) ([]byte, error) {
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
func (l locked) check() error {
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
func (l locked) replace(name string, data []byte) error {
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

func unlocked(lock *durable.Lock) error {
	if err := lock.Unlock(); err != nil {
		return &StateError{Problem: fmt.Sprintf("a lock cannot be released: %v", err)}
	}
	return nil
}

// lockError says what to try when there is no lock.
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

// instead is what to try where something else stands in the place of a file.
func instead(e *durable.IrregularError) string {
	if e.Mode&fs.ModeSymlink != 0 {
		return "put the file that it points to in its place; removing it resets the token, and codes repeat"
	}
	return "put the token's own file back; removing what is there resets the token, and codes repeat"
}
