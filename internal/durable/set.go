package durable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Set is many files of one folder that get their names together, once all of them are
// written. It is much faster than as many drafts: the contents of a large set are synced
// with one call where the system has it, and the folder is synced once.
//
// A kill can leave some of the files under their names, each of them complete. What it
// leaves under temporary names is removed by the next set and by [Folder.Sweep].
//
// One process at a time writes a set to a folder. The lock for this protects the
// temporary names of its files too, since a process cannot keep thousands of files open
// to lock each of them.
type Set struct {
	folder   *Folder
	lock     *Lock
	bulk     bulk
	together bool     // the files are synced with one call
	added    []string // in order
	named    int      // so many of them have their names
}

// setLock is the file that whoever writes a set holds a lock on.
const setLock = ".lock"

// setSuffix ends the temporary names of a set's files. Only the process that holds
// setLock creates, renames or removes such files.
const setSuffix = ".etokenpass-set"

// manyFiles is from how many files on they are synced together: syncing everything that
// has not been written to the file system yet can take longer than syncing a few files.
const manyFiles = 300

// NewSet begins a set of about so many files, and removes what killed processes left in
// the folder. It has to be closed. The error is [ErrLocked] while another process writes
// a set to the folder.
func (f *Folder) NewSet(count int) (*Set, error) {
	lock, err := f.TryLock(setLock)
	if err != nil {
		return nil, err
	}
	bulk, err := f.openBulk() // before anything is written: it reports errors from here on
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s := &Set{folder: f, lock: lock, bulk: bulk, together: count >= manyFiles && bulk.canSync()}
	names, err := f.names()
	if err == nil {
		err = errors.Join(f.sweepDrafts(names), f.removeMembers(names))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Add writes a file under a temporary name. If the set replaces a file, the new one has
// its mode and, as far as this user may set it, its owner. Otherwise it has the mode given
// here, and the owner that [MakeFolder] names.
func (s *Set) Add(name string, mode fs.FileMode, data []byte) error {
	target, err := s.folder.target(name)
	if err != nil {
		return err
	}
	temporary := temporaryName(name, setSuffix)
	file, err := s.folder.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return s.folder.located(name, err)
	}
	s.added = append(s.added, name)
	err = s.folder.adopt(file, target, mode)
	if err == nil {
		_, err = file.Write(data)
	}
	if err == nil && !s.together {
		err = file.Sync()
	}
	return s.folder.located(name, errors.Join(err, file.Close()))
}

// Create gives all files their names, durably, or none: if a name is taken, the context
// ends or anything else fails, it takes back the names that it gave before. For a taken
// name the error is [fs.ErrExist].
func (s *Set) Create(ctx context.Context) error {
	err := s.finish(ctx, s.bulk.renameNew)
	if err == nil {
		err = ctx.Err() // the last chance to take the names back
	}
	if err == nil {
		return nil
	}
	errs := []error{err}
	for _, name := range s.added[:s.named] {
		if err := s.folder.remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, s.folder.located(name, err))
		}
	}
	if s.named > 0 {
		errs = append(errs, s.folder.Sync())
	}
	return errors.Join(errs...)
}

// Replace gives the files their names, durably, and replaces the files that had them.
// That cannot be taken back: when it fails or the context ends, the first ones stay. It
// returns how many.
func (s *Set) Replace(ctx context.Context) (replaced int, err error) {
	err = s.finish(ctx, s.folder.rename)
	return s.named, err
}

// finish syncs the files, renames them and syncs the folder.
func (s *Set) finish(ctx context.Context, rename func(from, to string) error) error {
	if s.together {
		if err := s.bulk.sync(); err != nil {
			return fmt.Errorf("the files in %s cannot be synced: %w", s.folder.path, err)
		}
	}
	if err := s.lock.Check(); err != nil {
		return err
	}
	for ; s.named < len(s.added); s.named++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := s.added[s.named]
		if err := rename(temporaryName(name, setSuffix), name); err != nil {
			return s.folder.located(name, err)
		}
	}
	return s.folder.Sync()
}

// Close removes the files that have not got their names, and lets other processes write a
// set.
func (s *Set) Close() error {
	var errs []error
	for _, name := range s.added[s.named:] {
		if err := s.folder.remove(temporaryName(name, setSuffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, s.folder.located(name, err))
		}
	}
	return errors.Join(append(errs, s.bulk.close(), s.lock.Unlock())...)
}

// sweepSet removes what a killed process left of a set. If a set is being written, it
// does nothing.
func (f *Folder) sweepSet(names []string) error {
	if !slices.ContainsFunc(names, isMember) {
		return nil
	}
	lock, err := f.TryLock(setLock)
	if errors.Is(err, ErrLocked) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.removeMembers(names), lock.Unlock())
}

// removeMembers removes the files of a set from the folder. Its caller holds the lock.
func (f *Folder) removeMembers(names []string) error {
	var errs []error
	for _, name := range names {
		if !isMember(name) {
			continue
		}
		err := f.remove(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			errs = append(errs, f.located(name, err))
		}
	}
	return errors.Join(errs...)
}

func isMember(name string) bool {
	return strings.HasPrefix(name, draftPrefix) && strings.HasSuffix(name, setSuffix)
}
