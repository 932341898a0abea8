package device

import (
	"errors"
	"fmt"
)

// StateError is a problem with a token's saved counter. No code is shown. The counter has
// not changed, or may have changed if only the final sync of its folder failed.
type StateError struct {
	Problem string
	Advice  string // what to try; may be empty

	damaged bool // the file has no readable counter
}

// Error returns the problem, including the file's path where there is one.
func (e *StateError) Error() string { return e.Problem }

// Hint returns what to try, or "".
func (e *StateError) Hint() string { return e.Advice }

// Damaged reports whether the file has no readable counter, so that [Saved.Reset] loses
// nothing by removing it.
func (e *StateError) Damaged() bool { return e.damaged }

// stateFolderAdvice is the hint for a state folder that cannot be used.
const stateFolderAdvice = "--state DIR uses another folder, where the token starts at the profile's counter and repeats codes; " +
	"--ephemeral saves nothing and starts at the profile's counter each time"

var errFuture = errors.New("was written by a newer etokenpass")

// unusableError returns the error for a state file that cannot be parsed, with a hint.
func (s *Saved) unusableError(err error) error {
	switch {
	case errors.Is(err, errFuture):
		return &StateError{Problem: fmt.Sprintf("the saved counter %s %v", s.path, err), Advice: "use the newer version"}
	case errors.Is(err, errProfile):
		return &StateError{
			Problem: fmt.Sprintf("%s %v: the token's counter would be saved in a file of this name", s.path, err),
			Advice:  "keep saved counters and profiles apart: --state DIR uses another folder, or rename the profile",
		}
	}
	return &StateError{
		Problem: fmt.Sprintf("the saved counter %s is damaged: %v", s.path, err),
		Advice: s.command("counter") + " --set N --force continues from a known counter, such as the validator's; " +
			s.command("reset") + " starts at the profile's counter again and repeats codes",
		damaged: true,
	}
}
