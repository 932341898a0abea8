package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// HubConfig holds the settings of a [Hub]. Zero values mean the defaults.
type HubConfig struct {
	Past    int      // how many past events are kept for clients that come back; 1024
	Buffer  int      // how many events are kept for a client that is slow; 256
	Streams *Streams // counts the streams of a server that has several hubs; nil: this hub has its own limit of 2048
}

// Streams limits the event streams of a server. It may be shared by hubs.
type Streams struct {
	most int64
	open atomic.Int64
}

// NewStreams returns a limit of so many streams at a time.
func NewStreams(most int) *Streams { return &Streams{most: int64(most)} }

// Open returns the number of streams that are open.
func (l *Streams) Open() int { return int(l.open.Load()) }

// take counts another stream. It reports false if that would be too many.
func (l *Streams) take() bool {
	if l.open.Add(1) > l.most {
		l.open.Add(-1)
		return false
	}
	return true
}

func (l *Streams) put() { l.open.Add(-1) }

const (
	defaultPast    = 1024
	defaultBuffer  = 256
	defaultStreams = 2048
)

// Hub distributes events with data of type T to any number of streams. It is safe for concurrent
// use. Publishing never waits for a stream.
type Hub[T any] struct {
	config HubConfig
	epoch  string          // tells the events of this hub from those of one before a restart
	open   context.Context // ends when the hub is closed
	close  context.CancelFunc
	times  streamTimes

	mu      sync.Mutex
	last    uint64                          // number of the latest event
	past    []*event                        // the latest events, as a ring: event n is at n modulo its length
	readers map[string]map[*reader]struct{} // by topic
}

// event is a published event.
type event struct {
	number      uint64
	topic, name string
	value       any // its data

	encoding sync.Once // as most events are never sent
	encoded  []byte
}

// data returns the data in JSON.
func (e *event) data() []byte {
	e.encoding.Do(func() {
		encoded, err := json.Marshal(e.value)
		if err != nil {
			panic("internal error: event " + e.name + ": " + err.Error())
		}
		e.encoded, e.value = encoded, nil
	})
	return e.encoded
}

// NewHub returns a hub without events.
func NewHub[T any](config HubConfig) *Hub[T] {
	if config.Past == 0 {
		config.Past = defaultPast
	}
	if config.Buffer == 0 {
		config.Buffer = defaultBuffer
	}
	if config.Streams == nil {
		config.Streams = NewStreams(defaultStreams)
	}
	random := make([]byte, 4)
	_, _ = rand.Read(random) // never fails
	open, closeHub := context.WithCancel(context.Background())
	return &Hub[T]{
		config: config, epoch: hex.EncodeToString(random), open: open, close: closeHub, times: defaultStreamTimes,
		past: make([]*event, config.Past), readers: map[string]map[*reader]struct{}{},
	}
}

// Publish sends an event to the streams of its topic and to those of all topics. The name says
// what kind of event it is; missed is reserved. The data must not be modified afterwards: it is
// encoded as JSON when it is first sent. A stream panics if that is impossible.
func (h *Hub[T]) Publish(topic, name string, data T) {
	e := &event{topic: topic, name: name, value: data}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	e.number = h.last
	h.past[e.number%uint64(len(h.past))] = e
	for reader := range h.readers[allTopics] {
		reader.add(e)
	}
	if topic != allTopics {
		for reader := range h.readers[topic] {
			reader.add(e)
		}
	}
}

// allTopics is the topic of a stream of all events.
const allTopics = ""

// Close ends all streams. Later streams end at once.
func (h *Hub[T]) Close() { h.close() }

// join adds a reader of a topic. It gets the events after the one with the given id, if they are
// still known.
func (h *Hub[T]) join(topic, lastID string) *reader {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := &reader{most: h.config.Buffer, wake: make(chan struct{}, 1)}
	h.resume(r, topic, lastID)
	r.start = h.last
	if h.readers[topic] == nil {
		h.readers[topic] = map[*reader]struct{}{}
	}
	h.readers[topic][r] = struct{}{}
	return r
}

// resume puts into a reader what happened since the event with an id.
func (h *Hub[T]) resume(r *reader, topic, lastID string) {
	if lastID == "" {
		return
	}
	number, ok := h.number(lastID)
	if !ok {
		r.past = &Missed{}
		return
	}
	oldest := h.last - min(h.last, uint64(len(h.past))) + 1
	if number+1 < oldest {
		r.past = &Missed{Count: oldest - number - 1}
	}
	for n := max(number+1, oldest); n <= h.last; n++ {
		if e := h.past[n%uint64(len(h.past))]; topic == allTopics || e.topic == topic {
			r.resumed = append(r.resumed, e)
		}
	}
}

// id returns the id of an event in a stream.
func (h *Hub[T]) id(number uint64) string { return h.epoch + "-" + strconv.FormatUint(number, 10) }

// number returns the number of an event of this hub, given its id.
func (h *Hub[T]) number(id string) (uint64, bool) {
	digits, ok := strings.CutPrefix(id, h.epoch+"-")
	number, err := strconv.ParseUint(digits, 10, 64)
	return number, ok && err == nil && number <= h.last
}

// leave removes a reader.
func (h *Hub[T]) leave(topic string, r *reader) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.readers[topic], r)
	if len(h.readers[topic]) == 0 {
		delete(h.readers, topic)
	}
}

// reader is the buffer of one stream.
type reader struct {
	most    int
	wake    chan struct{} // has an item if there is something to take
	start   uint64        // number of the latest event when the stream began
	past    *Missed       // what the client missed before the stream and cannot get; nil: nothing
	resumed []*event      // what it missed and gets

	mu      sync.Mutex
	waiting []*event
	missed  uint64 // events after those that wait
}

// add adds an event, or counts it as missed if the buffer is full. It never blocks.
func (r *reader) add(e *event) {
	r.mu.Lock()
	if len(r.waiting) >= r.most { // it stays full until the stream takes everything
		r.missed++
	} else {
		r.waiting = append(r.waiting, e)
	}
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take removes everything from the buffer: the events in order, and the number of those that
// followed and did not fit.
func (r *reader) take() (waiting []*event, missed uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	waiting, missed = r.waiting, r.missed
	r.waiting, r.missed = nil, 0
	return waiting, missed
}
