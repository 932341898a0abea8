package web

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Feed is a source of events that is read rather than published, such as a table that only grows
// and that other processes write to as well.
type Feed struct {
	Streams *Streams      // counts the streams of the server
	Every   time.Duration // how often the source is read

	// Next returns what comes after the event with an id, or after the present if the id is "", and
	// the id of the last event that it has looked at.
	Next func(ctx context.Context, after string) (events []FeedEvent, last string, err error)
}

// FeedEvent is an event of a feed.
type FeedEvent struct {
	ID   string // for Last-Event-ID
	Name string
	Data []byte // JSON, in one line
}

// ServeHTTP answers a request with server-sent events, from the one after Last-Event-ID on. It
// returns when the client is gone or too slow, the server begins to shut down, or the source fails.
func (f *Feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s, closeStream := f.Streams.start(w, r, defaultStreamTimes)
	if s == nil {
		return
	}
	defer closeStream()
	s.text.WriteString("retry: 1000\n\n")
	last := r.Header.Get(lastEventID)
	tick := time.NewTicker(f.Every)
	defer tick.Stop()
	for sent := time.Now(); ; {
		events, reached, err := f.Next(s.ctx, last)
		if err != nil {
			entryOf(r.Context()).problem = err.Error()
			return
		}
		last = reached
		for _, e := range events {
			fmt.Fprintf(&s.text, "id: %s\nevent: %s\ndata: %s\n\n", e.ID, e.Name, e.Data)
		}
		if s.text.Len() == 0 && time.Since(sent) >= s.times.heartbeat {
			s.text.WriteString(":\n\n")
		}
		if s.text.Len() > 0 {
			sent = time.Now()
		}
		if s.send() != nil {
			return
		}
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			return
		}
	}
}
