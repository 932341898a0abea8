package device

import (
	"math"
	"sync"
	"time"
)

// Speeds are those that people choose from: how many times as fast as a clock.
var Speeds = []int{1, 2, 5, 10, 60}

// PacedClock runs after another clock, faster, standing still or ahead of it. As
// long as nobody touches it, it is that clock. It is safe for concurrent use.
type PacedClock struct {
	base Clock

	mu     sync.Mutex
	ticks  bool // it stands still between ticks
	speed  int
	paused bool
	last   time.Time     // the reading of base that ahead belongs to
	ahead  time.Duration // of base
}

// NewPacedClock makes a clock that shows what base shows.
func NewPacedClock(base Clock) *PacedClock {
	return &PacedClock{base: base, speed: 1, last: base.Now()}
}

// TickOnly makes the clock stand still until Tick is called, and again after that: it then
// shows the time at which its user last looked at the world, whenever it is read.
func (c *PacedClock) TickOnly() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.ticks = true
}

// Tick lets the time pass that the base says has passed since the last tick, at the pace
// of now.
func (c *PacedClock) Tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pass(c.base.Now())
}

// Now is where the clock stands.
func (c *PacedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.catchUp()
}

// Speed is how many times as fast as the base the clock runs when it is not paused.
func (c *PacedClock) Speed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// Paused tells whether the clock stands still.
func (c *PacedClock) Paused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}

// SetSpeed makes the clock run so many times as fast as the base, from now on. Less
// than 1 is 1.
func (c *PacedClock) SetSpeed(speed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.catchUp()
	c.speed = max(speed, 1)
}

// SetPaused makes the clock stand still, or run again.
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

// catchUp lets the time pass that the base says has passed, unless that waits for a tick.
func (c *PacedClock) catchUp() time.Time {
	if !c.ticks {
		c.pass(c.base.Now())
	}
	return c.last.Add(c.ahead)
}

// pass lets the time pass up to a reading of the base, at the pace of now. What is added
// to the reading keeps its monotonic part, and at the base's own pace its calendar,
// however it is set.
func (c *PacedClock) pass(base time.Time) {
	c.ahead = sum(c.ahead, product(elapsed(c.last, base), c.pace()-1))
	c.last = base
}

// pace is how many seconds a second of the base has.
func (c *PacedClock) pace() int {
	if c.paused {
		return 0
	}
	return c.speed
}

// sum and product stop at what a duration can be, 292 years, instead of beginning anew
// below zero. The second summand is not negative unless the clock is paused, and the
// first factor never is.
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
