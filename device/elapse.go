package device

import "time"

// Elapse lets d pass for the token and returns the snapshot after it, without moving the clock.
// So a program need not wait for a screen to go off: the button, the LCD and the battery are d
// older afterwards, while the calendar, and with it the codes of Pass Time, stays where it is. A
// screen that changes meanwhile is recorded with the clock's time. Elapse does nothing if d is
// zero or negative.
func (t *Token) Elapse(d time.Duration) Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.catchUp()
	t.pass(d, func(time.Duration) { t.note(now) })
	return t.snapshot(now)
}
