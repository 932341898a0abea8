package rehearsals

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"etokenpass/rehearsal"
	"etokenpass/web"
)

// room is a rehearsal that people play in browsers. It is safe for concurrent use.
type room struct {
	code    string
	opening Opening
	opened  time.Time
	server  *Server
	hub     *web.Hub[any]
	present presence

	client, console http.Handler // Internet-Client and the console

	mu    sync.Mutex
	play  *rehearsal.Rehearsal
	deeds []deed      // what was done, in its order
	seen  time.Time   // what the bank's clock showed when the rehearsal last caught up with it
	timer *time.Timer // for the next change by itself; nil until there was one
	told  int         // how many events the streams know
	shown mark        // the state that the streams know
	used  time.Time   // when a person last did something, in real time
	over  bool        // whether the room is closed
}

func (s *Server) newRoom(code string, opening Opening, play *rehearsal.Rehearsal) *room {
	m := &room{
		code: code, opening: opening, server: s, hub: web.NewHub[any](web.HubConfig{Streams: s.options.Streams}),
		play: play, seen: s.options.Clock.Now(), told: len(play.Events()), used: time.Now(),
	}
	m.client, m.console = m.newClient(), m.newConsole()
	return m
}

// use calls f, which may look at the rehearsal, while it does not change. Time passes before.
func (m *room) use(f func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.catchUp()
	defer m.settle()
	return f()
}

// do does something. It is on disk before its effect can be seen. If it cannot be written, it has
// not happened.
func (m *room) do(d deed) error { return m.doAnd(d, func() {}) }

// doAnd is like do, and then calls look, which may look at what came of it.
func (m *room) doAnd(d deed, look func()) error {
	return m.use(func() error {
		switch {
		case m.over:
			return gone()
		case len(m.deeds) == mostDeeds:
			return web.NewProblem(http.StatusConflict, fmt.Sprintf("the rehearsal has %d deeds: no more fit into one", mostDeeds), "open another one")
		}
		d.At = m.play.View().At
		if err := d.carryOut(m.play); err != nil {
			return err
		}
		m.deeds = append(m.deeds, d)
		if err := m.save(); err != nil {
			m.server.options.Log.Error("a rehearsal cannot be saved", "err", err)
			return errors.Join(unsaved(), m.undo())
		}
		m.used = time.Now()
		look()
		return nil
	})
}

// time is what the rehearsal's clock shows.
func (m *room) time() (now time.Time) {
	_ = m.use(func() error { now = m.play.Now(); return nil })
	return now
}

// undo plays the rehearsal again without what was done last.
func (m *room) undo() error {
	play, err := m.opening.replay(m.deeds[:len(m.deeds)-1])
	if err != nil {
		return err
	}
	play.Advance(m.play.View().At - play.View().At)
	m.play, m.deeds = play, m.deeds[:len(m.deeds)-1]
	return nil
}

// catchUp lets the time pass in the rehearsal that has passed on the bank's clock.
func (m *room) catchUp() {
	now := m.server.options.Clock.Now()
	m.play.Advance(now.Sub(m.seen))
	m.seen = now
}

// settle tells the streams what has happened, and sets the timer for the next change by itself.
func (m *room) settle() {
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
func (m *room) wake() { _ = m.use(func() error { return nil }) }

// close ends the room: its streams end, and nothing more can be done.
func (m *room) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.over = true
	if m.timer != nil {
		m.timer.Stop()
	}
	m.hub.Close()
}

func gone() *web.Problem {
	return web.NewProblem(http.StatusGone, "the rehearsal is closed", "open another one")
}

func unsaved() *web.Problem {
	return web.NewProblem(http.StatusInsufficientStorage, "nothing was done: the rehearsal cannot be saved", "the server's log says more")
}
