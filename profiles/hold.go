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
// writing is removed. Who comes second gets an error: two imports of one batch are a
// mistake.
func (l Library) Hold() (*Held, error) {
	folder, err := durable.MakeFolder(l.Folder)
	if err != nil {
		return nil, fmt.Errorf("the profile folder cannot be made: %w", err)
	}
	lock, err := folder.TryLock(lockName)
	switch {
	case errors.Is(err, durable.ErrLocked):
		err = &Error{File: l.Folder, Problem: "somebody else is writing profiles into the folder", Advice: "try again when that is done"}
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
	name := FileName(p.Serial) + ".yaml"
	draft, err := h.folder.NewDraft(name, mode)
	if err != nil {
		return err
	}
	if err := p.write(draft); err != nil {
		return errors.Join(err, draft.Discard())
	}
	if replace {
		return draft.Replace()
	}
	err = draft.Create()
	if errors.Is(err, fs.ErrExist) {
		return existing(h.library.PathOf(p.Serial))
	}
	return err
}

// Release makes what was written durable, and lets others write.
func (h *Held) Release() error {
	return errors.Join(h.folder.Sync(), h.lock.Unlock(), h.folder.Close())
}
