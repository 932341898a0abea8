package device

import (
	"errors"
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
// [PacedClock].
//
// A token on such a clock has gestures: [Token.Hold], [Token.Presses], [Token.ShowCounter]
// and [Token.Wait]. They move the token's own clock forward, so they take token time but no
// real time; the time passes for other tokens on the same clock too. Gestures on one token
// take turns. [Token.Down], [Token.Up] and [Token.Press] do not wait for a gesture to end,
// and can release the button that it holds down.
type AdvancingClock interface {
	Clock
	Advance(d time.Duration) // does nothing if d is zero or negative
}

// ErrFixedClock is the error of a gesture on a token whose clock is not an [AdvancingClock].
// The gesture had no effect.
var ErrFixedClock = errors.New("the token's clock cannot be moved forward")

// gesture runs f, which may move the clock forward, while no other gesture runs.
func (t *Token) gesture(f func(AdvancingClock) (Snapshot, error)) (Snapshot, error) {
	clock, ok := t.clock.(AdvancingClock)
	if !ok {
		return t.Snapshot(), ErrFixedClock
	}
	t.gestures.Lock()
	defer t.gestures.Unlock()
	return f(clock)
}

// Wait lets d pass and returns the snapshot after it. It fails with [ErrFixedClock] only.
func (t *Token) Wait(d time.Duration) (Snapshot, error) {
	return t.gesture(func(clock AdvancingClock) (Snapshot, error) {
		clock.Advance(d)
		return t.Snapshot(), nil
	})
}

// Hold keeps the button down for d. If d is less than the profile's hold time, that is a
// press. Hold returns the snapshot and the error of the release, see [Token.Up], or
// [ErrFixedClock].
func (t *Token) Hold(d time.Duration) (Snapshot, error) {
	return t.gesture(func(clock AdvancingClock) (Snapshot, error) { return t.hold(clock, d) })
}

func (t *Token) hold(clock AdvancingClock, d time.Duration) (Snapshot, error) {
	t.Down()
	clock.Advance(d)
	return t.Up()
}

// Presses returns a sequence that presses the button count times, each time for
// [PressTime]. One press starts after each interval of every, or of PressTime if that is
// longer. The sequence yields the result of each release; see [Token.Up]. Breaking out of
// the loop ends the presses; an error does not, except [ErrFixedClock].
//
// Each press is one gesture, so others may come between two presses, and the body of the
// loop may make some.
func (t *Token) Presses(count int, every time.Duration) iter.Seq2[Snapshot, error] {
	return func(yield func(Snapshot, error) bool) {
		for i := range count {
			seen, err := t.gesture(func(clock AdvancingClock) (Snapshot, error) {
				if i > 0 {
					clock.Advance(every - PressTime)
				}
				return t.hold(clock, PressTime)
			})
			if !yield(seen, err) || errors.Is(err, ErrFixedClock) {
				return
			}
		}
	}
}

// ShowCounter brings the token to the counter screen: it holds the button for the profile's
// hold time, which shows the self-test, and then presses it the profile's number of times.
// The presses take no time, so the counter screen appears even if the profile's timeout is
// very short. ShowCounter returns the error of the first release that fails, or
// [ErrFixedClock].
func (t *Token) ShowCounter() (Snapshot, error) {
	return t.gesture(func(clock AdvancingClock) (Snapshot, error) {
		button := t.Profile().Button
		seen, err := t.hold(clock, button.Hold)
		for i := 0; i < button.SyncPresses && err == nil; i++ {
			seen, err = t.Press()
		}
		return seen, err
	})
}
