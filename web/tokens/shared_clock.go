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

	// Permit returns a [*web.Problem] if the caller of a request may not change the clock; nil: everyone
	// may. The page then has no controls for it.
	Permit func(ctx context.Context) error

	// Change changes the clock for everyone. The error is a [*web.Problem].
	Change func(change web.ClockChange) error
}

// permit returns the problem with a caller who may not change clocks. Each token's own clock is everyone's.
func (c clocks) permit(ctx context.Context) error {
	if c.shared == nil || c.shared.Permit == nil {
		return nil
	}
	return c.shared.Permit(ctx)
}

// ClockMoved lets all tokens catch up with a shared clock that was moved, or whose rate has changed.
func (s *Server) ClockMoved() {
	entries, _ := s.registry.list(0, maxTokens)
	for _, e := range entries {
		_ = e.use(func() error { e.publish(changedEvent, e.catchUp()); return nil }) // a deleted token needs nothing
	}
}
