package bank

import (
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"etokenpass/device"
	"etokenpass/web"
)

// clock is the clock of the bank: of its tokens, its validator and its rehearsals. A virtual one
// moves only on request. A time that it may show is kept before, because a clock that went back would
// show codes again: one that runs, at a rate, is kept some seconds ahead, and goes on from there after
// a kill. It is safe for concurrent use, and implements [desk.Clock].
type clock struct {
	paced *device.PacedClock
	kind  string       // web.RealClock or web.VirtualClock
	last  time.Time    // it cannot be moved beyond that
	file  string       // where it is kept; "": nowhere
	moved func()       // lets everyone catch up
	log   *slog.Logger // for a clock that had to stop

	mu    sync.Mutex  // held while it is changed
	ahead *time.Timer // until it is kept again; nil unless it runs and is kept
}

// keepEvery is how often a clock that runs is kept, in real time. It is kept twice as far ahead, so
// that keeping it may take as long.
const keepEvery = 5 * time.Second

// clockYears is how far a clock can be moved; a [time.Duration] reaches 292 years.
const clockYears = 200

// newClock returns the real clock if start is zero, else a virtual one that stands still at that
// time, or at the one in the folder if that is later.
func newClock(start time.Time, folder string, log *slog.Logger) (*clock, error) {
	if start.IsZero() {
		return &clock{paced: device.NewPacedClock(device.RealClock{}), kind: web.RealClock, moved: func() {}}, nil
	}
	c := &clock{kind: web.VirtualClock, file: below(folder, "clock.json"), moved: func() {}, log: log}
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
	return web.Clock{Kind: c.kind, Time: web.Timestamp(c.Now()), Rate: c.rate()}
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
	rate := c.rate()
	if change.Rate != nil {
		rate = *change.Rate
	}
	if err := c.keepAhead(forward, max(rate, c.rate())); err != nil { // before anyone can see it
		return err
	}
	c.paced.SetPaused(rate == 0)
	c.paced.SetSpeed(rate)
	c.paced.Advance(forward)
	return nil
}

// rate returns how many seconds of the clock pass in a second; 0 if it stands still.
func (c *clock) rate() int {
	if c.paced.Paused() {
		return 0
	}
	return c.paced.Speed()
}

// keepAhead keeps the time that the clock may show before it is kept again, if it is moved forward and
// runs at a rate. If that fails, all is as before. The caller holds the clock.
func (c *clock) keepAhead(forward time.Duration, rate int) error {
	if err := c.keep(c.Now().Add(forward + time.Duration(rate)*2*keepEvery)); err != nil {
		return err
	}
	if c.ahead != nil {
		c.ahead.Stop()
		c.ahead = nil
	}
	if rate > 0 && c.file != "" {
		c.ahead = time.AfterFunc(keepEvery, c.goOn)
	}
	return nil
}

// goOn keeps a clock that runs. If that fails, the clock stops before it shows more than what is kept.
func (c *clock) goOn() {
	if err := c.keepRunning(); err != nil {
		c.log.Error("the bank's clock stands still: it cannot be kept", "err", err)
		c.moved()
	}
}

func (c *clock) keepRunning() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ahead == nil { // it has been stopped meanwhile
		return nil
	}
	err := c.keepAhead(0, c.rate())
	if err != nil {
		c.paced.SetPaused(true)
		c.ahead = nil
	}
	return err
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

// close stops a virtual clock, and keeps what it shows.
func (c *clock) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kind == web.RealClock {
		return nil
	}
	c.paced.SetPaused(true)
	return c.keepAhead(0, 0)
}
