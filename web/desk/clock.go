package desk

import (
	"sync"
	"time"
)

// clock is what the validator takes the time from.
type clock struct {
	mu    sync.Mutex
	fixed time.Time // of a virtual clock; zero: the real one
}

// now returns the time of decisions.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixed.IsZero() {
		return time.Now()
	}
	return c.fixed
}
