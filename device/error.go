package device

import (
	"errors"
	"fmt"
)

// StateError is a problem with the saved counter of a token. No code is shown, and the
// counter has not changed, unless only the final sync of its folder failed.
type StateError struct {
	Problem string
	Advice  string // what to try; may be empty

	damaged bool // the file holds nothing that Reset could lose
}

// Error returns the problem, with the file.
func (e *StateError) Error() string { return e.Problem }

// Hint returns what to try, or "".
func (e *StateError) Hint() string { return e.Advice }

// Damaged reports whether the file holds no counter that can be read, so that
// [Saved.Reset] loses nothing by removing it.
func (e *StateError) Damaged() bool { return e.damaged }

// elsewhere is what to try when the disk fails.
const elsewhere = "--state DIR saves it in another folder, starting at the profile's counter, so that codes repeat; " +
	"--ephemeral saves nothing and starts there too"

var errFuture = errors.New("was written by a newer etokenpass")

// unusable is the error for a file that cannot be used, with what to do about it.
func (s *Saved) unusable(err error) error {
	if errors.Is(err, errFuture) {
		return &StateError{Problem: fmt.Sprintf("the saved counter %s %v", s.path, err), Advice: "use that version"}
	}
	return &StateError{
		Problem: fmt.Sprintf("the saved counter %s is damaged: %v", s.path, err),
		Advice: s.command("counter") + " --set N --force continues from a counter that you know, for example the validator's; " +
			s.command("reset") + " starts at the profile's counter, and codes repeat",
		damaged: true,
	}
}
