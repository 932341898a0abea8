package tms

import (
	"time"

	"etokenpass/firmware/oath"
)

// A refusal does not reveal by its time whether a user, or a token, exists: where no code was
// compared, as many codes are compared in vain as for a wrong one.

// isCompared reports whether the codes were compared, or nothing needs to be hidden.
func (c Check) isCompared() bool {
	switch c.Result {
	case Accepted, WrongCode, Replayed, OutOfWindow, Challenge:
		return true
	default:
		return false
	}
}

// compareInVain takes as long as the search for a wrong code in [Verify].
func (p *Policy) compareInVain(now time.Time) {
	token := unknown(p)
	if generator, err := token.generator(); err == nil {
		searchFor(p, token, now).match(generator, []byte(noCode))
	}
}

// compareTwoInVain takes as long as the search for two wrong codes in [SelfResync].
func (p *Policy) compareTwoInVain(now time.Time) {
	token := unknown(p)
	if generator, err := token.generator(); err == nil {
		searchFor(p, token, now).matchTwo(generator, []byte(noCode), []byte(noCode))
	}
}

// unknown is the token that stands for one that does not exist. It has a history, so that used
// codes are tried too.
func unknown(policy *Policy) *Token {
	return &Token{
		Serial: "unknown", Secret: make(Secret, 20), Type: Event, Algorithm: oath.SHA1, Digits: len(noCode), Next: policy.ResyncWindow + 1,
	}
}

// noCode has the length of a code, and is none.
const noCode = "------"
