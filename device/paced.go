package device

import (
	"math"
	"sync"
	"time"
)

// Speeds are the speeds that users can choose: how many times as fast as a clock.
var Speeds = []int{1, 2, 5, 10, 60}

// PacedClock follows another clock, its base, at a pace that can be changed: it can run
// faster, be paused and be moved forward. Until one of these is done, it shows the base's
// time. It is safe for concurrent use.
type PacedClock struct {
	base Clock

	mu     sync.Mutex
	ticks  bool // it stands still except when Tick is called
	speed  int
	paused bool
	last   time.Time     // the time of base that ahead belongs to
	ahead  time.Duration // how far the clock is ahead of base
}

// NewPacedClock makes a clock that shows the same time as base.
func NewPacedClock(base Clock) *PacedClock {
	return &PacedClock{base: base, speed: 1, last: base.Now()}
}

// TickOnly makes the clock stand still except when Tick is called, so that it shows one
// time throughout a frame.
func (c *PacedClock) TickOnly() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.ticks = true
}

// Tick lets the time since the last tick pass, at the current pace.
func (c *PacedClock) Tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pass(c.base.Now())
}

// Now returns the time that the clock shows.
func (c *PacedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.catchUp()
}

// Speed returns how many times as fast as the base the clock runs when it is not paused.
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

// SetSpeed makes the clock run speed times as fast as the base from now on. Less than 1
// is 1.
func (c *PacedClock) SetSpeed(speed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.speed = max(speed, 1)
}

// SetPaused pauses the clock, or lets it run again.
func (c *PacedClock) SetPaused(paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.paused = paused
}

// Advance moves the clock forward, paused or not. A duration that is not positive changes nothing.
func (c *PacedClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = sum(c.ahead, max(d, 0))
}

// catchUp lets the time since the last reading of the base pass, unless only Tick does.
func (c *PacedClock) catchUp() time.Time {
	if !c.ticks {
		c.pass(c.base.Now())
	}
	return c.last.Add(c.ahead)
}

// pass lets the time up to a reading of the base pass, at the current pace. The clock's
// time is the base's plus a duration: so it keeps the monotonic reading, and at speed 1
// follows the base's calendar when that is set.
func (c *PacedClock) pass(base time.Time) {
	c.ahead = sum(c.ahead, product(elapsed(c.last, base), c.pace()-1))
	c.last = base
}

// pace returns how many seconds pass in one second of the base.
func (c *PacedClock) pace() int {
	if c.paused {
		return 0
	}
	return c.speed
}

// sum and product stop at the longest duration, 292 years, instead of overflowing. The
// second summand is negative only if the clock is paused, the first factor never.
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
