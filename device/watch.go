package device

import (
	"iter"
	"sync"
)

// Watcher receives the screens of a token; [Token.Watch] makes one. It is safe for
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
	Missed   int // how many screens the watcher lost between the event before and this one
}

// Watch subscribes to every screen that appears from now on, until [Watcher.Close] is
// called. A token can have any number of watchers.
//
// A watcher receives screens in order, and all of them as long as no more than buffer
// screens (at least 1) are waiting. Beyond that the oldest is lost, so that the newest
// always arrives, and the event after it says so. A watcher never holds up the token or
// other watchers: none of its code runs while the token is locked, so it may use the
// token too.
//
// A token works out its screens when it is used. Where time passes by itself, as with
// [RealClock], call [Token.Snapshot] once [Snapshot.ChangesIn] is over to have the next
// screen sent.
//
// To start with the current screen, call [Token.Snapshot] after Watch, and skip events
// whose Sequence is not above that snapshot's.
func (t *Token) Watch(buffer int) *Watcher {
	w := &Watcher{token: t, buffer: max(buffer, 1), ready: make(chan struct{}, 1)}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watchers[w] = struct{}{}
	return w
}

// Ready returns a channel with a value in it while events are waiting. [Watcher.Close]
// closes it, so that a watcher can be written as
//
//	for range w.Ready() {
//		for event := range w.Waiting() {
//			…
//		}
//	}
func (w *Watcher) Ready() <-chan struct{} { return w.ready }

// Waiting takes the events that are waiting, oldest first, and does not wait for more.
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

// Close ends the subscription. What is waiting can still be taken. Close may be called
// more than once.
func (w *Watcher) Close() {
	w.token.mu.Lock()
	defer w.token.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		delete(w.token.watchers, w)
		w.closed = true
		close(w.ready)
	}
}

// offer adds a screen to those that wait; the token is locked.
func (w *Watcher) offer(seen Snapshot) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, Event{Snapshot: seen})
	if len(w.waiting) > w.buffer {
		w.waiting[1].Missed += w.waiting[0].Missed + 1
		w.waiting = w.waiting[1:]
	}
	w.signal()
}

// signal makes the watcher ready, if it is not; it is locked.
func (w *Watcher) signal() {
	if w.closed {
		return
	}
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

func (w *Watcher) take() (event Event, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) == 0 {
		return Event{}, false
	}
	event, w.waiting = w.waiting[0], w.waiting[1:]
	return event, true
}
