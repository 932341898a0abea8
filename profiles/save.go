package profiles

import (
	"errors"
	"io"
	"io/fs"

	"etokenpass/internal/durable"
)

// mode is the mode of a new profile, which contains a secret.
const mode = 0o600

// Save writes a profile with its secret to a new file with mode 0600, and returns when it is
// on disk. If root creates the file, it belongs to the owner of the folder, who could not read
// it otherwise. If the file already exists, it is unchanged and the error is an [*Error].
func (p *Profile) Save(path string) error {
	err := durable.CreateShared(path, mode, p.write)
	if errors.Is(err, fs.ErrExist) {
		return existing(path)
	}
	return err
}

func existing(path string) error {
	return &Error{
		File: path, Problem: "already exists, and profiles are never overwritten",
		Advice: "choose another name, or remove the file if its token is no longer needed",
	}
}

// Replace writes a profile with its secret to a new file with mode 0600, or replaces an
// existing file and keeps its owner and mode. Readers see either the old contents or the new
// contents. When Replace returns nil, the file is on disk.
func (p *Profile) Replace(path string) error {
	return durable.WriteFile(path, mode, p.write)
}

func (p *Profile) write(to io.Writer) error {
	_, err := to.Write(p.Encode(true))
	return err
}
