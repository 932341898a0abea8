package device

import "sync"

// ephemeral is a memory that is gone with the process.
type ephemeral struct {
	mu      sync.Mutex
	counter uint64
}

// NewMemory makes a memory that is gone with the process, for throw-away tokens.
func NewMemory(counter uint64) Memory { return &ephemeral{counter: counter} }

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
