package profiles

import (
	"errors"
	"fmt"
	"path/filepath"

	"etokenpass/internal/durable"
)

// Remove removes profiles from the folder and returns when that is on disk. It holds the lock
// that an import holds. If a file no longer contains the token of its entry, nothing is removed.
//
// Files are removed one after the other. If that fails in between or the process is killed, the
// rest remain; an error reports how many were removed.
func (l Library) Remove(entries []Entry) (err error) {
	folder, err := durable.OpenFolder(l.Folder)
	if err != nil {
		return fmt.Errorf("the profile folder cannot be opened: %w", err)
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	lock, err := l.lock(folder)
	if err != nil {
		return notRemoved(err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := checkUnchanged(entries); err != nil {
		return err
	}
	if err := lock.Check(); err != nil {
		return notRemoved(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, filepath.Base(entry.Origin))
	}
	removed, err := folder.RemoveAll(names)
	switch {
	case err == nil:
		return nil
	case removed == 0:
		return notRemoved(err)
	}
	return fmt.Errorf("%w; profiles already removed: %d", err, removed)
}

func notRemoved(err error) error { return fmt.Errorf("no profile was removed: %w", err) }

// checkUnchanged returns an error for each entry whose file has been removed or contains another
// token. One that could not be read when it was found is not compared.
func checkUnchanged(entries []Entry) error {
	var problems []error
	for i, found := range serialsIn(entries) {
		if entry := entries[i]; entry.Profile != nil && entry.Profile.Serial != found.serial {
			problems = append(problems, &Error{
				File: entry.Origin, Problem: "has been changed or removed by another process; no profile was removed", Advice: "try again",
			})
		}
	}
	return errors.Join(problems...)
}
