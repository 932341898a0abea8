package device

import (
	"sync"
	"time"
)

// Clock provides the calendar time. The time between two readings elapses for the token.
type Clock interface{ Now() time.Time }

// RealClock is the system clock.
type RealClock struct{}

// Now returns time.Now().
func (RealClock) Now() time.Time { return time.Now() }

// VirtualClock is a clock that moves only when Advance is called. It is safe for concurrent
// use.
type VirtualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewVirtualClock returns a clock set to start.
func NewVirtualClock(start time.Time) *VirtualClock { return &VirtualClock{now: start.Round(0)} }

// Now returns the clock's current time.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward by d. It does nothing if d is zero or negative.
func (c *VirtualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
}

// elapsed returns how much time passes for a token between two readings of its clock: the
// larger of the calendar time and the monotonic time. The monotonic clock may stop while a
// computer sleeps, and a token left alone overnight must be off; the calendar may be set
// back.
func elapsed(from, to time.Time) time.Duration {
	calendar := to.Round(0).Sub(from.Round(0)) // Round(0) drops the monotonic reading
	return max(calendar, to.Sub(from), 0)
}
