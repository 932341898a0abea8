package profiles

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"etokenpass/internal/durable"
)

// Create saves a profile in the folder as name.yaml, like [Profile.Save], and returns its
// path. It creates the folder if it does not exist. No two processes can create or import
// profiles with the same name or serial: Create holds the lock that an import holds.
//
// If the name or serial is already the name or serial of a profile, including the built-in
// ones, the error is a [*Taken]. If another process holds the lock for too long, it is a
// [*BusyError].
func (l Library) Create(name string, p *Profile) (path string, err error) {
	folder, err := durable.MakeFolder(l.Folder)
	if err != nil {
		return "", fmt.Errorf("the profile folder cannot be created: %w", err)
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	if err := folder.Sweep(); err != nil {
		return "", notCreated(err)
	}
	lock, err := l.lock(folder)
	if err != nil {
		return "", notCreated(err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := l.checkFree(name, p.Serial); err != nil {
		return "", err
	}
	path = filepath.Join(l.Folder, name+suffixes[0])
	if err := p.createIn(folder, lock, filepath.Base(path)); err != nil {
		if errors.Is(err, fs.ErrExist) {
			err = existing(path)
		}
		return "", notCreated(err)
	}
	return path, nil
}

func notCreated(err error) error { return fmt.Errorf("the profile was not created: %w", err) }

// createIn writes the profile to a new file if the lock is still valid.
func (p *Profile) createIn(folder *durable.Folder, lock *durable.Lock, file string) error {
	create := func(draft *durable.Draft) error {
		err := draft.Sync()
		if err == nil {
			err = lock.Check()
		}
		if err != nil {
			return err
		}
		return draft.Create()
	}
	if err := folder.Write(file, mode, p.write, create); err != nil {
		return err
	}
	return folder.Sync()
}

// checkFree returns a [*Taken] if a profile has the name or the serial of a new profile.
func (l Library) checkFree(name, serial string) error {
	serials, err := l.Serials()
	if err != nil {
		return err
	}
	if origin, ok := holder(serials, name); ok {
		return &Taken{Text: name, Origin: origin}
	}
	if origin, ok := holder(serials, serial); ok {
		return &Taken{Text: serial, IsSerial: true, Origin: origin}
	}
	return nil
}

// holder returns the origin of the profile that has a name or serial.
func holder(serials Serials, text string) (origin string, ok bool) {
	for _, entry := range embeddedEntries() {
		if entry.read(); entry.Has(text) {
			return entry.Origin, true
		}
	}
	if path, ok := serials.Named(text); ok {
		return path, true
	}
	return serials.Path(text)
}

// Taken is the error for a new profile that would have the name or serial of another one.
type Taken struct {
	Text     string // the name or serial
	IsSerial bool   // Text is the serial of the new profile, not its name
	Origin   string // of the other profile: its path, or "built-in"
}

func (e *Taken) Error() string {
	return fmt.Sprintf("the name or serial %s is already taken (%s)", e.Text, e.Origin)
}
