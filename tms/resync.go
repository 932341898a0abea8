package tms

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// counterModulus is what the five digits of the F screen count to.
const counterModulus = 100_000

// ParseCounterScreen returns the number on a counter screen, 0 to 99,999, as a user may have read or
// typed it: the F, in capitals or not, and zeros at the beginning may be missing.
func ParseCounterScreen(text string) (shown uint64, ok bool) {
	digits := strings.TrimPrefix(strings.TrimPrefix(text, "F"), "f")
	if digits == "" || len(digits) > 5 || len(text)-len(digits) > 1 {
		return 0, false
	}
	for _, digit := range []byte(digits) {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		shown = 10*shown + uint64(digit-'0')
	}
	return shown, true
}

// CounterReport is a counter that the user read from the F screen, as in the telephone
// procedure of the bank's guide.
type CounterReport struct {
	Shown uint64 // the five digits after the F; 0 to 99,999
	Code  string // a code of the token, if one was given
	Force bool   // treat a counter that seems to be lower as a wrap after F99999
}

// Format implements [fmt.Formatter]. It masks the code for every verb.
func (r CounterReport) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "(F%05d)", r.Shown) }

// MarshalText implements [encoding.TextMarshaler]. It masks the code.
func (r CounterReport) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v", r), nil }

// ResyncByCounter resynchronises the validator with the counter that an event token shows. Next
// becomes the moving factor of the lowest counter that has these last five digits and is not
// below the stored one. A code, if given, must match that moving factor or the one after it,
// and is used up: systems differ on whether the F screen counts the last code or the next. RFC
// 4226 appendix E.4 asks for a code; the bank's telephone procedure has none.
//
// A locked token can be resynchronised; a disabled one cannot. A refusal changes nothing and is
// not counted.
func ResyncByCounter(policy *Policy, record Record, report CounterReport, now time.Time) (Record, Check) {
	token := record.Token
	switch {
	case token == nil:
		return record, Check{Result: NoToken}
	case record.State() == StateDisabled:
		return record, Check{Result: Disabled}
	case token.Type != Event, policy.ResyncByCounter == CounterNo, token.Exhausted:
		return record, Check{Result: NotAllowed}
	case report.Shown >= counterModulus:
		return record, Check{Result: Malformed}
	case report.Code == "" && policy.ResyncByCounter == CounterWithCode:
		return record, Check{Result: CodeRequired}
	}
	counter, wraps, ok := token.counterShown(report.Shown)
	switch {
	case !ok:
		return record, Check{Result: NotAllowed}
	case wraps && report.Code == "" && !report.Force:
		return record, Check{Result: Wrapped}
	}
	next := token.FirstMovingFactor + counter
	if report.Code == "" {
		record = record.clone()
		record.Token.expect(next)
		record.resynced(policy)
		return record, Check{Result: Accepted}
	}
	return record.resyncAt(policy, rangeOf(next, plus(next, 1)), report.Code, now)
}

// resyncAt accepts a code that must be of one of the moving factors of a span.
func (r Record) resyncAt(policy *Policy, where span, code string, now time.Time) (Record, Check) {
	code, ok := NormalizeCode(code, r.Token.Digits)
	if !ok {
		return r, Check{Result: Malformed}
	}
	generator, err := r.Token.generator()
	if err != nil {
		return r, Check{Result: WrongCode}
	}
	factor, ok := where.find(generator, []byte(code))
	if !ok {
		return r, Check{Result: WrongCode}
	}
	check := Check{Result: Accepted, Matched: true, Factor: factor, Ahead: int64(factor - r.Token.Next)}
	r = r.clone()
	r.accept(factor, now)
	r.resynced(policy)
	return r, check
}

// counterShown returns the lowest counter that is not below the stored one and whose last five
// digits are shown. wraps reports that they are below those of the stored counter. ok is false
// if the moving factor of that counter would exceed 2^64-1.
func (t *Token) counterShown(shown uint64) (counter uint64, wraps, ok bool) {
	stored := t.Counter()
	last := stored % counterModulus
	distance := shown - last
	if shown < last {
		wraps, distance = true, shown+counterModulus-last
	}
	if t.Next > math.MaxUint64-distance {
		return 0, wraps, false
	}
	return stored + distance, wraps, true
}

// ResyncByCodes resynchronises the validator with a token that generated two consecutive codes,
// as in eToken TMS. It takes the lowest moving factor at which both match, in order. It
// searches from Next to resync_window above it; for time tokens, from resync_window before the
// present to resync_window after it. Next becomes the factor after the second code's. Two codes
// that match further away, up to ten times resync_window, are [OutOfWindow].
//
// A locked token can be resynchronised; a disabled one cannot. A refusal changes nothing and is
// not counted.
func ResyncByCodes(policy *Policy, record Record, codes [2]string, now time.Time) (Record, Check) {
	switch {
	case record.Token == nil:
		return record, Check{Result: NoToken}
	case record.State() == StateDisabled:
		return record, Check{Result: Disabled}
	}
	check := matchTwo(policy, record.Token, codes, now)
	if check.Result == Accepted {
		record = record.clone()
		record.accept(check.Factor, now)
		record.resynced(policy)
	}
	return record, check
}

// matchTwo returns the check of two consecutive codes, of which Factor is the second's.
func matchTwo(policy *Policy, token *Token, codes [2]string, now time.Time) Check {
	first, ok1 := NormalizeCode(codes[0], token.Digits)
	second, ok2 := NormalizeCode(codes[1], token.Digits)
	if !ok1 || !ok2 {
		return Check{Result: Malformed}
	}
	generator, err := token.generator()
	if err != nil {
		return Check{Result: WrongCode}
	}
	return searchFor(policy, token, now).matchTwo(generator, []byte(first), []byte(second))
}

// resynced ends what only a resynchronisation can end.
func (r Record) resynced(policy *Policy) {
	r.Token.ResyncRequired = false
	r.Token.Sighting = Sighting{}
	if !policy.ResyncUnlocks {
		return
	}
	for _, standing := range r.standings() {
		if standing.State == StateLocked {
			standing.unlock()
		}
	}
}
