package device

import (
	"iter"
	"time"
)

// The times of an ordinary press (assumed). PressTime is shorter than any profile's hold
// time.
const (
	PressTime  = 200 * time.Millisecond // how long the button is down
	PressEvery = 500 * time.Millisecond // from one press to the next
)

// AdvancingClock is a clock that can be moved forward, so that a gesture takes the
// token's time and no real time: [VirtualClock] and [PacedClock].
//
// Each gesture below takes a token and the token's own clock. Only one gesture on a
// token may run at a time.
type AdvancingClock interface {
	Clock
	Advance(d time.Duration) // a duration that is not positive changes nothing
}

// Hold keeps the button down for d. Less than the profile's hold time is a press. The
// snapshot and the error are those of the release; see [Token.Up].
func Hold(token *Token, clock AdvancingClock, d time.Duration) (Snapshot, error) {
	token.Down()
	clock.Advance(d)
	return token.Up()
}

// Presses presses the button count times, once in every, each time for [PressTime], and
// yields the result of each release. Presses end where the loop over them ends; an error
// alone does not end them. An every below PressTime is PressTime.
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

// ShowCounter holds the button of a token that is off until the self-test appears, and
// presses it as often as the profile says, which leads to the counter screen. The presses take no time, so the screen is
// that of one hold time after the start, however short the profile's timeout is. The
// error is that of the first release that fails.
func ShowCounter(token *Token, clock AdvancingClock) (Snapshot, error) {
	button := token.Profile().Button
	seen, err := Hold(token, clock, button.Hold)
	for i := 0; i < button.SyncPresses && err == nil; i++ {
		seen, err = token.Press()
	}
	return seen, err
}
