package firmware

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Life is how long the battery lasts. The vendor guarantees 7 years or 14,000
// codes (documented); that the token then goes dark is assumed.
type Life struct {
	Codes uint64 // codes the battery is good for; 0 is without end

	// Ends says that the battery also runs out with time: Left after the machine
	// was made, or before that if Left is not positive.
	Ends bool
	Left time.Duration
}

// ErrDead is what a press or hold on a token without life leads to. The error
// that Up returns says more; compare with errors.Is.
var ErrDead = errors.New("the token is dead")

type deadError string

func (e deadError) Error() string        { return string(e) }
func (e deadError) Is(target error) bool { return target == ErrDead }

var errTimeOver = deadError("the battery is empty: its time is over")

// usedUp tells why a token that has generated so many codes generates no more.
// Neither the counter nor the moving factor can pass 2^64-1: both are eight bytes.
func (c Config) usedUp(counter uint64) error {
	switch {
	case c.Life.Codes > 0 && counter >= c.Life.Codes:
		return deadError(fmt.Sprintf("the battery is empty: %d of %d codes are used", counter, c.Life.Codes))
	case c.Kind == Event && counter > math.MaxUint64-c.FirstMovingFactor:
		return deadError("the token is dead, like one with an empty battery: the moving factor 2^64-1 is used")
	case counter == math.MaxUint64:
		return deadError("the token is dead, like one with an empty battery: its counter is at 2^64-1")
	}
	return nil
}

// askAgain is for a token that was found dead: somebody may have put its counter
// back, and then the next press finds it alive. If the memory refuses, it stays
// dead, and the press has told an error already.
func (m *Machine) askAgain() {
	if counter, err := m.memory.Update(asItIs); err == nil {
		m.counter = counter
	}
}

// dead judges the life, with the counter as last read: the memory is asked again
// before a code is generated, so that another process's codes count too.
func (m *Machine) dead() error {
	if m.config.Life.Ends && m.lifeLeft <= 0 {
		return errTimeOver
	}
	return m.config.usedUp(m.counter)
}
