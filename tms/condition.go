package tms

import "time"

// ConditionKind is what a help desk says about a token first.
type ConditionKind string

// The kinds. [Record.Condition] returns the first that applies, in this order.
const (
	UserDisabled    ConditionKind = "user_disabled"
	TokenDisabled   ConditionKind = "disabled"
	LockedOut       ConditionKind = "locked" // the token or its user
	NoTokenAssigned ConditionKind = "no_token"
	MustResync      ConditionKind = "resync_required"
	WornOut         ConditionKind = "worn_out" // its last moving factor is used
	OutOfStep       ConditionKind = "out_of_step"
	InStep          ConditionKind = "in_step"
)

// ConditionKinds returns all kinds, the most common first.
func ConditionKinds() []ConditionKind {
	return []ConditionKind{InStep, OutOfStep, LockedOut, TokenDisabled, UserDisabled, MustResync, WornOut, NoTokenAssigned}
}

// Condition is the condition of a token, or of a user without one.
type Condition struct {
	Kind     ConditionKind
	Reason   string        // disabled; may be empty
	Since    time.Time     // locked
	Failures int           // locked: how many led to the lock
	Ahead    int64         // out of step: codes, or time steps if Step is set; negative if it is behind
	Step     time.Duration // of time tokens; else 0
}

// Condition returns the condition of a record as [Record.At] returns it.
func (r Record) Condition() Condition {
	token, user := r.Token, r.User
	if user != nil && user.State == StateDisabled {
		return Condition{Kind: UserDisabled, Reason: user.Reason}
	}
	if token != nil && token.State == StateDisabled {
		return Condition{Kind: TokenDisabled, Reason: token.Reason}
	}
	if r.State() == StateLocked {
		return Condition{Kind: LockedOut, Since: r.lockedSince(), Failures: r.Failures()}
	}
	if token == nil {
		return Condition{Kind: NoTokenAssigned}
	}
	ahead, isOutOfStep := token.OutOfStep()
	switch {
	case token.ResyncRequired:
		return Condition{Kind: MustResync}
	case token.Exhausted:
		return Condition{Kind: WornOut}
	case isOutOfStep:
		return Condition{Kind: OutOfStep, Ahead: ahead, Step: token.TimeStep()}
	}
	return Condition{Kind: InStep}
}

// lockedSince returns when the first lock of a token or its user began.
func (r Record) lockedSince() (since time.Time) {
	if r.Token != nil && r.Token.State == StateLocked {
		since = r.Token.LockedAt
	}
	if user := r.User; user != nil && user.State == StateLocked && (since.IsZero() || user.LockedAt.Before(since)) {
		since = user.LockedAt
	}
	return since
}

// TimeStep returns the time step of a time token, and 0 for others.
func (t *Token) TimeStep() time.Duration {
	if t.Type == Time {
		return t.Step
	}
	return 0
}

// Refuses reports whether every code is refused in this condition.
func (c Condition) Refuses() bool {
	switch c.Kind {
	case UserDisabled, TokenDisabled, LockedOut, MustResync, WornOut, NoTokenAssigned:
		return true
	case OutOfStep, InStep:
	}
	return false
}
