package window

import "time"

// frameTime is the minimum interval between frames.
const frameTime = time.Second / 60

// heartbeat is the maximum interval between frames. It is needed because a sleeping computer's timers stop and because
// the transcript may fail.
const heartbeat = time.Second

// copyTime is the interval at which an unfinished copy is checked.
const copyTime = 50 * time.Millisecond

// MaxSleep returns how long nothing can change without input, so that the window can sleep until then. While a finger
// is on the button, that is one frame, because the time at which the finger was last seen must be known.
func (w *Window) MaxSleep(now time.Time) time.Duration {
	if len(w.fingers) > 0 {
		return frameTime
	}
	sleep := heartbeat
	for _, each := range w.tokens {
		sleep = min(sleep, w.wallTime(each.device.Snapshot().ChangesIn))
	}
	if w.message.Text != "" {
		sleep = min(sleep, w.message.left(now))
	}
	if w.copying > 0 {
		sleep = min(sleep, copyTime)
	}
	if w.assisting {
		sleep = min(sleep, pollEvery-now.Sub(w.polled), w.wallTime(w.token().nextStep()))
	}
	return max(sleep, frameTime)
}

// wallTime returns the real time in which the given time passes on the tokens' clock. It returns the heartbeat if the
// time is 0 or the clock is paused.
func (w *Window) wallTime(d time.Duration) time.Duration {
	if d <= 0 || w.clock.Paused() {
		return heartbeat
	}
	return d/time.Duration(w.clock.Speed()) + time.Millisecond // rounded up, so that the time has passed by then
}

// nextStep returns the token's time until the panel may change, or 0 if it will not.
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
