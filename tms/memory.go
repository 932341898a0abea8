package tms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"sync"
)

// Memory is a [Store] that keeps everything in memory, for tests, for practice, and for
// programs that need no persistence.
type Memory struct {
	mu      sync.RWMutex
	tokens  map[string]*Token // never changed in place
	users   map[string]*User
	journal journal
	number  uint64 // of the last entry
	last    Link   // of the entries without a token
	key     JournalKey
	sealer  *Sealer
}

// NewMemory returns an empty store. The journal key should have at least 32 bytes. It may be
// shorter, or nil, if the journal is never checked.
func NewMemory(key JournalKey) *Memory {
	return &Memory{tokens: map[string]*Token{}, users: map[string]*User{}, key: key, sealer: NewSealer(key)}
}

// Format implements [fmt.Formatter]. It shows nothing of the store, which has a key.
func (m *Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(a store in memory)") }

var errClosed = errors.New("the store is closed")

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, changes ...Change) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		return nil, errClosed
	}
	pending := draft{store: m, tokens: m.tokens, users: m.users, entries: make([]Entry, 0, len(changes)), last: m.last}
	if len(changes) != 1 { // what follows one change can fail
		pending.tokens, pending.users = map[string]*Token{}, map[string]*User{}
	}
	for _, change := range changes {
		if err := pending.apply(change); err != nil {
			return nil, err
		}
	}
	pending.commit()
	return pending.entries, nil
}

// draft holds the changes of an update until all have been decided.
type draft struct {
	store   *Memory
	tokens  map[string]*Token
	users   map[string]*User
	entries []Entry
	last    Link
}

func (d *draft) apply(change Change) error {
	before := record(change.Key, d.token, d.user)
	after, entry, err := change.Decide(before)
	if err != nil {
		return err
	}
	entry.Number = d.store.number + uint64(len(d.entries)) + 1
	if after.Token == nil {
		d.store.sealer.Seal(&entry, d.last)
		d.last = entry.Link()
	} else {
		token := *after.Token
		d.store.sealer.Seal(&entry, token.Last)
		token.Last = entry.Link()
		token.Version++
		after.Token = &token
	}
	d.entries = append(d.entries, entry)
	d.keep(before, after)
	return nil
}

func (d *draft) keep(before, after Record) {
	if after.Token != nil {
		d.tokens[after.Token.Serial] = after.Token
	}
	if after.User != nil && (before.User == nil || *before.User != *after.User) {
		user := *after.User
		user.Version++
		d.users[user.Name] = &user
	}
}

func (d *draft) token(serial string) *Token {
	if token, ok := d.tokens[serial]; ok {
		return token
	}
	return d.store.tokens[serial]
}

func (d *draft) user(name string) *User {
	if user, ok := d.users[name]; ok {
		return user
	}
	return d.store.users[name]
}

func (d *draft) commit() {
	if len(d.entries) != 1 {
		maps.Copy(d.store.tokens, d.tokens)
		maps.Copy(d.store.users, d.users)
	}
	for i := range d.entries {
		d.store.journal.append(&d.entries[i])
	}
	d.store.number += uint64(len(d.entries))
	d.store.last = d.last
}

// record reads the record of a key.
func record(key Key, token func(string) *Token, user func(string) *User) Record {
	var r Record
	if key.User != "" {
		r.User = user(key.User)
	}
	if key.Serial != "" {
		r.Token = token(key.Serial)
	}
	switch {
	case key.Serial == "" && r.User != nil && r.User.Serial != "":
		r.Token = token(r.User.Serial)
	case key.User == "" && r.Token != nil && r.Token.User != "":
		r.User = user(r.Token.User)
	}
	return r
}

// View implements [Store]. Updates wait until read returns.
func (m *Memory) View(ctx context.Context, read func(View) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.tokens == nil {
		return errClosed
	}
	return read(memoryView{m})
}

// Close implements [Store]. It discards everything.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens, m.users, m.journal = nil, nil, journal{}
	return nil
}

type memoryView struct{ store *Memory }

func (v memoryView) token(serial string) *Token { return v.store.tokens[serial] }
func (v memoryView) user(name string) *User     { return v.store.users[name] }

func (v memoryView) Record(key Key) (Record, error) {
	return record(key, v.token, v.user).clone(), nil
}

func (v memoryView) Records(after string) iter.Seq2[Record, error] {
	return v.each(sortedAfter(v.store.tokens, after), func(serial string) Key { return Key{Serial: serial} })
}

func (v memoryView) Users(after string) iter.Seq2[Record, error] {
	return v.each(sortedAfter(v.store.users, after), func(name string) Key { return Key{User: name} })
}

func sortedAfter[T any](all map[string]T, after string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range all {
			if name > after && !yield(name) {
				return
			}
		}
	})
}

func (v memoryView) each(names []string, key func(string) Key) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for _, name := range names {
			if !yield(v.Record(key(name))) {
				return
			}
		}
	}
}

func (v memoryView) Journal(query Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for entry := range v.store.journal.all() {
			if query.Selects(&entry) && !yield(entry, nil) {
				return
			}
		}
	}
}

// LastNumber implements [Gapless].
func (v memoryView) LastNumber() (uint64, error) { return v.store.number, nil }

func (v memoryView) LastWithoutToken() (Link, error) { return v.store.last, nil }

func (v memoryView) JournalKey() JournalKey { return v.store.key }
