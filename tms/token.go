package tms

import (
	"fmt"
	"io"
	"math"
	"time"

	"etokenpass/firmware/oath"
)

// Type is the kind of token. It determines whether the moving factor is a counter or a time
// step.
type Type string

// The types.
const (
	Event Type = "event" // HOTP, RFC 4226
	Time  Type = "time"  // TOTP, RFC 6238
)

// Secret is a token's HMAC key, 1 to 200 bytes. Formatting or marshaling reveals only its
// length. It is never changed in place.
type Secret []byte

// String returns the length of the secret.
func (s Secret) String() string { return fmt.Sprintf("(a secret of %d bytes)", len(s)) }

// Format implements [fmt.Formatter]. It masks the secret for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText implements [encoding.TextMarshaler]. It masks the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Token is the validator's record of a token.
type Token struct {
	Serial    string
	Secret    Secret
	Type      Type
	Algorithm oath.Algorithm
	Digits    int           // 6 to 8
	Step      time.Duration // whole seconds; time tokens
	Epoch     time.Time     // T0 of RFC 6238; time tokens

	// FirstMovingFactor is the moving factor of an event token's first code: its counter is
	// the moving factor of its next code less this.
	FirstMovingFactor uint64

	// Next is the moving factor expected next; for a time token, the lowest unused time step.
	// It and all higher factors are unused.
	Next uint64

	// Exhausted reports that even the last moving factor, 2^64-1, is used. Next stays there.
	Exhausted bool

	// Drift is how many time steps the clock of a time token is ahead. The validator learns it
	// from the last accepted code.
	Drift int64

	// ResyncRequired reports that the store was restored and may be behind the token. No code
	// is accepted before a resynchronisation.
	ResyncRequired bool

	// Sighting is the last code that was out of the window. An accepted code clears it.
	Sighting Sighting

	Standing

	User       string // the user to whom it is assigned; "" if it is not assigned
	AssignedAt time.Time

	Version uint64 // grows with each change; the store's
	Last    Link   // the token's last journal entry; the store's
}

// Sighting is a code that was out of the window.
type Sighting struct {
	Factor uint64
	At     time.Time // zero if there was none
}

// Standing says whether a token or a user may be used, and holds the failures that lead to a
// lock.
type Standing struct {
	State       State
	Failures    int       // in a row
	LastFailure time.Time // zero if there was none since the last success or unlock
	LockedAt    time.Time // zero unless locked; kept while disabled
	Reason      string    // why it is disabled; may be empty
}

// User is the validator's record of a user. The lock and the PIN stay with the user when the
// token is exchanged.
type User struct {
	Name         string // login name
	Owner        string // the name of the person; what a help desk asks for
	Organisation string
	PIN          PINHash // "" if there is none
	Challenge    PendingChallenge

	Standing

	Serial string // of the assigned token; "" if there is none

	Version uint64 // grows with each change; the store's
}

// PendingChallenge is a correct PIN that awaits its code.
type PendingChallenge struct {
	ID string // of the request with the PIN; "" if there is none
	At time.Time
}

// Counter returns the counter that corresponds to Next: the least number of codes that an event
// token has generated.
func (t *Token) Counter() uint64 { return t.Next - t.FirstMovingFactor }

// OutOfStep returns how far the last code out of the window was from the expected one, in codes
// or, for time tokens, in time steps. It is negative for a code behind. ok is false if there
// was no such code since the last accepted one, or if the validator has caught up with it.
func (t *Token) OutOfStep() (ahead int64, ok bool) {
	seen := t.Sighting
	if seen.At.IsZero() || seen.Factor < t.Next {
		return 0, false
	}
	expected := t.Next
	if t.Type == Time {
		if expected, ok = t.stepAt(seen.At); !ok {
			return 0, false
		}
	}
	return int64(seen.Factor - expected), true // two's complement gives the sign
}

const maxSerial = 1000 // characters, as in profiles

// Check returns an error that names the first field with an invalid value.
func (t *Token) Check() error {
	switch {
	case t.Serial == "":
		return newError("a token without a serial", "")
	case !isPrintable(t.Serial, maxSerial):
		return newError(fmt.Sprintf("serial %q: must be 1 to %d printable characters", t.Serial, maxSerial), "")
	case t.Type != Event && t.Type != Time:
		return newError(fmt.Sprintf("token %s: type %q: must be event or time", t.Serial, t.Type), "")
	case t.Type == Time && (t.Step < time.Second || t.Step%time.Second != 0):
		return newError(fmt.Sprintf("token %s: time step %v: must be whole seconds, at least 1s", t.Serial, t.Step), "")
	case t.Type == Event && t.Next < t.FirstMovingFactor:
		return newError(fmt.Sprintf("token %s: next moving factor %d: must be at least the first one, %d", t.Serial, t.Next, t.FirstMovingFactor), "")
	}
	if err := oath.Check(t.Algorithm, t.Secret, t.Digits); err != nil {
		return newError(fmt.Sprintf("token %s: %v", t.Serial, err), "")
	}
	return nil
}

func (t *Token) generator() (*oath.Generator, error) {
	return oath.NewGenerator(t.Algorithm, t.Secret, t.Digits)
}

// use marks a moving factor, and all lower ones, as used.
func (t *Token) use(factor uint64) {
	if factor == math.MaxUint64 {
		t.Next, t.Exhausted = factor, true
		return
	}
	t.Next = factor + 1
}

// expect sets Next, which must not be lower than it is.
func (t *Token) expect(next uint64) { t.Next = max(t.Next, next) }
