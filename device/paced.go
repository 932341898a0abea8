package device

import (
	"sync"
	"time"
)

// PacedClock runs after another clock, faster, standing still or ahead of it. As
// long as nobody touches it, it is that clock. It is safe for concurrent use.
type PacedClock struct {
	base Clock

	mu     sync.Mutex
	speed  int
	paused bool
	from   time.Time     // a reading of base
	ahead  time.Duration // of base, then
}

// NewPacedClock makes a clock that shows what base shows.
func NewPacedClock(base Clock) *PacedClock {
	return &PacedClock{base: base, speed: 1, from: base.Now()}
}

// Now is where the clock stands.
func (c *PacedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now(c.base.Now())
}

// now keeps the base's monotonic reading, and its calendar if that is set to
// another time, as far as the speed allows it.
func (c *PacedClock) now(base time.Time) time.Time {
	return base.Add(c.ahead + elapsed(c.from, base)*time.Duration(c.pace()-1))
}

// pace is how many seconds a second of the base has.
func (c *PacedClock) pace() int {
	if c.paused {
		return 0
	}
	return c.speed
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
	c.set(func() { c.speed = max(speed, 1) })
}

// SetPaused makes the clock stand still, or run again.
func (c *PacedClock) SetPaused(paused bool) {
	c.set(func() { c.paused = paused })
}

// Skip moves the clock on. A duration that is not positive changes nothing.
func (c *PacedClock) Skip(d time.Duration) {
	c.set(func() { c.ahead += max(d, 0) })
}

// set changes how the clock goes on from here.
func (c *PacedClock) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base.Now()
	c.ahead += elapsed(c.from, base) * time.Duration(c.pace()-1)
	c.from = base
	change()
}
