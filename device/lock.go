package device

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"etokenpass/internal/durable"
)

// How long an update waits for other processes. An update takes milliseconds, so if no
// process completes one within lockStuck, the process that holds the lock is stuck. With
// hundreds of concurrent processes the wait can be longer, up to lockTotal, as long as
// updates complete.
const (
	lockStuck = 2 * time.Second
	lockTotal = 30 * time.Second
)

// lockedState is a token's state file while this process has it locked.
type lockedState struct {
	folder *durable.Folder
	lock   *durable.Lock // the separate lock file that processes wait for
	file   *durable.Lock // the state file; nil if it does not exist or cannot be locked
	exists bool          // whether the state file exists
}

// withLock runs update while no other process can change the state file. It locks a
// separate file that is never deleted, because each update replaces the state file with a
// new one. But if a user deletes the lock file, two processes can each hold a lock. So the
// state file is locked too, both locks are checked again before it is replaced, and the
// lock file once more afterwards.
func (s *Saved) withLock(update func(lockedState) error) (err error) {
	folder, err := durable.MakeFolder(s.folder)
	if err != nil {
		return &StateError{Problem: fmt.Sprintf("the folder for saved counters cannot be created: %v", err), Advice: stateFolderAdvice}
	}
	defer folder.Close() //nolint:errcheck // everything written is already synced
	began := time.Now()
	patience := durable.Patience{Stuck: lockStuck, Total: lockTotal, Progress: func() any { return folder.Version(s.name + ".yaml") }}
	lock, err := folder.Lock(s.name+".lock", patience)
	if err != nil {
		return lockError(err)
	}
	defer func() { err = errors.Join(err, unlock(lock)) }()
	patience.Total -= time.Since(began)
	file, err := folder.LockCurrent(s.name+".yaml", patience)
	exists := !errors.Is(err, fs.ErrNotExist)
	if err != nil && exists && !isIrregular(err) { // reading it reports this error
		return lockError(err)
	}
	defer func() { err = errors.Join(err, unlock(file)) }()
	return update(lockedState{folder, lock, file, exists})
}

// read reads up to limit bytes of the state file, through its lock if it is locked.
func (l lockedState) read(name string, limit int64) ([]byte, error) {
	if l.file != nil {
		return l.file.Read(limit)
	}
	return l.folder.Read(name, limit)
}

func isIrregular(err error) bool {
	_, ok := errors.AsType[*durable.IrregularError](err)
	return ok
}

// check returns an error if another process may be updating the same token, because the
// folder, the lock file or the state file was removed or replaced.
func (l lockedState) check() error {
	if err := l.lock.Check(); err != nil {
		return err
	}
	if l.file != nil {
		return l.file.Check()
	}
	return nil
}

// replace replaces or creates the state file: it writes a temporary file, syncs it, renames
// it and syncs the folder. It does not replace a file that was created after locking.
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
		return &StateError{Problem: fmt.Sprintf("the lock cannot be released: %v", err)}
	}
	return nil
}

// lockError returns the error for a lock that could not be acquired, with a hint.
func lockError(err error) error {
	e := &StateError{Problem: fmt.Sprintf("the saved counter cannot be locked: %v", err), Advice: stateFolderAdvice}
	if wait, ok := errors.AsType[*durable.WaitError](err); ok {
		e.Problem = err.Error()
		e.Advice = "try again with fewer processes at once"
		if wait.Stuck {
			e.Advice = "find the process with fuser or lsof on that file, and resume or end it"
		}
	}
	if irregular, ok := errors.AsType[*durable.IrregularError](err); ok {
		e.Advice = irregularAdvice(irregular)
	}
	return e
}

// irregularAdvice returns the hint for a path that is not a regular file.
func irregularAdvice(e *durable.IrregularError) string {
	if e.Mode&fs.ModeSymlink != 0 {
		return "replace the link with the file that it points to; removing the link resets the token and repeats codes"
	}
	return "put the token's own file back; removing what is in its place resets the token and repeats codes"
}
