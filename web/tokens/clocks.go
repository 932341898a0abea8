package tokens

import (
	"fmt"
	"net/http"
	"time"

	"etokenpass/device"
	"etokenpass/internal/value"
	"etokenpass/web"
)

// clocks makes the clocks of tokens.
type clocks struct {
	kind  string       // web.RealClock or web.VirtualClock
	base  device.Clock // what the tokens' clocks follow while they run
	start time.Time    // of virtual clocks
	last  time.Time    // no clock can be moved beyond it

	shared *SharedClock // nil: each token has a clock of its own
}

// clockYears is how far clocks can be moved; a [time.Duration] reaches 292 years.
const clockYears = 200

// maxStartYear leaves room for moving clocks.
const maxStartYear = value.MaxYear - clockYears

func newClocks(o Options) (clocks, error) {
	if o.Shared != nil {
		return clocks{kind: o.Shared.Kind, shared: o.Shared}, nil
	}
	if o.Start.IsZero() {
		return clocks{kind: web.RealClock, base: device.RealClock{}, last: time.Now().AddDate(clockYears, 0, 0)}, nil
	}
	start := o.Start.UTC()
	if year := start.Year(); year < 1 || year > maxStartYear {
		return clocks{}, fmt.Errorf("the start time is in the year %d: must be from 1 to %d", year, maxStartYear)
	}
	return clocks{kind: web.VirtualClock, base: stopwatch{start, time.Now()}, start: start, last: start.AddDate(clockYears, 0, 0)}, nil
}

// make returns a clock for a token. A virtual clock is one that is paused from the start.
func (c clocks) make() *device.PacedClock {
	if c.shared != nil {
		return c.shared.Clock
	}
	if c.kind == web.VirtualClock {
		return device.NewPausedClock(c.base, c.start)
	}
	return device.NewPacedClock(c.base)
}

// moveAlone reports whether a token's clock can be moved for that token.
func (c clocks) moveAlone() bool { return c.kind == web.VirtualClock && c.shared == nil }

// refusals are the statuses with which a change can be refused.
func (c clocks) refusals() []int {
	if c.shared != nil && c.shared.Permit != nil {
		return []int{http.StatusConflict, http.StatusForbidden}
	}
	return []int{http.StatusConflict}
}

// stopwatch is a clock that runs from a given time on, whatever happens to the system clock.
type stopwatch struct {
	start time.Time
	began time.Time
}

// Now implements [device.Clock].
func (c stopwatch) Now() time.Time { return c.start.Add(time.Since(c.began)) }
