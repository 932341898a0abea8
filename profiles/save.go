package profiles

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Save writes a profile with its secret to a new file of mode 0600. A file that is
// there already is never replaced.
func (p *Profile) Save(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &Error{
			File: path, Problem: "is there already, and a profile is never written over",
			Advice: "choose another name, or remove the file if nobody needs its token any more",
		}
	}
	if err != nil {
		return err
	}
	_, err = file.Write(p.Encode(true))
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Replace writes a profile with its secret to a file of mode 0600, in the place of one
// that may be there. Readers see the old one or the new one, never half of it.
func (p *Profile) Replace(path string) error {
	// One name for each profile, so that nobody has to clean up after a crash.
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := p.Save(name); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
