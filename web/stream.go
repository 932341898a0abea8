package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// streamTimes are the times of a stream.
type streamTimes struct {
	heartbeat time.Duration // after so long without an event, a comment keeps proxies from closing the connection
	write     time.Duration // a client that has not taken what was sent to it after so long is dropped
}

var defaultStreamTimes = streamTimes{heartbeat: 15 * time.Second, write: 10 * time.Second}

// Missed is the data of an event named missed: the client did not get some events, and has to
// ask for the state again.
type Missed struct {
	Count uint64 `json:"count,omitempty" doc:"How many events; for a stream of one topic that was resumed, at most so many. Absent if it is unknown, as after a restart of the server."`
}

const streamType = "text/event-stream"

// missedName is the name of the event that carries [Missed].
const missedName = "missed"

// stream is a response that consists of events.
type stream struct {
	ctx     context.Context // ends with the stream
	w       http.ResponseWriter
	control *http.ResponseController
	times   streamTimes
	text    strings.Builder // not sent yet

	mu      sync.Mutex
	sending bool
}

// Serve answers a request with the events of a topic, or of all topics if the topic is "", as
// server-sent events. It returns when the client is gone or too slow, the server begins to shut
// down, or the hub is closed. A request with the header Last-Event-ID gets the events that it
// missed, as far as they are known; else an event named missed.
func (h *Hub[T]) Serve(w http.ResponseWriter, r *http.Request, topic string) {
	s, closeStream := h.config.Streams.start(w, r, h.times, h.open)
	if s == nil {
		return
	}
	defer closeStream()
	reader := h.join(topic, r.Header.Get(lastEventID))
	defer h.leave(topic, reader)
	h.begin(s, reader)
	h.follow(s, reader)
}

const lastEventID = "Last-Event-ID"

// start begins the response to a request for events. The stream ends with the request, when the
// server begins to shut down, or with one of the other contexts. start returns nil if there is
// nothing to send: if too many streams are open, or to a HEAD request.
func (l *Streams) start(w http.ResponseWriter, r *http.Request, times streamTimes, ends ...context.Context) (s *stream, end func()) {
	if !l.take() {
		NewProblem(http.StatusServiceUnavailable, fmt.Sprintf("too many event streams: at most %d can be open", l.most),
			"close one, or try again later").With("Retry-After", "5").ServeHTTP(w, r)
		return nil, nil
	}
	header := w.Header()
	header.Set("Content-Type", streamType)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // for nginx
	if r.Method == http.MethodHead {
		l.put()
		return nil, nil
	}
	ctx, cancel := context.WithCancel(r.Context())
	s = &stream{ctx: ctx, w: w, control: http.NewResponseController(w), times: times}
	stops := []func() bool{context.AfterFunc(ctx, s.hurry)}
	for _, other := range append(ends, stoppingContext(ctx)) {
		stops = append(stops, context.AfterFunc(other, cancel))
	}
	return s, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
		l.put()
	}
}

// begin writes what a stream starts with. Its id lets a client come back that has got no event.
func (h *Hub[T]) begin(s *stream, r *reader) {
	s.text.WriteString("retry: 1000\n")
	if r.past != nil {
		s.missed(*r.past)
	}
	for _, e := range r.resumed {
		s.event(h.id(e.number), e)
	}
	fmt.Fprintf(&s.text, "id: %s\n\n", h.id(r.start))
	r.past, r.resumed = nil, nil
}

// follow writes events until something ends the stream.
func (h *Hub[T]) follow(s *stream, reader *reader) {
	heartbeat := time.NewTimer(h.times.heartbeat)
	defer heartbeat.Stop()
	for s.send() == nil {
		heartbeat.Reset(h.times.heartbeat)
		select {
		case <-reader.wake:
			waiting, missed := reader.take()
			for _, e := range waiting {
				s.event(h.id(e.number), e)
			}
			if missed > 0 {
				s.missed(Missed{missed})
			}
		case <-heartbeat.C:
			s.text.WriteString(":\n\n")
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *stream) event(id string, e *event) {
	fmt.Fprintf(&s.text, "id: %s\nevent: %s\ndata: %s\n\n", id, e.name, e.data())
}

// missed writes an event without an id, so that a client that comes back then still resumes
// after the last event that it got.
func (s *stream) missed(m Missed) {
	data, _ := json.Marshal(m) // a number never fails
	fmt.Fprintf(&s.text, "event: %s\ndata: %s\n\n", missedName, data)
}

// send sends what was written.
func (s *stream) send() error {
	if s.text.Len() == 0 {
		return nil
	}
	if !s.startSending() {
		return s.ctx.Err()
	}
	defer s.stopSending()
	_, err := s.w.Write([]byte(s.text.String()))
	s.text.Reset()
	if err != nil {
		return err
	}
	return s.control.Flush()
}

// startSending sets the time limit for sending. It reports false if the stream has ended.
func (s *stream) startSending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit(s.times.write)
	s.sending = s.ctx.Err() == nil
	return s.sending
}

// stopSending leaves time for the end of the response, which net/http sends.
func (s *stream) stopSending() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending = false
	s.limit(s.times.heartbeat + s.times.write)
}

// hurryTime is what a client that is being sent something has to take it when the stream ends.
const hurryTime = 250 * time.Millisecond

// hurry shortens the time limit for what is being sent, as the stream ends.
func (s *stream) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sending {
		s.limit(hurryTime)
	}
}

func (s *stream) limit(after time.Duration) {
	_ = s.control.SetWriteDeadline(time.Now().Add(after)) // a test's response has no deadlines
}
