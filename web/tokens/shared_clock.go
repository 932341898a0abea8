package tokens

import (
	"context"

	"etokenpass/device"
	"etokenpass/web"
)

// SharedClock is a clock that all tokens of a server have, and others with them. What moves it calls
// [Server.ClockMoved]. A hold or a code that a client asks for passes time for its token alone.
type SharedClock struct {
	Clock *device.PacedClock
	Kind  string // web.RealClock or web.VirtualClock

	// Change changes the clock for everyone, if the caller of the request may do that. The error is a
	// [*web.Problem].
	Change func(ctx context.Context, change web.ClockChange) error
}

// ClockMoved lets all tokens catch up with a shared clock that was moved, or whose rate has changed.
func (s *Server) ClockMoved() {
	entries, _ := s.registry.list(0, maxTokens)
	for _, e := range entries {
		_ = e.use(func() error { e.publish(changedEvent, e.catchUp()); return nil }) // a deleted token needs nothing
	}
}
