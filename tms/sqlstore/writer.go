package sqlstore

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"etokenpass/tms"
)

// call is a call of [Store.Update].
type call struct {
	changes []tms.Change
	since   time.Time
	state   atomic.Int32
	alone   bool // it needs a transaction of its own
	entries []tms.Entry
	err     error
	done    chan struct{} // closed when entries and err are set
}

// States of a call. Whoever changes the state from queued, the writer or the caller, decides
// whether it is carried out.
const (
	queued int32 = iota
	begun
	withdrawn
)

func (c *call) take() bool     { return c.state.CompareAndSwap(queued, begun) }
func (c *call) withdraw() bool { return c.state.CompareAndSwap(queued, withdrawn) }

// writer carries out the updates of this process, in one goroutine. It puts all calls that wait
// into one transaction: a disk makes a hundred changes durable in the time of one.
type writer struct {
	session *session
	box     box
	sealer  *tms.Sealer

	calls   chan *call
	closing context.Context // ends when the writer is to end
	end     context.CancelFunc
	ended   chan struct{}
	closed  sync.Once
	err     error // of closing

	// The goroutine's own:
	waiting []*call   // not begun yet
	size    int       // how many calls the last transaction had
	last    uint64    // number of the last journal entry after the last transaction
	free    time.Time // since when the file is not locked by this process
	rested  time.Time // when it was last free for as long as a pause
	foreign time.Time // when another process was last seen to write
}

// Update implements [tms.Store]. A call whose context ends while it waits is not carried out.
// Decide runs in another goroutine, one at a time.
func (s *Store) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	call := &call{changes: changes, since: time.Now(), alone: len(changes) != 1, done: make(chan struct{})}
	select {
	case s.writer.calls <- call:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.writer.closing.Done():
		return nil, s.failed("write to the store", errClosed)
	}
	select {
	case <-call.done:
	case <-ctx.Done():
		if call.withdraw() {
			return nil, ctx.Err()
		}
		<-call.done // it is being carried out, and what it comes to is the truth
	case <-s.writer.ended:
		if call.withdraw() {
			return nil, s.failed("write to the store", errClosed)
		}
		<-call.done
	}
	return call.entries, s.failedUpdate(call.err)
}

// failedUpdate returns the error of an update: that of a decision as it is.
func (s *Store) failedUpdate(err error) error {
	if err == nil {
		return nil
	}
	refusal, is := errors.AsType[refused](err)
	switch {
	case is && refusal.panicked != nil:
		panic(refusal.panicked)
	case is:
		return refusal.error
	}
	return s.failed("write to the store", err)
}

func newWriter(session *session, box box, sealer *tms.Sealer) *writer {
	w := &writer{
		session: session, box: box, sealer: sealer,
		calls: make(chan *call, maxBatch), ended: make(chan struct{}),
	}
	w.closing, w.end = context.WithCancel(context.Background())
	go w.run()
	return w
}

// close ends the writer. Calls that have not begun are not carried out.
func (w *writer) close() error {
	w.closed.Do(func() {
		w.end()
		<-w.ended
		w.err = w.session.close()
	})
	return w.err
}

const (
	// maxBatch is how many calls are put into one transaction. More would make each of them wait
	// longer, and the disk's part in the time of a call is small by then.
	maxBatch = 256

	// pause is how long another process needs to notice that the file is free; it tries at least
	// every longestWait. A pause of this length is made after each transaction as long as another
	// process has written within memory, and otherwise once in restless.
	pause    = 300 * time.Microsecond
	memory   = 50 * time.Millisecond
	restless = 20 * time.Millisecond

	// gathering is how long a transaction waits for calls: less than the disk takes.
	gathering = 200 * time.Microsecond
)

func (w *writer) run() {
	defer close(w.ended)
	for w.wait() {
		w.rest()
		w.gather()
		if t := w.begin(); t != nil {
			w.collect()
			w.carryOut(t, w.takeBatch())
			w.free = time.Now()
		}
	}
	w.refuse(time.Now(), errClosed)
}

// wait waits for a call. It returns false when the writer is to end.
func (w *writer) wait() bool {
	if w.closing.Err() != nil {
		return false
	}
	if len(w.waiting) > 0 {
		return true
	}
	select {
	case call := <-w.calls:
		w.waiting = append(w.waiting, call)
		return true
	case <-w.closing.Done():
		return false
	}
}

