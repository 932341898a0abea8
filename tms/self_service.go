package tms

import (
	"fmt"
	"time"
)

// Claim is what proves that a user has a token, without a sign-in: user name, serial and two
// consecutive codes.
type Claim struct {
	User   string
	Serial string
	Codes  [2]string // as typed
}

// Format implements [fmt.Formatter]. It masks the codes for every verb.
func (c Claim) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "(a claim of %q to token %q)", c.User, c.Serial)
}

// MarshalText implements [encoding.TextMarshaler]. It masks the codes.
func (c Claim) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v", c), nil }

// SelfResync resynchronises the validator at the request of the user, as [ResyncByCodes] does at
// that of a help desk. Here wrong codes are failures if the policy counts them, and a lock prevents
// the request, so that the number of guesses is bounded. After a restored backup only a help desk
// can resynchronise, because it can make sure that the codes come from the token.
//
// The record is that of the claim's token and user. The result is [NoToken] if the token is not
// assigned to the user. A refusal takes about as long as that of wrong codes, whatever its reason.
func SelfResync(policy *Policy, record Record, claim Claim, now time.Time) (Record, Check) {
	record, check := record.selfResync(policy, claim, now)
	if !check.isCompared() {
		policy.compareTwoInVain(now)
	}
	return record, check
}

func (r Record) selfResync(policy *Policy, claim Claim, now time.Time) (Record, Check) {
	switch {
	case r.Token == nil || r.User == nil || r.Token.User != r.User.Name:
		return r, Check{Result: NoToken}
	case !policy.SelfResync:
		return r, Check{Result: NotAllowed}
	}
	r, check := r.proven(policy, claim, now)
	if check.Result == Accepted {
		r.resynced(policy)
	}
	return r, check
}

// SelfAssign assigns a token to a user who proves to have it. The user is created if there is none
// of that name. Wrong codes are failures of the token, whatever the policy locks, because the user
// may not exist; they are counted if the policy counts them. The policy's PIN is chosen later.
//
// The record is that of the claim's token and user. The result is [NotAllowed] if the token or the
// user has an assignment already. A refusal takes about as long as that of wrong codes, whatever its
// reason.
func SelfAssign(policy *Policy, record Record, claim Claim, now time.Time) (Record, Check) {
	record, check := record.selfAssign(policy, claim, now)
	if !check.isCompared() {
		policy.compareTwoInVain(now)
	}
	return record, check
}

func (r Record) selfAssign(policy *Policy, claim Claim, now time.Time) (Record, Check) {
	switch {
	case r.Token == nil:
		return r, Check{Result: NoToken}
	case !policy.SelfAssign || r.Token.User != "" || r.User != nil && r.User.Serial != "":
		return r, Check{Result: NotAllowed}
	}
	ofToken := *policy
	ofToken.Lock = LockToken
	r, check := r.proven(&ofToken, claim, now)
	if check.Result == Accepted {
		r.Token.succeed()
		r.assign(claim.User, now)
	}
	return r, check
}

// proven checks the codes of a claim: it uses them up, or counts a failure.
func (r Record) proven(policy *Policy, claim Claim, now time.Time) (Record, Check) {
	r = r.clone()
	r.endLocks(policy, now)
	if refusal := r.refusal(policy, now); refusal != "" {
		return r, Check{Result: refusal}
	}
	check := matchTwo(policy, r.Token, claim.Codes, now)
	switch {
	case check.Result == Accepted:
		r.accept(check.Factor, now)
	case policy.counts(check.Result):
		r.counted(policy).fail(policy.MaxFailures, now)
	}
	return r, check
}

// SelfLogin checks a login to the self-service: like [Verify], but a user who has no PIN yet needs
// none, because that is where a user chooses one.
func SelfLogin(policy *Policy, record Record, login Login, id string, now time.Time) (Record, Check) {
	if record.User != nil && record.User.PIN == "" && policy.NeedsPIN() {
		withoutPIN := *policy
		withoutPIN.PIN = PINNone
		policy = &withoutPIN
	}
	return Verify(policy, record, login, id, now)
}
