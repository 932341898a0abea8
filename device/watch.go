package device

import (
	"iter"
	"slices"
	"sync"
)

// Watcher receives the screens of a token; [Token.Watch] returns one. It is safe for
// concurrent use.
type Watcher struct {
	token  *Token
	buffer int
	ready  chan struct{}

	mu      sync.Mutex
	waiting []Event
	closed  bool
}

// Event is a screen that has appeared on a watched token.
type Event struct {
	Snapshot     // taken at the instant when the screen appeared
	Missed   int // number of screens lost between the previous event and this one
}

// Watch subscribes to every screen that appears from now on, until [Watcher.Close] is
// called. It also returns the current snapshot, which the first event follows. A token can
// have any number of watchers.
//
// A watcher receives screens in order. It receives all of them as long as no more than
// buffer screens are waiting; a buffer below 1 is taken as 1. If the buffer is full, the
// oldest screen is lost, so that the newest always arrives, and the next event's Missed
// counts it. A watcher never delays the token or other watchers: none of its code runs
// while the token is locked, so it may also use the token.
//
// A token updates its screen only when it is used. If its clock runs by itself, such as
// [RealClock], the program that owns the token must use it, for example with
// [Token.Snapshot], each time [Snapshot.ChangesIn] has passed; once is enough for all
// watchers. If its clock is moved forward, the token must be used after that; gestures do
// so.
func (t *Token) Watch(buffer int) (*Watcher, Snapshot) {
	w := &Watcher{token: t, buffer: max(buffer, 1), ready: make(chan struct{}, 1)}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.catchUp() // before the watcher is added, so that older screens are no events
	t.watchers = append(t.watchers, w)
	return w, t.snapshot(now)
}

// Ready returns a channel that has a value while events are waiting. [Watcher.Close] closes
// it, so a watcher can be written as
//
//	for range w.Ready() {
//		for event := range w.Waiting() {
//			…
//		}
//	}
func (w *Watcher) Ready() <-chan struct{} { return w.ready }

// Waiting removes and yields the waiting events, oldest first. It does not block.
func (w *Watcher) Waiting() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for {
			event, ok := w.take()
			if !ok {
				return
			}
			if !yield(event) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.signal() // there may be more
				return
			}
		}
	}
}

// Close ends the subscription. Events that are waiting can still be read. Close may be
// called more than once.
func (w *Watcher) Close() {
	w.token.mu.Lock()
	defer w.token.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.token.watchers = slices.DeleteFunc(w.token.watchers, func(other *Watcher) bool { return other == w })
		w.closed = true
		close(w.ready)
	}
}

// add appends a screen to the waiting events. The caller holds the token's lock.
func (w *Watcher) add(seen Snapshot) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, Event{Snapshot: seen})
	if len(w.waiting) > w.buffer {
		w.waiting[1].Missed += w.waiting[0].Missed + 1
		w.waiting = w.waiting[1:]
	}
	w.signal()
}

// signal makes the watcher ready. The caller holds w.mu.
func (w *Watcher) signal() {
	if w.closed {
		return
	}
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

// take removes the oldest waiting event.
func (w *Watcher) take() (event Event, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) == 0 {
		return Event{}, false
	}
	event, w.waiting = w.waiting[0], w.waiting[1:]
	return event, true
}
