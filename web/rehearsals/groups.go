package rehearsals

import (
	"cmp"
	"slices"
	"sync"
)

// groups are the groups of a server. They are safe for concurrent use.
type groups struct {
	mu      sync.RWMutex
	byCode  map[string]*group
	damaged map[string]bool // the codes of groups whose files are damaged
	over    bool            // whether the server is closed
}

// mostGroups bounds the rehearsals that a server has.
const mostGroups = 200

// newCode makes up an invitation code that no group has, and no damaged one: its file is kept.
func (r *groups) newCode() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for {
		if code := newCode(); r.byCode[code] == nil && !r.damaged[code] {
			return code
		}
	}
}

// add adds a group.
func (r *groups) add(m *group) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.over:
		return errClosed
	case len(r.byCode) >= mostGroups:
		return errManyGroups
	}
	r.byCode[m.code] = m
	return nil
}

// find returns the group with a code, as a person types it.
func (r *groups) find(typed string) (*group, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	code := readCode(typed)
	switch m := r.byCode[code]; {
	case m != nil:
		return m, nil
	case r.damaged[code]:
		return nil, errDamaged
	}
	return nil, errUnknownCode
}

// damage notes that the file of a group is damaged.
func (r *groups) damage(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.damaged[code] = true
}

func (r *groups) remove(m *group) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byCode, m.code)
}

// close makes sure that no group is added any more, and returns all of them.
func (r *groups) close() []*group {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	return r.all()
}

// all returns all groups, in the order in which they were opened.
func (r *groups) all() []*group {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]*group, 0, len(r.byCode))
	for _, m := range r.byCode {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *group) int { return cmp.Or(a.opened.Compare(b.opened), cmp.Compare(a.code, b.code)) })
	return all
}
