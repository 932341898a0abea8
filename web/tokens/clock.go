package tokens

import (
	"time"

	"etokenpass/device"
	"etokenpass/web"
)

// Clocks are the clocks of all tokens.
type Clocks struct {
	Kind     string         `json:"kind" enum:"real,virtual" doc:"Whether the server's clocks follow the system clock or move only on request."`
	Count    int            `json:"count" doc:"The number of tokens." example:"1"`
	Earliest *web.Timestamp `json:"earliest,omitempty" doc:"The time of the clock that is furthest behind. Absent if there are no tokens."`
	Latest   *web.Timestamp `json:"latest,omitempty" doc:"The time of the clock that is furthest ahead. Absent if there are no tokens."`
}

// backAdvice says what to do instead of moving a clock back.
const backAdvice = "create another token: its clock starts at the server's start time"

// readClock returns the token's clock.
func (e *entry) readClock() (clock web.Clock, err error) {
	err = e.use(func() error {
		clock = e.clockNow()
		return nil
	})
	return clock, err
}

func (e *entry) clockNow() web.Clock {
	clock := web.Clock{Kind: e.server.clocks.kind, Time: web.Timestamp(e.clock.Now())}
	if !e.clock.Paused() {
		clock.Rate = e.clock.Speed()
	}
	return clock
}

// changeClock changes the token's clock.
func (e *entry) changeClock(change web.ClockChange) (clock web.Clock, err error) {
	if err := change.Check(); err != nil {
		return web.Clock{}, err
	}
	if shared := e.server.clocks.shared; shared != nil {
		if err := shared.Change(change); err != nil {
			return web.Clock{}, err
		}
		return e.readClock()
	}
	err = e.use(func() error {
		d, err := change.Forward(e.clock.Now(), e.server.clocks.last, backAdvice)
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
	clocks := Clocks{Kind: s.clocks.kind, Count: len(entries)}
	for _, e := range entries {
		now := web.Timestamp(e.clock.Now())
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
func (s *Server) changeClocks(change web.ClockChange) (Clocks, error) {
	if err := change.Check(); err != nil {
		return Clocks{}, err
	}
	if shared := s.clocks.shared; shared != nil {
		err := shared.Change(change)
		return s.readClocks(), err
	}
	entries, _ := s.registry.list(0, maxTokens)
	for _, e := range entries {
		if _, err := change.Forward(e.clock.Now(), s.clocks.last, backAdvice); err != nil {
			return Clocks{}, err
		}
	}
	for _, e := range entries {
		_, _ = e.changeClock(change) // it was deleted, or another request has moved it beyond the time
	}
	return s.readClocks(), nil
}
