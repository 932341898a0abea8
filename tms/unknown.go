package tms

import (
	"time"

	"etokenpass/firmware/oath"
)

// unknown is the token that stands for one that does not exist, so that a refusal takes as long as
// that of a wrong code. It has a history, so that used codes are tried too.
func unknown(policy *Policy) *Token {
	return &Token{
		Serial: "unknown", Secret: make(Secret, 20), Type: Event, Algorithm: oath.SHA1, Digits: unknownDigits, Next: policy.ResyncWindow + 1,
	}
}

const unknownDigits = 6

// refuseUnknownLogin compares a code as [Verify] does, and refuses it.
func (p *Policy) refuseUnknownLogin(login Login, now time.Time) Check {
	if in, ok := p.takeApart(login, unknownDigits); ok && in.hasCode {
		Test(p, unknown(p), in.code, now)
	}
	return Check{Result: NoToken}
}

// refuseUnknown compares two codes as [SelfResync] does, and refuses them.
func (p *Policy) refuseUnknown(claim Claim, now time.Time) Check {
	matchTwo(p, unknown(p), claim.Codes, now)
	return Check{Result: NoToken}
}