// collect adds the calls that have arrived to those that wait.
func (w *writer) collect() {
	for len(w.waiting) < 2*maxBatch {
		select {
		case call := <-w.calls:
			w.waiting = append(w.waiting, call)
		default:
			return
		}
	}
}

// gather waits briefly for as many calls as the last transaction had: callers whose calls were just
// answered are about to make the next ones, and each transaction waits for the disk.
func (w *writer) gather() {
	w.collect()
	for since := time.Now(); len(w.waiting) < w.size && time.Since(since) < gathering; w.collect() {
		runtime.Gosched()
	}
}

// rest pauses if another process may need its turn: SQLite has no queue for the lock. A process
// that gets no turn at all cannot be noticed by what it writes, hence a pause from time to time.
func (w *writer) rest() {
	now := time.Now()
	left := pause - now.Sub(w.free)
	if left > 0 && now.Sub(w.foreign) > memory && now.Sub(w.rested) < restless {
		return
	}
	if left > 0 && sleep(w.closing, left) != nil {
		return // the writer is to end
	}
	w.rested = time.Now()
}

// begin starts a transaction. While another process has locked the file, it waits, and refuses
// calls that have waited for too long. It returns nil if there is nothing left to do.
func (w *writer) begin() *transaction {
	for wait := shortestWait; ; wait = min(2*wait, longestWait) {
		t, err := w.session.beginWriting(w.box, w.sealer)
		switch {
		case err == nil:
			return t
		case !isBusy(err):
			w.refuse(time.Now(), err)
			return nil
		}
		w.refuse(time.Now().Add(-patience), errLocked)
		if len(w.waiting) == 0 || sleep(w.closing, wait) != nil {
			return nil
		}
		w.foreign = time.Now()
		w.collect()
	}
}

// refuse answers all calls that were made by a time with an error.
func (w *writer) refuse(by time.Time, err error) {
	var later []*call
	for _, call := range w.waiting {
		switch {
		case call.since.After(by):
			later = append(later, call)
		case call.take():
			call.err = err
			close(call.done)
		}
	}
	w.waiting = later
}

// takeBatch takes the calls for one transaction: as many as possible with one change each, or one
// that needs its own.
func (w *writer) takeBatch() []*call {
	var batch []*call
	for len(w.waiting) > 0 && len(batch) < maxBatch {
		next := w.waiting[0]
		if next.alone && len(batch) > 0 {
			break
		}
		w.waiting = w.waiting[1:]
		if next.take() {
			batch = append(batch, next)
		}
		if next.alone {
			break
		}
	}
	return batch
}

// carryOut carries out calls in one transaction, and answers them. If one cannot be stored, all
// wait again, each for a transaction of its own, so that it fails alone.
func (w *writer) carryOut(t *transaction, batch []*call) {
	if t.ends.number != w.last {
		w.foreign = time.Now()
	}
	w.size = len(batch)
	err := t.carryOut(batch)
	w.last = t.ends.number
	if err != nil && len(batch) > 1 {
		for _, call := range batch {
			call.alone = true
			call.state.Store(queued)
		}
		w.waiting = append(batch, w.waiting...)
		return
	}
	for _, call := range batch {
		if err != nil {
			call.entries, call.err = nil, err
		}
		close(call.done)
	}
}

// carryOut decides and stores the changes of calls. A decision that is refused concerns only its
// own call, because nothing is written before it unless the call is alone. After any other error,
// nothing is stored.
func (t *transaction) carryOut(batch []*call) error {
	before := t.ends.number
	for _, call := range batch {
		call.entries, call.err = t.apply(call.changes)
		if call.err != nil && (call.alone || !isRefusal(call.err)) {
			return t.rollback(call.err)
		}
	}
	if t.ends.number == before {
		return t.rollback(nil)
	}
	return t.commit()
}

func (t *transaction) apply(changes []tms.Change) ([]tms.Entry, error) {
	entries := make([]tms.Entry, 0, len(changes))
	for _, change := range changes {
		decided, err := t.decide(change)
		if err == nil {
			err = t.write(&decided)
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, decided.entry)
	}
	return entries, nil
}

func isRefusal(err error) bool {
	_, is := errors.AsType[refused](err)
	return is
}
