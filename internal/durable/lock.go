package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// Lock is a file that one process at a time has locked. It holds nothing and is never
// removed.
type Lock struct {
	folder *Folder
	name   string
	file   *os.File
}

// Patience is how long a process waits for a lock.
type Patience struct {
	Stuck time.Duration // while no other process gets through
	Most  time.Duration // at the most

	// Progress returns a comparable value that changes when another process gets through.
	Progress func() any
}

// WaitError is the error of a lock that was waited for in vain.
type WaitError struct {
	Path  string
	Limit time.Duration // the one that was reached
	Stuck bool          // no other process got through meanwhile
}

func (e *WaitError) Error() string {
	if e.Stuck {
		return fmt.Sprintf("the lock %s is held by another process, and none got through for %v", e.Path, e.Limit)
	}
	return fmt.Sprintf("the lock %s was not free within %v, although other processes got it", e.Path, e.Limit)
}

// Lock waits for a lock. Waiting happens in the system's queue, which is fairer and
// quicker than asking now and then. The lock counts only if its name is still its own
// once it is locked: otherwise two processes could hold two locks of one name.
func (f *Folder) Lock(name string, p Patience) (*Lock, error) {
	deadline := time.Now().Add(p.Most)
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

// TryLock is Lock without waiting: a lock that another process holds is [ErrLocked].
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

// LockCurrent locks the regular file that a name names, and waits for that as long as
// other processes replace it. Whoever replaces the file while it is locked has to hold
// this lock too, even if the lock file of [Folder.Lock] was removed. The error is
// [fs.ErrNotExist] if there is no such file. Where such a file cannot be locked, because
// of the system, the file system or its permissions, there is neither a lock nor an error.
func (f *Folder) LockCurrent(name string, p Patience) (*Lock, error) {
	deadline := time.Now().Add(p.Most)
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
			err = &WaitError{Path: f.Path(name), Limit: p.Most}
		}
		if err != nil {
			return nil, err
		}
	}
}

// Read reads the locked file as [Folder.Read] does. Some file systems keep others from
// reading a locked file, and this process too, unless it reads through the lock.
func (l *Lock) Read(most int64) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(l.file, 0, most+1))
}

// Check reports as [ErrReplaced] that the lock's path, or the folder's, names another
// file by now: another process may hold a lock of the same name.
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

// Unlock lets the next process have the lock.
func (l *Lock) Unlock() error {
	if l == nil {
		return nil
	}
	return l.file.Close() // which unlocks it
}

// openLock opens the file of a lock, or creates it. A link in its place is not followed.
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

// look is how often progress is looked at.
const look = 50 * time.Millisecond

// wait waits until the file is locked, or closes it. A lock that comes too late is given
// back at once.
func (p Patience) wait(file *os.File, path string, deadline time.Time) error {
	if locked, err := tryLock(file); err != nil || locked {
		if err != nil {
			return errors.Join(err, file.Close())
		}
		return nil
	}
	got, lost := make(chan error), make(chan struct{})
	go func() {
		err := waitLock(file)
		select {
		case got <- err:
		case <-lost:
			_ = file.Close() // which unlocks it; the caller has gone on
		}
	}()
	looks := time.NewTicker(look)
	defer looks.Stop()
	most := time.NewTimer(time.Until(deadline))
	defer most.Stop()
	seen, since := p.progress(), time.Now()
	for {
		select {
		case err := <-got:
			if err != nil {
				return errors.Join(err, file.Close())
			}
			return nil
		case <-most.C:
			close(lost)
			return &WaitError{Path: path, Limit: p.Most}
		case now := <-looks.C:
			if current := p.progress(); current != seen {
				seen, since = current, now
			} else if now.Sub(since) >= p.Stuck {
				close(lost)
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
