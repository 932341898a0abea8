package device

import (
	"sync"

	"etokenpass/firmware"
)

// Memory keeps the counter between presses and is shared by all users of the token.
// [Saved] is durable; [NewMemory] returns one that is not.
type Memory interface {
	firmware.Memory

	// Counter returns the number of codes that the token has generated so far.
	Counter() (uint64, error)
}

// ephemeral is a memory that is lost when the process ends.
type ephemeral struct {
	mu      sync.Mutex
	counter uint64
}

// NewMemory returns a memory that is lost when the process ends, for temporary tokens. Its
// counter starts at counter.
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
