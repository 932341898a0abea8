package tokens

import (
	"fmt"
	"net/http"
	"time"

	"etokenpass/device"
	"etokenpass/web"
)

// Clock is the clock of a token.
type Clock struct {
	Kind string    `json:"kind" enum:"real,virtual" doc:"Whether the server's clocks follow the system clock or move only on request."`
	Time Timestamp `json:"time" doc:"The time of the token's clock."`
	Rate int       `json:"rate" doc:"How many seconds pass in one second of real time; 0 if the clock stands still." example:"0"`
}

// Clocks are the clocks of all tokens.
type Clocks struct {
	Kind     string     `json:"kind" enum:"real,virtual" doc:"Whether the server's clocks follow the system clock or move only on request."`
	Count    int        `json:"count" doc:"The number of tokens." example:"1"`
	Earliest *Timestamp `json:"earliest,omitempty" doc:"The time of the clock that is furthest behind. Absent if there are no tokens."`
	Latest   *Timestamp `json:"latest,omitempty" doc:"The time of the clock that is furthest ahead. Absent if there are no tokens."`
}

// ClockChange says how to change a clock. It has one field.
type ClockChange struct {
	Advance *Duration  `json:"advance,omitempty" doc:"Move the clock forward by this time."`
	Set     *time.Time `json:"set,omitempty" doc:"Move the clock forward to this time." example:"2026-01-15T10:00:00Z"`
	Rate    *int       `json:"rate,omitempty" minimum:"0" maximum:"1000" doc:"Let so many seconds pass in one second of real time from now on; 0 stops the clock." example:"10"`
}

func (c ClockChange) check() error {
	fields := 0
	for _, given := range []bool{c.Advance != nil, c.Set != nil, c.Rate != nil} {
		if given {
			fields++
		}
	}
	switch {
	case fields != 1:
		return invalid("body", fmt.Sprintf("has %d fields: must be one of advance, set, rate", fields))
	case c.Advance != nil && c.Advance.Duration < 0:
		return invalid("body.advance", "must be 0s or more: a clock never goes back")
	}
	return nil
}

// forward returns how far the change moves a clock that shows a time.
func (c ClockChange) forward(now, last time.Time) (time.Duration, error) {
	switch {
	case c.Rate != nil:
		return 0, nil
	case c.Set != nil && c.Set.Before(now):
		return 0, web.NewProblem(http.StatusConflict, "the clock would go back", "create another token: its clock starts at the server's start time")
	case c.Set != nil && c.Set.After(last) || c.Advance != nil && now.Add(c.Advance.Duration).After(last):
		return 0, web.NewProblem(http.StatusConflict, "the clock would go beyond its end: must be at most "+last.UTC().Format(time.RFC3339), "")
	case c.Set != nil:
		return c.Set.Sub(now), nil
	}
	return c.Advance.Duration, nil
}

// readClock returns the token's clock.
func (e *entry) readClock() (clock Clock, err error) {
	err = e.use(func() error {
		clock = e.clockNow()
		return nil
	})
	return clock, err
}

func (e *entry) clockNow() Clock {
	clock := Clock{Kind: string(e.server.clocks.kind), Time: Timestamp(e.clock.Now())}
	if !e.clock.Paused() {
		clock.Rate = e.clock.Speed()
	}
	return clock
}

// changeClock changes the token's clock.
func (e *entry) changeClock(change ClockChange) (clock Clock, err error) {
	if err := change.check(); err != nil {
		return Clock{}, err
	}
	err = e.use(func() error {
		d, err := change.forward(e.clock.Now(), e.server.clocks.last)
		if err != nil {
			return err
		}
		if change.Rate != nil {
			setRate(e.clock, *change.Rate)
		}
		e.clock.Advance(d)
		e.publish(changedEvent, e.catchUp())
		clock = e.clockNow()
		return nil
	})
	return clock, err
}

func setRate(clock *device.PacedClock, rate int) {
	clock.SetPaused(rate == 0)
	if rate > 0 {
		clock.SetSpeed(rate)
	}
}

// readClocks returns the clocks of all tokens.
func (s *Server) readClocks() Clocks {
	entries, _ := s.registry.list(0, maxTokens)
	clocks := Clocks{Kind: string(s.clocks.kind), Count: len(entries)}
	for _, e := range entries {
		now := Timestamp(e.clock.Now())
		if clocks.Earliest == nil || time.Time(now).Before(time.Time(*clocks.Earliest)) {
			clocks.Earliest = &now
		}
		if clocks.Latest == nil || time.Time(now).After(time.Time(*clocks.Latest)) {
			clocks.Latest = &now
		}
	}
	return clocks
}

// changeClocks changes the clocks of all tokens, or none if one of them cannot be changed.
func (s *Server) changeClocks(change ClockChange) (Clocks, error) {
	if err := change.check(); err != nil {
		return Clocks{}, err
	}
	entries, _ := s.registry.list(0, maxTokens)
	for _, e := range entries {
		if _, err := change.forward(e.clock.Now(), s.clocks.last); err != nil {
			return Clocks{}, err
		}
	}
	for _, e := range entries {
		_, _ = e.changeClock(change) // it was deleted, or another request has moved it beyond the time
	}
	return s.readClocks(), nil
}
