package tms

import (
	"slices"
	"time"
)

// Policy holds the validator's rules. In policies from [ParsePolicy] and [EmbeddedPolicy], all
// values are within their ranges.
type Policy struct {
	Name  string
	Title string // one sentence; may be empty

	// Window is how many moving factors are tried, including next; 1 to 1000. For time tokens
	// it is the number of time steps on either side of the present.
	Window uint64

	MaxFailures int           // this many failures in a row lock; 0: never; up to 1000
	Lock        Subject       // what failures and locks apply to
	UnlockAfter time.Duration // how long a lock lasts; 0: until it is unlocked
	Throttle    time.Duration // times the failures in a row: the delay after the last one; 0: none
	Count       []Result      // the results that are failures

	ResyncWindow    uint64        // how far a resynchronisation searches; 1 to 100,000
	ResyncByCounter CounterResync // whether the F screen alone is enough
	AutoResync      time.Duration // two consecutive codes out of the window within this time resynchronise; 0: off
	ResyncUnlocks   bool          // whether a resynchronisation also unlocks

	SelfResync bool // whether users may resynchronise their own token, with two codes
	SelfAssign bool // whether users may assign a token to themselves, with two codes

	PIN PINMode

	// Sources holds the source of each field's value: "documented" or "observed", with the
	// source, or "assumed". Names holds the names that another system uses for fields. Both are
	// for display only.
	Sources map[Field]string
	Names   map[Field]string
}

// Subject is what a lock applies to.
type Subject string

// The subjects.
const (
	LockUser  Subject = "user"
	LockToken Subject = "token"
)

// CounterResync says whether a counter read from the F screen may resynchronise a token.
type CounterResync string

// The three settings.
const (
	CounterYes      CounterResync = "yes"
	CounterWithCode CounterResync = "with_code"
	CounterNo       CounterResync = "no"
)

// PINMode says how a user enters a PIN.
type PINMode string

// The modes.
const (
	PINNone      PINMode = "none"
	PINSeparate  PINMode = "separate"  // in a separate field
	PINPrefix    PINMode = "prefix"    // in the code's field, before the code
	PINSuffix    PINMode = "suffix"    // in the code's field, after the code
	PINChallenge PINMode = "challenge" // first the PIN, then the code
	PINCompound  PINMode = "compound"  // a password in the code's field, before the code
)

// Field is the name of a policy's field.
type Field string

// Fields returns the fields that hold rules, in the order in which policies list them.
func Fields() []Field {
	return []Field{
		"window", "max_failures", "lock", "unlock_after", "throttle", "count", "resync_window", "resync_by_counter",
		"auto_resync", "resync_unlocks", "self_resync", "self_assign", "pin",
	}
}

// defaultPolicy returns the policy without any field set.
func defaultPolicy() *Policy {
	return &Policy{
		Window: 10, MaxFailures: 3, Lock: LockUser, Count: countable(), ResyncWindow: 1000,
		ResyncByCounter: CounterYes, SelfResync: true, SelfAssign: true, PIN: PINNone,
	}
}

// counts reports whether a result counts as a failure.
func (p *Policy) counts(result Result) bool { return slices.Contains(p.Count, result) }

// NeedsPIN reports whether users need a PIN.
func (p *Policy) NeedsPIN() bool { return p.PIN != PINNone }

// AcceptedCounters returns the bounds of the window as counters, both included. The next code
// of an event token is accepted if the counter screen, after the code, shows a counter within
// them. ok is false if none is left.
func (p *Policy) AcceptedCounters(t *Token) (first, last uint64, ok bool) {
	if t.Exhausted {
		return 0, 0, false
	}
	return plus(t.Counter(), 1), plus(plus(t.Next, max(p.Window, 1)-1)-t.FirstMovingFactor, 1), true
}
