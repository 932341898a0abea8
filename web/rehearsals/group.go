package rehearsals

import (
	"errors"
	"math"
	"net/http"
	"sync"
	"time"

	"etokenpass/rehearsal"
	"etokenpass/web"
)

// group is the people who play one rehearsal in browsers, and the rehearsal. It is safe for concurrent
// use.
type group struct {
	code     string
	opening  Opening
	exercise *rehearsal.Exercise
	opened   time.Time
	server   *Server
	hub      *web.Hub[any]
	present  presence

	client, console http.Handler // Internet-Client and the console

	mu    sync.Mutex
	play  *rehearsal.Rehearsal
	story story       // of play
	deeds []deed      // what was done, in its order
	seen  time.Time   // what the bank's clock showed when the rehearsal last caught up with it
	timer *time.Timer // for the next change by itself; nil until there was one
	told  int         // how many events the streams know
	shown mark        // the state that the streams know
	used  time.Time   // when a person last did something, in real time
	over  bool        // whether the group is closed
}

func (s *Server) newGroup(code string, opening Opening, play *rehearsal.Rehearsal) *group {
	m := &group{
		code: code, opening: opening, exercise: play.Exercise(), server: s,
		hub:  web.NewHub[any](web.HubConfig{Past: pastEvents, Streams: s.options.Streams}),
		play: play, seen: s.options.Clock.Now(), told: len(play.Events()), used: time.Now(),
	}
	m.client, m.console = m.newClient(play), m.newConsole(play.Validator().Policy)
	return m
}

// pastEvents is how many events a group keeps for browsers whose stream broke. They ask for the present
// in any case.
const pastEvents = 128

// use calls f, which may look at the rehearsal, while it does not change. Time passes before.
func (m *group) use(f func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.catchUp()
	defer m.settle()
	return f()
}

// do does something. It is on disk before its effect can be seen. If it cannot be written, it has
// not happened.
func (m *group) do(d deed) error {
	return m.use(func() error { return m.perform(d) })
}

// doAnd is like do, and then calls look, which may look at what came of it.
func (m *group) doAnd(d deed, look func()) error {
	return m.use(func() error {
		if err := m.perform(d); err != nil {
			return err
		}
		look()
		return nil
	})
}

// perform is like do, for a caller who holds the group.
func (m *group) perform(d deed) error {
	switch {
	case m.over:
		return errClosed
	case len(m.deeds) == mostDeeds:
		return errFull
	}
	if err := d.checkTexts(); err != nil {
		return err
	}
	d.At = m.play.View().At
	if err := d.carryOut(m.play); err != nil {
		return err
	}
	m.deeds = append(m.deeds, d)
	if err := m.save(); err != nil {
		m.server.options.Log.Error("a rehearsal cannot be saved", "err", errors.Join(err, m.undo()))
		return errUnsaved
	}
	m.used = time.Now()
	return nil
}

// time is what the rehearsal's clock shows.
func (m *group) time() (now time.Time) {
	_ = m.use(func() error { now = m.play.Now(); return nil })
	return now
}

// ended reports whether the rehearsal has.
func (m *group) ended() (ended bool) {
	_ = m.use(func() error { ended = m.play.Ended(); return nil })
	return ended
}

// undo plays the rehearsal again without what was done last.
func (m *group) undo() error {
	before, last := m.deeds[:len(m.deeds)-1], m.deeds[len(m.deeds)-1]
	play, err := m.opening.replay(before)
	if err != nil {
		return err
	}
	play.Advance(last.At - play.View().At)
	m.play, m.story, m.deeds = play, story{}, before
	return nil
}

// catchUp lets the time pass in the rehearsal that has passed on the bank's clock.
func (m *group) catchUp() {
	now := m.server.options.Clock.Now()
	m.play.Advance(now.Sub(m.seen))
	m.seen = now
}

// settle tells the streams what has happened, and sets the timer for the next change by itself.
func (m *group) settle() {
	m.publish()
	if m.over {
		return
	}
	rate := m.server.options.Clock.State().Rate
	in := m.play.ChangesIn()
	switch {
	case rate == 0, m.play.Ended(), in <= 0, in == math.MaxInt64:
		if m.timer != nil {
			m.timer.Stop()
		}
	case m.timer == nil:
		m.timer = time.AfterFunc(realTime(in, rate), m.wake)
	default:
		m.timer.Reset(realTime(in, rate))
	}
}

// realTime returns how long a time of the rehearsal takes.
func realTime(d time.Duration, rate int) time.Duration {
	return (d + time.Duration(rate) - 1) / time.Duration(rate)
}

// wake lets something change when its time has come.
func (m *group) wake() { _ = m.use(func() error { return nil }) }

// clockMoved catches up with a clock that was moved, or whose rate has changed. Streams learn the time
// even if nothing else has changed.
func (m *group) clockMoved() {
	_ = m.use(func() error {
		m.shown = mark{}
		return nil
	})
}

// keep saves a new group.
func (m *group) keep() error {
	return m.use(func() error {
		if m.over {
			return errClosed
		}
		if err := m.save(); err != nil {
			m.server.options.Log.Error("a rehearsal cannot be saved", "err", err)
			return errUnsaved
		}
		return nil
	})
}

// close ends the group, and saves how far it has come.
func (m *group) close() error {
	if !m.end() {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.save()
}

// end ends the group: its streams end, and nothing more can be done. It reports false if the group has
// ended already.
func (m *group) end() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over {
		return false
	}
	m.catchUp()
	m.over = true
	if m.timer != nil {
		m.timer.Stop()
	}
	m.hub.Close()
	return true
}
