package tms

import (
	"fmt"
	"math"
	"time"

	"etokenpass/internal/shell"
)

// Unlock ends the locks of a token and its user, and resets the failures of both, even if they
// are active. It does not enable what is disabled.
func Unlock(record Record) Record {
	record = record.clone()
	for _, standing := range record.standings() {
		standing.unlock()
	}
	return record
}

// Disable disables a token or a user; of selects which. Every code of the token, or of the user
// with any token, is refused until [Enable]. The reason may be empty.
func Disable(record Record, of Subject, reason string) Record {
	record = record.clone()
	record.standing(of).disable(reason)
	return record
}

// Enable ends [Disable]. A token or user that was locked before is locked again.
func Enable(record Record, of Subject) Record {
	record = record.clone()
	record.standing(of).enable()
	return record
}

func (r Record) standing(of Subject) *Standing {
	if of == LockUser {
		return &r.User.Standing
	}
	return &r.Token.Standing
}

// Assignment holds the details of the user to whom a token is assigned.
type Assignment struct {
	Owner        string  // the person's name; "": unchanged
	Organisation string  // "": unchanged
	PIN          PINHash // "": unchanged
}

// Assign assigns a token to a user, who is created if there is none of that name. It returns an
// error if the token or the user already has an assignment.
func Assign(policy *Policy, record Record, user string, details Assignment, now time.Time) (Record, error) {
	if record.Token.User != "" {
		return record, newError(fmt.Sprintf("token %s is assigned to %s already", record.Token.Serial, record.Token.User),
			"etokenpass tms unassign "+shell.Quote(record.Token.Serial)+" ends that")
	}
	if record.User != nil && record.User.Serial != "" {
		return record, newError(fmt.Sprintf("user %s has token %s already", user, record.User.Serial),
			"etokenpass tms unassign "+shell.Quote(record.User.Serial)+" ends that")
	}
	before := record
	record = record.clone()
	record.assign(user, now)
	if details.Owner != "" {
		record.User.Owner = details.Owner
	}
	if details.Organisation != "" {
		record.User.Organisation = details.Organisation
	}
	if details.PIN != "" {
		record.User.PIN = details.PIN
	}
	if policy.NeedsPIN() && record.User.PIN == "" {
		return before, newError(fmt.Sprintf("user %s has no PIN, which policy %s asks for", user, policy.Name), "--pin-file FILE sets one")
	}
	return record, nil
}

// assign assigns the token to a user, who is created if there is none.
func (r *Record) assign(user string, now time.Time) {
	if r.User == nil {
		r.User = &User{Name: user, Standing: Standing{State: Active}}
	}
	r.User.Serial, r.Token.User, r.Token.AssignedAt = r.Token.Serial, user, now
}

// Unassign ends the assignment of a token. The user keeps the lock, the failures and the PIN.
func Unassign(record Record) (Record, error) {
	if record.Token.User == "" {
		return record, newError(fmt.Sprintf("token %s is not assigned", record.Token.Serial), "")
	}
	record = record.clone()
	record.Token.User, record.Token.AssignedAt = "", time.Time{}
	if record.User != nil { // it is missing only if the store was changed by hand
		record.User.Serial, record.User.Challenge = "", PendingChallenge{}
	}
	return record, nil
}

// SetPIN replaces the PIN of a user.
func SetPIN(record Record, pin PINHash) Record {
	record = record.clone()
	record.User.PIN, record.User.Challenge = pin, PendingChallenge{}
	return record
}

// SetNext sets the moving factor expected next. It refuses a lower one than the current: codes
// could be accepted twice.
func SetNext(record Record, next uint64) (Record, error) {
	token := record.Token
	switch {
	case token.Exhausted:
		return record, newError(fmt.Sprintf("token %s has used its last moving factor, 2^64-1: none is left to expect", token.Serial), "")
	case next < token.Next:
		return record, newError(fmt.Sprintf("next %d: must be at least %d, so that no code is accepted twice", next, token.Next), "")
	}
	record = record.clone()
	record.Token.expect(next)
	record.Token.Sighting = Sighting{}
	return record, nil
}

// Import adds a token. With update, it replaces the fields of an existing token that come from
// a seed file, such as secret and algorithm; state, failures and assignment stay, and Next is
// never lowered. Of a new token, it takes only those fields: the token is active and not
// assigned.
func Import(record Record, token Token, update bool) (Record, error) {
	if err := token.Check(); err != nil {
		return record, err
	}
	if record.Token == nil {
		record.Token = &Token{Serial: token.Serial, Standing: Standing{State: Active}}
		record.Token.seed(&token)
		return record, nil
	}
	if !update {
		return record, newError(fmt.Sprintf("token %s exists already", token.Serial), "--update replaces it")
	}
	record = record.clone()
	record.Token.seed(&token)
	return record, nil
}

// seed takes over what a seed file says of a token.
func (t *Token) seed(from *Token) {
	t.Secret, t.Type, t.Algorithm, t.Digits = from.Secret, from.Type, from.Algorithm, from.Digits
	t.Step, t.Epoch, t.FirstMovingFactor = from.Step, from.Epoch, from.FirstMovingFactor
	t.Drift, t.Sighting = from.Drift, Sighting{}
	t.expect(from.Next)
	if t.Exhausted = t.Exhausted || from.Exhausted; t.Exhausted {
		t.expect(math.MaxUint64)
	}
}

// RequireResync marks a token as possibly ahead of the store, after a backup was restored.
func RequireResync(record Record) Record {
	record = record.clone()
	record.Token.ResyncRequired = true
	return record
}
