package window

import "time"

// frameTime is how often there can be something else to be seen.
const frameTime = time.Second / 60

// heartbeat is how often the window looks around without a reason: a computer that
// slept has lost no time of its own, and a transcript may have ended.
const heartbeat = time.Second

// copyTime is how often it is asked whether a copy is done.
const copyTime = 50 * time.Millisecond

// Wake is for how long nothing can change unless a hand does something. Until then the
// window can sleep. It does not while a finger is on the button, as it has to see when that
// was there last.
func (w *Window) MaxSleep(now time.Time) time.Duration {
	if len(w.fingers) > 0 {
		return frameTime
	}
	wake := heartbeat
	for _, each := range w.tokens {
		wake = min(wake, w.wallTime(each.device.Snapshot().ChangesIn))
	}
	if w.message.Text != "" {
		wake = min(wake, w.message.left(now))
	}
	if w.copying > 0 {
		wake = min(wake, copyTime)
	}
	if w.assisting {
		wake = min(wake, pollEvery-now.Sub(w.polled), w.wallTime(w.token().nextStep()))
	}
	return max(wake, frameTime)
}

// wallTime is how long it takes until so much of the tokens' time has passed. For
// none it is as long as the heartbeat.
func (w *Window) wallTime(d time.Duration) time.Duration {
	if d <= 0 || w.clock.Paused() {
		return heartbeat
	}
	return d/time.Duration(w.clock.Speed()) + time.Millisecond // it has passed, and is not about to
}

// nextStep is when the panel has something else to show, in the token's time.
func (t *token) nextStep() time.Duration {
	seen := t.device.Snapshot()
	switch {
	case seen.Down && seen.Held < t.device.Profile().Button.Hold:
		return heldStep
	case seen.OffIn > 0:
		return offStep
	}
	return 0
}
