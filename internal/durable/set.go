package durable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Set writes many files to one folder under temporary names and renames them to their final
// names together. It is much faster than as many drafts: the contents of a large set are
// synced with one call if the system has one, and the folder is synced once.
//
// If the process is killed, some of the files may have their final names; each of those is
// complete. Files left under temporary names are removed by the next set and by
// [Folder.Sweep].
//
// Only one process at a time can write a set to a folder. The lock that ensures this also
// protects the temporary files, because a process cannot keep thousands of files open to
// lock each of them.
type Set struct {
	folder   *Folder
	lock     *Lock
	bulk     bulk
	together bool     // sync all files with one call
	added    []string // final names, in the order of Add
	named    int      // how many of added have their final names
}

// setLock is the lock file that a process writing a set holds.
const setLock = ".lock"

// setSuffix ends the temporary names of a set's files. Only the process that holds setLock
// creates, renames or removes such files.
const setSuffix = ".etokenpass-set"

// manyFiles is the smallest set whose files are synced with one call. That call flushes the
// whole file system, which can take longer than syncing a few files.
const manyFiles = 300

// NewSet begins a set of about count files and removes drafts that killed processes left in
// the folder. The caller must close the set. If another process is writing a set to the
// folder, the error is [ErrLocked].
func (f *Folder) NewSet(count int) (*Set, error) {
	lock, err := f.TryLock(setLock)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the folder: %w", err)
	}
	bulk, err := f.openBulk() // before the first write, because sync reports errors only from here on
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s := &Set{folder: f, lock: lock, bulk: bulk, together: count >= manyFiles && bulk.canSync()}
	names, err := f.names()
	if err == nil {
		err = errors.Join(f.sweepDrafts(names), f.removeMembers(names))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot remove old temporary files: %w", err), s.Close())
	}
	return s, nil
}

// LockSet waits for the lock that a set holds, so that no set is written until the lock is
// released. Its errors are those of [Folder.Lock].
func (f *Folder) LockSet(p Patience) (*Lock, error) { return f.Lock(setLock, p) }

// Add writes a file under a temporary name. If a file of that name exists, the new one has
// its mode and, as far as the user may set it, its owner. Otherwise it has the given mode,
// and the owner described at [MakeFolder].
func (s *Set) Add(name string, mode fs.FileMode, data []byte) error {
	target, err := s.folder.target(name)
	if err != nil {
		return err
	}
	temporary := temporaryName(name, setSuffix)
	file, err := s.bulk.create(temporary)
	if err != nil {
		return s.folder.located(temporary, err)
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

// Create renames all files to their final names, durably, or none of them: if a name
// already exists, the context ends or anything else fails, it removes the files that it has
// already renamed. If a name already exists, the error is [fs.ErrExist].
func (s *Set) Create(ctx context.Context) error {
	err := s.finish(ctx, s.bulk.renameNew)
	if err == nil {
		err = ctx.Err() // the last chance to undo the renames
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

// Replace renames the files to their final names, durably, and replaces existing files. It
// cannot be undone: if it fails or the context ends, files that it has already replaced
// stay so. It returns their number.
func (s *Set) Replace(ctx context.Context) (replaced int, err error) {
	err = s.finish(ctx, s.folder.rename)
	return s.named, err
}

// finish syncs the files, renames them and syncs the folder.
func (s *Set) finish(ctx context.Context, rename func(from, to string) error) error {
	if s.together {
		if err := s.bulk.sync(); err != nil {
			return fmt.Errorf("cannot sync the files in %s: %w", s.folder.path, err)
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

// Close removes the files that still have temporary names and releases the lock.
func (s *Set) Close() error {
	var errs []error
	for _, name := range s.added[s.named:] {
		if err := s.folder.remove(temporaryName(name, setSuffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, s.folder.located(name, err))
		}
	}
	return errors.Join(append(errs, s.bulk.close(), s.lock.Unlock())...)
}

// sweepSet removes the temporary files of a set that a killed process left. It does nothing
// while a set is being written.
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

// removeMembers removes the temporary files of a set from the folder. The caller must hold
// the lock.
func (f *Folder) removeMembers(names []string) error {
	var errs []error
	for _, name := range names {
		if !isMember(name) || !f.isRegular(name) {
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
