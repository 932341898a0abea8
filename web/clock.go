package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// The kinds of clocks that a server can have.
const (
	RealClock    = "real"    // follows the system clock
	VirtualClock = "virtual" // moves only on request
)

// DefaultStart is when virtual clocks start unless told otherwise.
var DefaultStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Clock is a clock that a client can read and move.
type Clock struct {
	Kind string    `json:"kind" enum:"real,virtual" doc:"Whether the clock follows the system clock or moves only on request."`
	Time Timestamp `json:"time" doc:"The time of the clock."`
	Rate int       `json:"rate" doc:"How many seconds pass in one second of real time; 0 if the clock stands still." example:"0"`
}

// ClockChange says how to change a clock. It has one field.
type ClockChange struct {
	Advance *Duration  `json:"advance,omitempty" doc:"Move the clock forward by this time."`
	Set     *time.Time `json:"set,omitempty" doc:"Move the clock forward to this time." example:"2026-01-15T10:00:00Z"`
	Rate    *int       `json:"rate,omitempty" minimum:"0" maximum:"1000" doc:"Let so many seconds pass in one second of real time from now on; 0 stops the clock." example:"10"`
}

// TransformSchema adds an example with one field to the documentation.
func (ClockChange) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Examples = []any{map[string]any{"advance": "27s"}}
	return schema
}

// Check returns the problem with a change that has not exactly one field, or whose clock would go
// back, or nil.
func (c ClockChange) Check() error {
	fields := 0
	for _, given := range []bool{c.Advance != nil, c.Set != nil, c.Rate != nil} {
		if given {
			fields++
		}
	}
	switch {
	case fields != 1:
		return Invalid("body", fmt.Sprintf("has %d fields: must be one of advance, set, rate", fields))
	case c.Advance != nil && c.Advance.Duration < 0:
		return Invalid("body.advance", "must be 0s or more: a clock never goes back")
	}
	return nil
}

// Forward returns how far the change moves a clock that shows a time and that must not go beyond
// another. The error is a [*Problem]; advice says what to do instead of moving the clock back.
func (c ClockChange) Forward(now, last time.Time, advice string) (time.Duration, error) {
	switch {
	case c.Rate != nil:
		return 0, nil
	case c.Set != nil && c.Set.Before(now):
		return 0, NewProblem(http.StatusConflict, "the clock would go back", advice)
	case c.Set != nil && c.Set.After(last) || c.Advance != nil && now.Add(c.Advance.Duration).After(last):
		return 0, NewProblem(http.StatusConflict, "the clock would go beyond its end: must be at most "+last.UTC().Format(time.RFC3339), "")
	case c.Set != nil:
		return c.Set.Sub(now), nil
	}
	return c.Advance.Duration, nil
}
