package device

import (
	"iter"
	"time"
)

// The timing of an ordinary press (assumed). PressTime is shorter than any profile's hold
// time.
const (
	PressTime  = 200 * time.Millisecond // how long the button is down
	PressEvery = 500 * time.Millisecond // from the start of one press to the start of the next
)

// AdvancingClock is a clock that can be moved forward, such as [VirtualClock] or
// [PacedClock], so that a gesture takes token time but no real time.
//
// [Hold], [Presses] and [ShowCounter] take a token and that token's own clock. Only one
// gesture may run on a token at a time.
type AdvancingClock interface {
	Clock
	Advance(d time.Duration) // does nothing if d is zero or negative
}

// Hold keeps the button down for d. If d is less than the profile's hold time, that is a
// press. Hold returns the snapshot and the error of the release; see [Token.Up].
func Hold(token *Token, clock AdvancingClock, d time.Duration) (Snapshot, error) {
	token.Down()
	clock.Advance(d)
	return token.Up()
}

// Presses returns a sequence that presses the button count times, each time for
// [PressTime]. One press starts after each interval of every, or of PressTime if that is
// longer. The sequence yields the result of each release; see [Token.Up]. Breaking out of
// the loop ends the presses; an error does not.
func Presses(token *Token, clock AdvancingClock, count int, every time.Duration) iter.Seq2[Snapshot, error] {
	return func(yield func(Snapshot, error) bool) {
		for i := range count {
			if i > 0 {
				clock.Advance(every - PressTime)
			}
			if !yield(Hold(token, clock, PressTime)) {
				return
			}
		}
	}
}

// ShowCounter brings a token that is off to the counter screen: it holds the button for the
// profile's hold time, which shows the self-test, and then presses it the profile's number
// of times. The presses take no time, so the counter screen appears even if the profile's
// timeout is very short. ShowCounter returns the error of the first release that fails.
func ShowCounter(token *Token, clock AdvancingClock) (Snapshot, error) {
	button := token.Profile().Button
	seen, err := Hold(token, clock, button.Hold)
	for i := 0; i < button.SyncPresses && err == nil; i++ {
		seen, err = token.Press()
	}
	return seen, err
}
