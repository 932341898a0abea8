package tms

// Error reports a request that cannot be carried out, for example because a user is unknown.
// Nothing has changed, and nothing is in the journal. The error never contains a secret, a PIN
// or a code.
type Error struct {
	Problem string
	Advice  string // what to try; may be ""
	Unknown bool   // there is no such token or user
}

func (e *Error) Error() string { return e.Problem }

// Hint returns what to try, or "".
func (e *Error) Hint() string { return e.Advice }

func newError(problem, advice string) error { return &Error{Problem: problem, Advice: advice} }
