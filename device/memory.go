package device

import (
	"sync"

	"etokenpass/firmware"
)

// Memory holds the counter between presses and is shared by all users of the token.
// [Saved] is durable; [NewMemory] makes one that is not.
type Memory interface {
	firmware.Memory

	// Counter reads the counter: how many codes the token has generated so far.
	Counter() (uint64, error)
}

// ephemeral is a memory that lasts as long as the process.
type ephemeral struct {
	mu      sync.Mutex
	counter uint64
}

// NewMemory makes a memory that lasts as long as the process, for throw-away tokens.
func NewMemory(counter uint64) Memory { return &ephemeral{counter: counter} }

func (e *ephemeral) Counter() (uint64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.counter, nil
}

func (e *ephemeral) Update(f func(counter uint64) (uint64, error)) (uint64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	counter, err := f(e.counter)
	if err != nil {
		return 0, err
	}
	e.counter = counter
	return counter, nil
}
