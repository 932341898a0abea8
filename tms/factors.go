package tms

import (
	"math"
	"time"

	"etokenpass/firmware/oath"
)

// span is a range of moving factors that includes both ends.
type span struct {
	from, to uint64
	empty    bool
}

var nothing = span{empty: true}

// rangeOf returns the factors from one to another. It is empty if they are in the wrong order.
func rangeOf(from, to uint64) span {
	if from > to {
		return nothing
	}
	return span{from: from, to: to}
}

// plus and minus stop at the ends of the 8-byte moving factor.
func plus(factor, n uint64) uint64 {
	if factor > math.MaxUint64-n {
		return math.MaxUint64
	}
	return factor + n
}

func minus(factor, n uint64) uint64 { return factor - min(factor, n) }

// find returns the lowest factor of the span whose code is code: six-digit codes repeat by
// chance.
func (s span) find(generator *oath.Generator, code []byte) (factor uint64, ok bool) {
	if s.empty {
		return 0, false
	}
	var buffer [oath.MaxDigits]byte
	for factor := s.from; ; factor++ {
		if equal(generator.Append(buffer[:0], factor), code) {
			return factor, true
		}
		if factor == s.to { // before it overflows
			return 0, false
		}
	}
}

// findTwo returns the second of the lowest two consecutive factors whose codes are first and second.
// The second may be the factor after the span.
func (s span) findTwo(generator *oath.Generator, first, second []byte) (factor uint64, ok bool) {
	for {
		factor, ok := s.find(generator, first)
		if !ok || factor == math.MaxUint64 {
			return 0, false
		}
		if equal([]byte(generator.Code(factor+1)), second) {
			return factor + 1, true
		}
		s = rangeOf(factor+1, s.to)
	}
}

// search is where the validator looks for a code.
type search struct {
	window span // accepted
	below  span // used already
	far    span // out of the window; tried last, so that it may include the others
	beyond span // where two consecutive codes are told from wrong ones; tried after far, and includes it

	origin uint64 // what the distance of a factor is counted from: next or, for time tokens, the present
}

// searchFor returns where to look for a code of a token.
func searchFor(policy *Policy, t *Token, now time.Time) search {
	first := t.FirstMovingFactor
	if t.Type == Time {
		first = 0
	}
	s := search{window: nothing, below: nothing, far: nothing, beyond: nothing, origin: t.Next}
	ahead, resync := max(policy.Window, 1), max(policy.ResyncWindow, 1) // 0 only in a policy that was not parsed
	switch {
	case t.Exhausted:
		s.below = rangeOf(max(first, minus(t.Next, resync-1)), t.Next)
		return s
	case t.Next > first:
		s.below = rangeOf(max(first, minus(t.Next, resync)), t.Next-1)
	}
	if t.Type == Event {
		s.window = rangeOf(t.Next, plus(t.Next, ahead-1))
		s.far = rangeOf(t.Next, plus(t.Next, resync))
		s.beyond = rangeOf(t.Next, plus(t.Next, beyondTimes*resync))
		return s
	}
	step, ok := t.stepAt(now)
	if !ok {
		return s
	}
	s.origin = step
	s.window = rangeOf(max(t.Next, minus(step, ahead)), plus(step, ahead))
	s.far = rangeOf(max(t.Next, minus(step, resync)), plus(step, resync))
	s.beyond = rangeOf(max(t.Next, minus(step, beyondTimes*resync)), plus(step, beyondTimes*resync))
	return s
}

// beyondTimes is how many times resync_window two consecutive codes are looked for, so that a user
// learns that the token is too far ahead rather than that the codes are wrong.
const beyondTimes = 10

// stepAt returns the time step that the token's clock shows, as far as the validator knows its
// drift. ok is false before the epoch.
func (t *Token) stepAt(now time.Time) (step uint64, ok bool) {
	step, err := oath.TimeStep(now, t.Epoch, t.Step)
	if err != nil {
		return 0, false
	}
	if t.Drift < 0 {
		return minus(step, uint64(-t.Drift)), true
	}
	return plus(step, uint64(t.Drift)), true
}

// learn sets the drift from the time step of a code that was generated now.
func (t *Token) learn(factor uint64, now time.Time) {
	if t.Type != Time {
		return
	}
	if step, err := oath.TimeStep(now, t.Epoch, t.Step); err == nil {
		t.Drift = int64(factor - step) // two's complement gives the sign
	}
}

// match returns the check of a code, from the code alone.
func (s search) match(generator *oath.Generator, code []byte) Check {
	if factor, ok := s.window.find(generator, code); ok {
		return Check{Result: Accepted, Matched: true, Factor: factor, Ahead: s.distance(factor)}
	}
	if factor, ok := s.below.find(generator, code); ok {
		return Check{Result: Replayed, Matched: true, Factor: factor, Ahead: s.distance(factor)}
	}
	if factor, ok := s.far.find(generator, code); ok {
		return Check{Result: OutOfWindow, Matched: true, Factor: factor, Ahead: s.distance(factor)}
	}
	return Check{Result: WrongCode}
}

// matchTwo returns the check of two consecutive codes, of which Factor is the second's.
func (s search) matchTwo(generator *oath.Generator, first, second []byte) Check {
	if factor, ok := s.far.findTwo(generator, first, second); ok {
		return Check{Result: Accepted, Matched: true, Factor: factor, Ahead: s.distance(factor)}
	}
	if factor, ok := s.beyond.findTwo(generator, first, second); ok {
		return Check{Result: OutOfWindow, Matched: true, Factor: factor, Ahead: s.distance(factor)}
	}
	return Check{Result: WrongCode}
}

// distance returns how many factors one is ahead of what is expected; it is negative for one
// behind.
func (s search) distance(factor uint64) int64 { return int64(factor - s.origin) }
