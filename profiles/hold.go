package profiles

import (
	"errors"
	"fmt"
	"io/fs"

	"etokenpass/internal/durable"
)

// lockName is of no profile: those begin with no dot.
const lockName = ".lock"

// Held is a profile folder that no other process writes many profiles into.
type Held struct {
	library Library
	folder  *durable.Folder
	lock    *durable.Lock
}

// Hold keeps others from writing many profiles into the folder at the same time, until
// it is released. The folder is made if it is not there, and what a kill left of earlier
// writing is removed. The second process gets an error: two imports of one batch are a
// mistake.
func (l Library) Hold() (*Held, error) {
	folder, err := durable.MakeFolder(l.Folder)
	if err != nil {
		return nil, fmt.Errorf("the profile folder cannot be made: %w", err)
	}
	lock, err := folder.TryLock(lockName)
	switch {
	case errors.Is(err, durable.ErrLocked):
		err = &Error{File: l.Folder, Problem: "another process is writing profiles to the folder", Advice: "try again when that is done"}
	case err != nil:
		err = fmt.Errorf("the profile folder cannot be locked: %w", err)
	default:
		err = folder.Sweep()
	}
	if err != nil {
		return nil, errors.Join(err, lock.Unlock(), folder.Close())
	}
	return &Held{l, folder, lock}, nil
}

// Save writes a profile under the name of its serial, as [Profile.Save] does, or with
// replace as [Profile.Replace] does. It is durable after Release.
func (h *Held) Save(p *Profile, replace bool) error {
	finish := (*durable.Draft).Create
	if replace {
		finish = (*durable.Draft).Replace
	}
	err := h.folder.Write(FileName(p.Serial)+".yaml", mode, p.write, finish)
	if errors.Is(err, fs.ErrExist) {
		return existing(h.library.PathOf(p.Serial))
	}
	return err
}

// Release makes what was written durable, and lets others write.
func (h *Held) Release() error {
	return errors.Join(h.folder.Sync(), h.lock.Unlock(), h.folder.Close())
}
