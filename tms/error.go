package tms

// Error reports a request that cannot be carried out, for example because a user is unknown.
// Nothing has changed, and nothing is in the journal. The error never contains a secret, a PIN
// or a code.
type Error struct {
	Problem string
	Advice  string // what to try; may be ""
}

func (e *Error) Error() string { return e.Problem }

// Hint returns what to try, or "".
func (e *Error) Hint() string { return e.Advice }

func newError(problem, advice string) error { return &Error{problem, advice} }
