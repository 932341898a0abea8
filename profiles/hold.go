package profiles

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockName is of no profile: those begin with no dot.
const lockName = ".lock"

// Hold keeps others from writing many profiles into the folder at the same time, until
// the function that it returns is called. The folder is made if it is not there. Who
// comes second gets an error: two imports of one batch are a mistake.
func (l Library) Hold() (release func(), err error) {
	if err := os.MkdirAll(l.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("the profile folder cannot be made: %w", err)
	}
	lock := flock.New(filepath.Join(l.Folder, lockName), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the profile folder cannot be locked: %w", err)
	case !got:
		return nil, &Error{File: l.Folder, Problem: "somebody else is writing profiles into the folder", Advice: "try again when that is done"}
	}
	return func() { _ = lock.Unlock() }, nil // the system does it at the end of the process
}
