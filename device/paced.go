package device

import (
	"math"
	"sync"
	"time"
)

// Speeds returns the speeds that users can choose, in ascending order, as multiples of real
// time.
func Speeds() []int { return []int{1, 2, 5, 10, 60} }

// PacedClock follows another clock, its base. It can run faster than the base, be paused,
// and be moved forward. Until then it shows the base's time. It is safe for concurrent use.
type PacedClock struct {
	base Clock

	mu     sync.Mutex
	ticks  bool // only Tick moves the clock
	speed  int
	paused bool
	last   time.Time     // the last reading of base, to which ahead applies
	ahead  time.Duration // how far the clock is ahead of base
}

// NewPacedClock returns a clock that shows the same time as base.
func NewPacedClock(base Clock) *PacedClock {
	return &PacedClock{base: base, speed: 1, last: base.Now()}
}

// NewPausedClock returns a clock that shows a given time until it is moved forward or resumed.
// The time must be within 292 years of the base's.
func NewPausedClock(base Clock, at time.Time) *PacedClock {
	now := base.Now()
	return &PacedClock{base: base, speed: 1, paused: true, last: now, ahead: at.Sub(now)}
}

// TickOnly makes the clock pass time only when [PacedClock.Tick] is called, so that it
// shows the same time throughout a frame.
func (c *PacedClock) TickOnly() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.ticks = true
}

// Tick passes the time since the last tick at the current speed, or none if the clock is
// paused.
func (c *PacedClock) Tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pass(c.base.Now())
}

// Now returns the clock's current time.
func (c *PacedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.catchUp()
}

// Speed returns the clock's speed while it is not paused, as a multiple of the base's.
func (c *PacedClock) Speed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// Paused reports whether the clock is paused.
func (c *PacedClock) Paused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}

// SetSpeed makes the clock run speed times as fast as the base from now on. A speed below 1
// is taken as 1.
func (c *PacedClock) SetSpeed(speed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.speed = max(speed, 1)
}

// SetPaused pauses or resumes the clock.
func (c *PacedClock) SetPaused(paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.paused = paused
}

// Advance moves the clock forward by d, even if it is paused. It does nothing if d is zero
// or negative.
func (c *PacedClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = sum(c.ahead, max(d, 0))
}

// catchUp passes the time since the last reading of the base, unless only Tick may do so,
// and returns the clock's time.
func (c *PacedClock) catchUp() time.Time {
	if !c.ticks {
		c.pass(c.base.Now())
	}
	return c.last.Add(c.ahead)
}

// pass passes the time up to a reading of the base, at the current pace. The clock's time
// is the base's plus a duration. So it keeps the monotonic reading and, at speed 1,
// follows the base when that is set to another time.
func (c *PacedClock) pass(base time.Time) {
	c.ahead = sum(c.ahead, product(elapsed(c.last, base), c.pace()-1))
	c.last = base
}

// pace returns how many seconds pass per second of the base.
func (c *PacedClock) pace() int {
	if c.paused {
		return 0
	}
	return c.speed
}

// sum and product return the longest duration, 292 years, instead of overflowing. b is
// negative only if the clock is paused; d is never negative.
func sum(a, b time.Duration) time.Duration {
	if b > 0 && a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func product(d time.Duration, n int) time.Duration {
	if n > 0 && d > math.MaxInt64/time.Duration(n) {
		return math.MaxInt64
	}
	return d * time.Duration(n)
}
