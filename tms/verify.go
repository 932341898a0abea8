package tms

import (
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Login is a request to check a code.
type Login struct {
	User string
	Code string // as typed: spaces and dashes between groups of digits are understood
	PIN  string // in policies with a PIN; with pin: prefix, suffix or compound it may be part of Code

	// ChallengeID is the ID of the request whose correct PIN was answered with [Challenge].
	ChallengeID string

	// Checked is the result of [CheckPIN] for this user and PIN. If it is missing or outdated,
	// [Verify] compares the PIN itself.
	Checked CheckedPIN
}

// Format implements [fmt.Formatter]. It masks code and PIN for every verb.
func (l Login) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "(a login of %q)", l.User) }

// MarshalText implements [encoding.TextMarshaler]. It masks code and PIN.
func (l Login) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v", l), nil }

// Check is the outcome of checking or resynchronising.
type Check struct {
	Result Result

	Matched bool
	Factor  uint64 // the moving factor whose code matched, if Matched
	Ahead   int64  // how far Factor is from the one expected; negative if it is lower
}

// Verify checks a code, and the PIN if the policy asks for one. id is the ID of the request.
//
// The result is the first that applies, in this order: no token, disabled, locked,
// resynchronisation required, throttled, malformed, wrong PIN, then the results that depend on
// the code. A refusal takes about as long as that of a wrong code, whatever its reason.
func Verify(policy *Policy, record Record, login Login, id string, now time.Time) (Record, Check) {
	record, check := record.verify(policy, login, id, now)
	if !check.isCompared() {
		policy.compareInVain(now)
	}
	return record, check
}

func (r Record) verify(policy *Policy, login Login, id string, now time.Time) (Record, Check) {
	if r.User == nil || r.Token == nil {
		return r, Check{Result: NoToken}
	}
	r = r.clone()
	r.endLocks(policy, now)
	if refusal := r.refusal(policy, now); refusal != "" {
		return r, Check{Result: refusal}
	}
	check := r.check(policy, login, id, now)
	r.settle(policy, check, now)
	return r, check
}

// refusal returns the result that prevents any check, or "".
func (r Record) refusal(policy *Policy, now time.Time) Result {
	switch state := r.State(); {
	case state == StateDisabled:
		return Disabled
	case state == StateLocked:
		return Locked
	case r.Token.ResyncRequired:
		return ResyncRequired
	case r.ThrottledFor(policy, now) > 0:
		return Throttled
	}
	return ""
}

// check compares PIN and code.
func (r Record) check(policy *Policy, login Login, id string, now time.Time) Check {
	in, ok := policy.takeApart(login, r.Token.Digits)
	if !ok {
		return Check{Result: Malformed}
	}
	if policy.NeedsPIN() {
		if result := r.checkPIN(login, in, id, now); result != "" {
			return Check{Result: result}
		}
	}
	return r.checkCode(policy, in.code, now)
}

// checkPIN returns the result of the PIN, or "" if the code decides.
func (r Record) checkPIN(login Login, in entered, id string, now time.Time) Result {
	pending := r.User.Challenge
	r.User.Challenge = PendingChallenge{}
	if login.ChallengeID != "" {
		age := now.Sub(pending.At)
		if !equal([]byte(pending.ID), []byte(login.ChallengeID)) || age < 0 || age > challengeTime {
			return Malformed
		}
		return ""
	}
	switch {
	case !login.Checked.isRight(r.User.PIN, in.pin):
		return WrongPIN
	case in.hasCode:
		return ""
	}
	r.User.Challenge = PendingChallenge{ID: id, At: now}
	return Challenge
}

func (r Record) checkCode(policy *Policy, code string, now time.Time) Check {
	generator, err := r.Token.generator()
	if err != nil { // a record from a store that was changed by hand
		return Check{Result: WrongCode}
	}
	check := searchFor(policy, r.Token, now).match(generator, []byte(code))
	if check.Result == OutOfWindow && r.follows(policy, generator, code, now) {
		factor := r.Token.Sighting.Factor + 1
		check = Check{Result: Accepted, Matched: true, Factor: factor, Ahead: check.Ahead + int64(factor-check.Factor)}
	}
	return check
}

// follows reports whether a code resynchronises the token by itself: it is the one after the
// last code out of the window, soon enough (auto_resync).
func (r Record) follows(policy *Policy, generator *oath.Generator, code string, now time.Time) bool {
	last := r.Token.Sighting
	age := now.Sub(last.At)
	if policy.AutoResync == 0 || last.At.IsZero() || age < 0 || age > policy.AutoResync || last.Factor < r.Token.Next {
		return false
	}
	next := last.Factor + 1
	return next != 0 && equal([]byte(generator.Code(next)), []byte(code))
}

// settle changes the record as the result of a check says.
func (r Record) settle(policy *Policy, check Check, now time.Time) {
	switch {
	case check.Result == Accepted:
		r.accept(check.Factor, now)
		for _, standing := range r.standings() {
			standing.succeed()
		}
	case policy.counts(check.Result):
		r.counted(policy).fail(policy.MaxFailures, now)
	}
	if check.Result == OutOfWindow {
		r.Token.Sighting = Sighting{Factor: check.Factor, At: now}
	}
}

// accept uses up a moving factor.
func (r Record) accept(factor uint64, now time.Time) {
	r.Token.use(factor)
	r.Token.learn(factor, now)
	r.Token.Sighting = Sighting{}
}

// Test checks a code for a help desk. It ignores locks and the PIN, and changes nothing. A code
// of the wrong form is [Malformed].
func Test(policy *Policy, token *Token, code string, now time.Time) Check {
	code, ok := NormalizeCode(code, token.Digits)
	if !ok {
		return Check{Result: Malformed}
	}
	generator, err := token.generator()
	if err != nil {
		return Check{Result: WrongCode}
	}
	return searchFor(policy, token, now).match(generator, []byte(code))
}
