package bank

import (
	"errors"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"etokenpass/device"
	"etokenpass/web"
)

// clock is the clock of the bank: of its tokens, its validator and its rehearsals. A virtual one
// moves only on request; what it shows is kept, because a clock that went back would show codes
// again. One that runs, at a rate, is kept when it is changed and at the end: after a kill, it goes
// back to its last change, and the validator refuses the codes that were used since. It is safe for concurrent use, and implements [desk.Clock].
type clock struct {
	paced *device.PacedClock
	kind  string    // web.RealClock or web.VirtualClock
	last  time.Time // it cannot be moved beyond that
	file  string    // where it is kept; "": nowhere
	moved func()    // lets everyone catch up

	mu sync.Mutex // held while it is changed
}

// clockYears is how far a clock can be moved; a [time.Duration] reaches 292 years.
const clockYears = 200

// newClock returns the real clock if start is zero, else a virtual one that stands still at that
// time, or at the one in the folder if that is later.
func newClock(start time.Time, folder string) (*clock, error) {
	base := device.RealClock{}
	if start.IsZero() {
		return &clock{paced: device.NewPacedClock(base), kind: web.RealClock, moved: func() {}}, nil
	}
	c := &clock{kind: web.VirtualClock, file: below(folder, "clock.json"), moved: func() {}}
	kept, err := c.read()
	if err != nil {
		return nil, err
	}
	if kept.After(start) {
		start = kept
	}
	c.paced, c.last = device.NewPausedClock(stopwatch{start, time.Now()}, start), start.AddDate(clockYears, 0, 0)
	return c, nil
}

// stopwatch is a clock that runs from a given time on, whatever happens to the system clock.
type stopwatch struct{ start, began time.Time }

// Now implements [device.Clock].
func (c stopwatch) Now() time.Time { return c.start.Add(time.Since(c.began)) }

// Now returns the time of the bank.
func (c *clock) Now() time.Time { return c.paced.Now() }

// State returns the clock as clients see it.
func (c *clock) State() web.Clock {
	state := web.Clock{Kind: c.kind, Time: web.Timestamp(c.Now())}
	if !c.paced.Paused() {
		state.Rate = c.paced.Speed()
	}
	return state
}

// Change moves a virtual clock forward, or changes its rate.
func (c *clock) Change(change web.ClockChange) error {
	if err := change.Check(); err != nil {
		return err
	}
	if err := c.change(change); err != nil {
		return err
	}
	c.moved()
	return nil
}

func (c *clock) change(change web.ClockChange) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kind == web.RealClock {
		return web.NewProblem(http.StatusConflict, "the bank has the real clock, which nothing can change", "start it with --clock virtual")
	}
	forward, err := change.Forward(c.Now(), c.last, "a clock never goes back: a new bank starts at its start time")
	if err != nil {
		return err
	}
	if err := c.keep(c.Now().Add(forward)); err != nil { // before anyone can see it
		return err
	}
	if change.Rate != nil {
		c.paced.SetPaused(*change.Rate == 0)
		c.paced.SetSpeed(*change.Rate)
	}
	c.paced.Advance(forward)
	return nil
}

// keptClock is the clock in its file.
type keptClock struct {
	Time time.Time `json:"time"`
}

// read returns the time in the file; zero if there is none.
func (c *clock) read() (time.Time, error) {
	if c.file == "" {
		return time.Time{}, nil
	}
	var kept keptClock
	err := readJSON(c.file, &kept)
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	return kept.Time, err
}

// keep writes a time to the file, if there is one.
func (c *clock) keep(at time.Time) error {
	if c.file == "" {
		return nil
	}
	return writeJSON(c.file, keptClock{at})
}

// close keeps the time of a clock that runs.
func (c *clock) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kind == web.RealClock {
		return nil
	}
	return c.keep(c.Now())
}
