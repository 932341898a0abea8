package rehearsals

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"etokenpass/web"
)

// rooms are the rooms of a server. They are safe for concurrent use.
type rooms struct {
	mu     sync.RWMutex
	byCode map[string]*room
}

// mostRooms bounds the rehearsals that a server has.
const mostRooms = 200

// add adds a room. The error is a [*web.Problem].
func (r *rooms) add(m *room) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.byCode) >= mostRooms {
		return web.NewProblem(http.StatusConflict, fmt.Sprintf("there are %d rehearsals: must be at most %d", len(r.byCode), mostRooms),
			"one that has not been used for half a day makes room for another")
	}
	r.byCode[m.code] = m
	return nil
}

// find returns the room with a code, as a person types it. The error is a [*web.Problem].
func (r *rooms) find(typed string) (*room, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	m := r.byCode[readCode(typed)]
	if m == nil {
		return nil, web.NewProblem(http.StatusNotFound, "there is no rehearsal with this invitation code", "whoever has opened it sees the code on the first page")
	}
	return m, nil
}

func (r *rooms) remove(m *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byCode, m.code)
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
