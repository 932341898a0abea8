package tokens

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"etokenpass/internal/near"
	"etokenpass/profiles"
	"etokenpass/web"
)

// registry holds the tokens of a server. It is safe for concurrent use.
type registry struct {
	base  string // the path below which the server is a part of another, as in hints; "": none
	mu    sync.RWMutex
	byID  map[string]*entry
	order []*entry // in the order of creation
	last  uint64   // the number of the newest
}

// maxTokens is the number of tokens that a server can have.
const maxTokens = 250_000

// add registers tokens, all or none.
func (r *registry) add(entries []*entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.order)+len(entries) > maxTokens {
		return web.NewProblem(http.StatusConflict, fmt.Sprintf("the server has %d tokens: must be at most %d", len(r.order), maxTokens),
			"delete tokens that are no longer used")
	}
	for i, e := range entries {
		if r.byID[e.id] != nil {
			for _, added := range entries[:i] {
				delete(r.byID, added.id)
			}
			return web.NewProblem(http.StatusConflict, fmt.Sprintf("there is already a token with the serial %s", e.serial),
				"use another serial, or leave it out to have one made up")
		}
		r.byID[e.id] = e
	}
	for _, e := range entries {
		r.last++
		e.number = r.last
	}
	r.order = append(r.order, entries...)
	return nil
}

// has reports whether there is a token with a serial.
func (r *registry) has(serial string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byID[profiles.FileName(serial)] != nil
}

// find returns the token with an id or a serial. A text that is both means the id.
func (r *registry) find(text string) (*entry, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if e := r.byID[text]; e != nil {
		return e, nil
	}
	if e := r.byID[profiles.FileName(text)]; e != nil {
		return e, nil
	}
	return nil, r.notFound(r.similar(text))
}

// mostCompared bounds the work for a suggestion.
const mostCompared = 1000

// similar returns an id or serial like the given text, or "".
func (r *registry) similar(text string) string {
	words := make([]string, 0, 2*min(len(r.order), mostCompared))
	for _, e := range r.order[:min(len(r.order), mostCompared)] {
		words = append(words, e.serial, e.id)
	}
	return near.Word(text, words)
}

// notFound is the error for a token that does not exist; suggestion is one that does, or "".
func (r *registry) notFound(suggestion string) *web.Problem {
	advice := "GET " + r.base + "/api/v1/tokens lists the tokens"
	if suggestion != "" {
		advice = fmt.Sprintf("did you mean %s?", suggestion)
	}
	return web.NewProblem(http.StatusNotFound, "there is no such token", advice)
}

// remove removes a token and returns it.
func (r *registry) remove(text string) (*entry, error) {
	e, err := r.find(text)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID[e.id] != e {
		return nil, r.notFound("")
	}
	delete(r.byID, e.id)
	i := r.after(e.number - 1)
	r.order = slices.Delete(r.order, i, i+1)
	return e, nil
}

// clear removes all tokens and returns them.
func (r *registry) clear() []*entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.order
	r.byID, r.order = map[string]*entry{}, nil
	return all
}

// list returns at most limit tokens with a number above the given one, in the order of creation, and
// the number of all tokens.
func (r *registry) list(after uint64, limit int) (some []*entry, total int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	i := r.after(after)
	return slices.Clone(r.order[i:min(i+limit, len(r.order))]), len(r.order)
}

// size returns the number of tokens.
func (r *registry) size() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.order)
}

// after returns the index of the first token with a number above the given one.
func (r *registry) after(number uint64) int {
	i, _ := slices.BinarySearchFunc(r.order, number, func(e *entry, number uint64) int {
		if e.number <= number {
			return -1
		}
		return cmp.Compare(e.number, number)
	})
	return i
}
