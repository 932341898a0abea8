package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// Lock is a locked file. One process at a time can hold the lock. A lock file has no
// contents and is never removed.
type Lock struct {
	folder *Folder
	name   string
	file   *os.File
}

// Patience limits how long a process waits for a lock.
type Patience struct {
	Stuck time.Duration // the longest wait without progress by other processes
	Total time.Duration // the longest wait in all

	// Progress returns a comparable value that changes when another process has used the
	// lock. If Progress is nil, there is never progress.
	Progress func() any
}

// WaitError is the error for a lock that could not be acquired within a limit of [Patience].
type WaitError struct {
	Path  string
	Limit time.Duration // the limit that was reached
	Stuck bool          // the limit is Patience.Stuck: there was no progress
}

func (e *WaitError) Error() string {
	if e.Stuck {
		return fmt.Sprintf("the lock %s is held by another process, and there was no progress for %v", e.Path, e.Limit)
	}
	return fmt.Sprintf("the lock %s was not acquired within %v, although other processes made progress", e.Path, e.Limit)
}

// Lock waits for a lock in the system's queue, which is fairer and faster than polling. If
// a limit of p is reached, the error is a [*WaitError].
//
// Once the file is locked, Lock checks that it still has its name, and otherwise tries
// again: two processes could hold two locks under the same name.
func (f *Folder) Lock(name string, p Patience) (*Lock, error) {
	deadline := time.Now().Add(p.Total)
	for {
		file, err := f.openLock(name)
		if err != nil {
			return nil, err
		}
		if err := p.wait(file, f.Path(name), deadline); err != nil {
			return nil, err
		}
		l := &Lock{folder: f, name: name, file: file}
		err = l.Check()
		if err == nil {
			return l, nil
		}
		err = errors.Join(err, l.Unlock())
		if f.Check() != nil || time.Now().After(deadline) {
			return nil, err
		}
	}
}

// TryLock is Lock without waiting. If another process holds the lock, the error is
// [ErrLocked].
func (f *Folder) TryLock(name string) (*Lock, error) {
	file, err := f.openLock(name)
	if err != nil {
		return nil, err
	}
	locked, err := tryLock(file)
	if err == nil && !locked {
		err = ErrLocked
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	l := &Lock{folder: f, name: name, file: file}
	if err := l.Check(); err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	return l, nil
}

// ErrLocked is the error for a lock that another process holds.
var ErrLocked = errors.New("lock held by another process")

// LockCurrent locks a regular file itself, and tries again if another process replaces the
// file meanwhile. A process must hold this lock too while it replaces the file: the lock
// excludes other processes even if the lock file of [Folder.Lock] was removed. If the file
// does not exist, the error is [fs.ErrNotExist]. If the file cannot be locked because of the
// system, the file system or its permissions, the lock and the error are both nil.
func (f *Folder) LockCurrent(name string, p Patience) (*Lock, error) {
	deadline := time.Now().Add(p.Total)
	for {
		file, err := f.openWritable(name)
		if errors.Is(err, fs.ErrPermission) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if !locksCurrent {
			return nil, file.Close()
		}
		if err := p.wait(file, f.Path(name), deadline); err != nil {
			if isUnlockable(err) {
				return nil, nil
			}
			return nil, err
		}
		current, err := f.isNamed(name, file)
		if err == nil && current {
			return &Lock{folder: f, name: name, file: file}, nil
		}
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err == nil && time.Now().After(deadline) {
			err = &WaitError{Path: f.Path(name), Limit: p.Total}
		}
		if err != nil {
			return nil, err
		}
	}
}

// LockFolder waits for a lock on the folder itself, for processes that take turns without leaving
// a lock file behind. If the system or the file system cannot lock folders, the lock and the
// error are both nil.
func (f *Folder) LockFolder(p Patience) (*Lock, error) {
	if !locksFolders {
		return nil, nil
	}
	file, err := f.root.Open(".")
	if err != nil {
		return nil, err
	}
	if err := p.wait(file, f.path, time.Now().Add(p.Total)); err != nil {
		if isUnlockable(err) {
			return nil, nil
		}
		return nil, err
	}
	return &Lock{folder: f, name: ".", file: file}, nil
}

// Read reads the locked file like [Folder.Read]. On some file systems, a locked file can
// only be read through the handle that holds the lock.
func (l *Lock) Read(limit int64) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(l.file, 0, limit+1))
}

// Check returns [ErrReplaced] if the path of the lock or of its folder no longer leads to
// the locked file: another process may hold a lock under the same name.
func (l *Lock) Check() error {
	current, err := l.folder.isNamed(l.name, l.file)
	switch {
	case err != nil:
		return err
	case !current:
		return fmt.Errorf("the lock %s %w", l.folder.Path(l.name), ErrReplaced)
	}
	return l.folder.Check()
}

// Unlock releases the lock. Unlocking a nil lock does nothing.
func (l *Lock) Unlock() error {
	if l == nil {
		return nil
	}
	return l.file.Close() // closing unlocks it
}

// openLock opens a lock file and creates it if it does not exist. It follows no link.
func (f *Folder) openLock(name string) (*os.File, error) {
	for range 100 {
		info, err := f.root.Lstat(name)
		if err == nil {
			if err := f.regular(name, info); err != nil {
				return nil, err
			}
			file, err := f.root.OpenFile(name, os.O_RDWR, 0)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			return file, f.located(name, err)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, f.located(name, err)
		}
		file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, f.located(name, err)
		}
		if err := f.adopt(file, nil, 0o600); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		return file, nil
	}
	return nil, fmt.Errorf("the lock %s %w, repeatedly", f.Path(name), ErrReplaced)
}

// progressInterval is the time between two calls of Patience.Progress.
const progressInterval = 50 * time.Millisecond

// wait waits until the file is locked. If it returns an error, it has closed the file, or
// will close it as soon as the late lock is acquired.
func (p Patience) wait(file *os.File, path string, deadline time.Time) error {
	if locked, err := tryLock(file); err != nil || locked {
		if err != nil {
			return errors.Join(err, file.Close())
		}
		return nil
	}
	locked, abandoned := make(chan error), make(chan struct{})
	go func() {
		err := waitLock(file)
		select {
		case locked <- err:
		case <-abandoned:
			_ = file.Close() // closing unlocks it; the caller has given up
		}
	}()
	ticker := time.NewTicker(progressInterval)
	defer ticker.Stop()
	timeout := time.NewTimer(time.Until(deadline))
	defer timeout.Stop()
	last, since := p.progress(), time.Now()
	for {
		select {
		case err := <-locked:
			if err != nil {
				return errors.Join(err, file.Close())
			}
			return nil
		case <-timeout.C:
			close(abandoned)
			return &WaitError{Path: path, Limit: p.Total}
		case now := <-ticker.C:
			if current := p.progress(); current != last {
				last, since = current, now
			} else if now.Sub(since) >= p.Stuck {
				close(abandoned)
				return &WaitError{Path: path, Limit: p.Stuck, Stuck: true}
			}
		}
	}
}

func (p Patience) progress() any {
	if p.Progress == nil {
		return nil
	}
	return p.Progress()
}
