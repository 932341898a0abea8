package web

import "time"

// WithTimes returns the settings with shorter limits than a server's own. Those that are zero
// stay as they are.
func (c Config) WithTimes(header, read, write, shutdown time.Duration) Config {
	c.times = defaultTimes
	for into, limit := range map[*time.Duration]time.Duration{&c.times.header: header, &c.times.read: read, &c.times.write: write, &c.times.shutdown: shutdown} {
		if limit != 0 {
			*into = limit
		}
	}
	return c
}

// WithNow returns the settings with another clock for sessions.
func (c Config) WithNow(now func() time.Time) Config {
	c.now = now
	return c
}

// Readers returns the number of streams that get events.
func (h *Hub[T]) Readers() (count int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, readers := range h.readers {
		count += len(readers)
	}
	return count
}

// ID returns the id of the event with a number.
func (h *Hub[T]) ID(number uint64) string { return h.id(number) }

// ListenPrivate creates a Unix socket, whose mode may still be wrong.
var ListenPrivate = listenPrivate

// The times of streams.
var (
	Heartbeat = defaultStreamTimes.heartbeat
	WriteTime = defaultStreamTimes.write
)
