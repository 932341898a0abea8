package device

import (
	"sync"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

// Memory keeps the counter between presses and is shared by all users of the token.
// [Saved] is durable; [NewMemory] and [EphemeralStore] return one that is not.
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

// EphemeralStore has one memory for each token, which is lost when the process ends. Make
// one with [NewEphemeralStore]. It is safe for concurrent use.
type EphemeralStore struct {
	mu       sync.Mutex
	memories map[identity]Memory
}

// identity identifies a token: the same serial with another secret is another token.
type identity struct{ serial, fingerprint string }

// NewEphemeralStore returns an empty store.
func NewEphemeralStore() *EphemeralStore {
	return &EphemeralStore{memories: map[identity]Memory{}}
}

// Memory returns the memory of a profile's token. It returns the same one on each call, so
// that no code repeats as long as the process runs. Its counter starts at the profile's.
func (s *EphemeralStore) Memory(p *profiles.Profile) Memory {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := identity{serial: p.Serial, fingerprint: fingerprint(p.Secret.Key())}
	if s.memories[id] == nil {
		s.memories[id] = NewMemory(p.Counter)
	}
	return s.memories[id]
}
