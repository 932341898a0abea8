package desk

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/web"
)

// Clock is what a validator takes the time from. It is safe for concurrent use.
type Clock interface {
	Now() time.Time
	State() web.Clock                    // as clients see it
	Change(change web.ClockChange) error // the error is a [*web.Problem]
}

// clock is the system clock, or a virtual one, which moves only on request and at the rate that was
// asked for.
type clock struct {
	mu    sync.Mutex
	real  bool
	base  time.Time // what a virtual clock showed when it was last changed
	since time.Time // when that was
	rate  int       // seconds of it in one second
	last  time.Time // it cannot be moved beyond that
}

// clockYears is how far a clock can be moved; a [time.Duration] reaches 292 years.
const clockYears = 200

// newClock returns a virtual clock, or the real one if start is zero.
func newClock(start time.Time) *clock {
	if start.IsZero() {
		return &clock{real: true}
	}
	return &clock{base: start, since: time.Now(), last: start.AddDate(clockYears, 0, 0)}
}

// Now returns the time of decisions.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *clock) read() time.Time {
	if c.real {
		return time.Now()
	}
	now := c.base.Add(time.Since(c.since) * time.Duration(c.rate))
	if now.After(c.last) {
		return c.last
	}
	return now
}

// State returns the clock as clients see it.
func (c *clock) State() web.Clock {
	c.mu.Lock()
	defer c.mu.Unlock()
	state := web.Clock{Kind: web.VirtualClock, Time: web.Timestamp(c.read()), Rate: c.rate}
	if c.real {
		state.Kind, state.Rate = web.RealClock, 1
	}
	return state
}

// Change changes a virtual clock.
func (c *clock) Change(change web.ClockChange) error {
	if err := change.Check(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.real {
		return web.NewProblem(http.StatusConflict, "the server has the real clock, which nothing can change", "start it with --clock virtual")
	}
	now := c.read()
	forward, err := change.Forward(now, c.last, "a clock never goes back: a new server starts at its start time")
	if err != nil {
		return err
	}
	c.base, c.since = now.Add(forward), time.Now()
	if change.Rate != nil {
		c.rate = *change.Rate
	}
	return nil
}

// addClock adds the clock, for testers.
func (s *Server) addClock(api huma.API) {
	register(s, api, operation("get-clock", http.MethodGet, "/clock", "Read the validator's clock", "for tests"), nil,
		func(context.Context, *tms.Validator, *struct{}) (web.Clock, error) { return s.clock.State(), nil })

	change := operation("change-clock", http.MethodPost, "/clock", "Change the validator's clock", "for tests")
	change.Errors = []int{http.StatusConflict}
	change.Description = "Only on a server with `--clock virtual`, whose time stands still until a request moves it. The clock of `etokenpass serve` takes the same requests, so that tokens and validator can share a time."
	register(s, api, change, nil, func(_ context.Context, _ *tms.Validator, in *struct{ Body web.ClockChange }) (web.Clock, error) {
		err := s.clock.Change(in.Body)
		return s.clock.State(), err
	})
}
