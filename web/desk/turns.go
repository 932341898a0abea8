package desk

import (
	"context"

	"etokenpass/tms"
)

// turns bounds how many decisions are made at once; the others wait. nil bounds nothing. With a PIN,
// each takes a processor for milliseconds and 19 MiB, and whoever guesses asks for many.
type turns chan struct{}

// mostAtOnce is how many decisions with a PIN are made at once.
const mostAtOnce = 8

// decide makes a decision when it is its turn.
func (t turns) decide(ctx context.Context, decide func() (tms.Entry, error)) (tms.Entry, error) {
	if t == nil {
		return decide()
	}
	select {
	case t <- struct{}{}:
		defer func() { <-t }()
		return decide()
	case <-ctx.Done():
		return tms.Entry{}, ctx.Err()
	}
}
