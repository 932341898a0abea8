package tokens

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
)

// entry is one token of the server. Whatever uses the token does so in [entry.use], so that its
// users take turns.
type entry struct {
	id     string
	serial string
	number uint64 // in the order of creation
	server *Server

	turn    sync.Mutex // held by the user of what follows
	token   *device.Token
	memory  device.Memory
	saved   *device.Saved     // the memory, if it is durable
	profile *profiles.Profile // must not be modified
	clock   *device.PacedClock
	watcher *device.Watcher // read by settle, so it needs no goroutine
	history history
	wasDown bool // whether the button was down when the event streams were last told
	removed bool
	timer   *time.Timer   // for the next change of the screen by itself; nil until there was one
	changed chan struct{} // closed at the next change of the screen; nil if nothing waits for it
}

// mostChanges is the number of changes of the screen that one step can make: a hold and the screen going off
// before and after it, and as many again.
const mostChanges = 8

// newEntry returns a token that is not registered yet.
func (s *Server) newEntry(p *profiles.Profile) (*entry, error) {
	clock := s.clocks.make()
	e := &entry{id: profiles.FileName(p.Serial), serial: p.Serial, server: s, profile: p, clock: clock}
	if s.options.Store != nil {
		e.saved = s.options.Store.Memory(p)
		e.memory = e.saved
	} else {
		e.memory = device.NewMemory(p.Counter)
	}
	token, err := device.New(p, clock, e.memory)
	if err != nil {
		return nil, err
	}
	e.token = token
	e.watcher, _ = token.Watch(mostChanges)
	return e, nil
}

// use calls f, which may use the token, while nothing else does. It returns f's error, or that of
// a token that has been deleted.
func (e *entry) use(f func() error) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	if e.removed {
		return e.server.registry.notFound("")
	}
	defer e.settle()
	err := f()
	if problem, ok := errors.AsType[*web.Problem](err); ok && problem.Status >= http.StatusInternalServerError {
		e.server.options.Log.Error("token failed", "token", e.id, "problem", problem.Problem)
	}
	return err
}

// settle deals with what a use has changed, and sets the timer for the next change of the screen by itself.
func (e *entry) settle() {
	in, ok := e.realTime(e.catchUp().ChangesIn)
	switch {
	case ok && e.timer == nil:
		e.timer = time.AfterFunc(in, e.wake)
	case ok:
		e.timer.Reset(in)
	case e.timer != nil:
		e.timer.Stop()
	}
}

// catchUp brings the token up to date, and tells everything that follows it which screens have appeared, and
// whether the button has moved.
func (e *entry) catchUp() device.Snapshot {
	seen := e.token.Snapshot()
	changed := false
	for event := range e.watcher.Waiting() {
		changed = true
		e.history.addScreen(event.Snapshot)
		e.publish(screenEvent, event.Snapshot)
		if event.State == device.Code {
			e.server.options.Metrics.Count("etokenpass_codes_total")
		}
	}
	if changed && e.changed != nil {
		close(e.changed)
		e.changed = nil
	}
	if seen.Down != e.wasDown {
		e.wasDown = seen.Down
		e.publish(buttonEvent, seen)
	}
	return seen
}

// nextChange returns a channel that is closed at the next change of the screen, or when the token is removed.
func (e *entry) nextChange() <-chan struct{} {
	if e.changed == nil {
		e.changed = make(chan struct{})
	}
	return e.changed
}

// wake lets the screen change when its time has come.
func (e *entry) wake() { _ = e.use(func() error { return nil }) } // a removed token needs nothing

// realTime returns how long a time of the token takes. ok is false if there is nothing to wait for, as
// the time is 0 or the clock is paused.
func (e *entry) realTime(d time.Duration) (in time.Duration, ok bool) {
	if d <= 0 || e.clock.Paused() {
		return 0, false
	}
	speed := time.Duration(e.clock.Speed())
	return (d + speed - 1) / speed, true
}

// pass lets time pass for the token without waiting: on a virtual clock the token's clock moves; on the
// real clock, or one that it shares, the time elapses for the token only.
func (e *entry) pass(d time.Duration) {
	if e.server.clocks.moveAlone() {
		e.clock.Advance(d)
	} else {
		e.token.Elapse(d)
	}
	e.catchUp()
}

// remove ends a token that has been deleted.
func (e *entry) remove() {
	_ = e.use(func() error { e.publish(deletedEvent, e.catchUp()); return nil }) // it is removed once
	e.end()
}

// end ends everything that belongs to the token, which is no longer registered.
func (e *entry) end() {
	e.turn.Lock()
	defer e.turn.Unlock()
	e.removed = true
	if e.timer != nil {
		e.timer.Stop()
	}
	if e.changed != nil {
		close(e.changed)
	}
}
