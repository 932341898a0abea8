package device

import (
	"sync"
	"time"
)

// Clock returns the calendar time. The time between two readings passes for the token.
type Clock interface{ Now() time.Time }

// RealClock is the computer's clock.
type RealClock struct{}

// Now returns time.Now().
func (RealClock) Now() time.Time { return time.Now() }

// VirtualClock stands still except when Advance is called. It is safe for concurrent use.
type VirtualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewVirtualClock makes a clock that shows the start time.
func NewVirtualClock(start time.Time) *VirtualClock { return &VirtualClock{now: start.Round(0)} }

// Now returns the time that the clock shows.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward. A duration that is not positive changes nothing.
func (c *VirtualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
}

// elapsed returns how much time has passed for a token. The calendar counts, because the
// monotonic clock may stand still while a computer sleeps, and a token that was left alone
// overnight must be off. If the calendar was set back, the monotonic clock counts.
func elapsed(from, to time.Time) time.Duration {
	calendar := to.Round(0).Sub(from.Round(0)) // Round(0) drops the monotonic reading
	return max(calendar, to.Sub(from), 0)
}
