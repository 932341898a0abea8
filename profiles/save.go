package profiles

import (
	"errors"
	"io"
	"io/fs"

	"etokenpass/internal/durable"
)

// mode is that of a new profile: there is a secret in it.
const mode = 0o600

// Save writes a profile with its secret to a new file of mode 0600, and returns when it
// is on the disk. A file that is there already is never replaced.
func (p *Profile) Save(path string) error {
	err := durable.CreateFile(path, mode, p.write)
	if errors.Is(err, fs.ErrExist) {
		return existing(path)
	}
	return err
}

func existing(path string) error {
	return &Error{
		File: path, Problem: "is there already, and a profile is never written over",
		Advice: "choose another name, or remove the file if its token is no longer needed",
	}
}

// Replace writes a profile with its secret to a file of mode 0600, or in the place of one
// that is there, whose owner and mode it keeps. Readers see the old one or the new one,
// never half of it.
func (p *Profile) Replace(path string) error {
	return durable.WriteFile(path, mode, p.write)
}

func (p *Profile) write(to io.Writer) error {
	_, err := to.Write(p.Encode(true))
	return err
}
