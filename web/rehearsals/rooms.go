package rehearsals

import (
	"cmp"
	"slices"
	"sync"
)

// rooms are the rooms of a server. They are safe for concurrent use.
type rooms struct {
	mu     sync.RWMutex
	byCode map[string]*room
	over   bool // whether the server is closed
}

// mostRooms bounds the rehearsals that a server has.
const mostRooms = 200

// newCode makes up an invitation code that no room has.
func (r *rooms) newCode() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for {
		if code := newCode(); r.byCode[code] == nil {
			return code
		}
	}
}

// add adds a room.
func (r *rooms) add(m *room) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.over:
		return errClosed
	case len(r.byCode) >= mostRooms:
		return errManyRooms
	}
	r.byCode[m.code] = m
	return nil
}

// find returns the room with a code, as a person types it.
func (r *rooms) find(typed string) (*room, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	m := r.byCode[readCode(typed)]
	if m == nil {
		return nil, errUnknownCode
	}
	return m, nil
}

func (r *rooms) remove(m *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byCode, m.code)
}

// close makes sure that no room is added any more, and returns all of them.
func (r *rooms) close() []*room {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	return r.all()
}

// all returns all rooms, in the order in which they were opened.
func (r *rooms) all() []*room {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]*room, 0, len(r.byCode))
	for _, m := range r.byCode {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *room) int { return cmp.Or(a.opened.Compare(b.opened), cmp.Compare(a.code, b.code)) })
	return all
}
