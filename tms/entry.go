package tms

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"time"
)

// Entry is a journal entry: one decision or change.
type Entry struct {
	Number  uint64    // from 1, in the order of the decisions; set by the store
	Time    time.Time // in UTC, to the microsecond
	ID      string    // of the request; a repeated request can be looked up instead of checked again
	Serial  string    // "" if the request involves no token
	User    string    // "" if the request involves no user
	Request Request
	Result  Result

	Matched bool
	Factor  uint64 // the moving factor whose code matched, if Matched
	Ahead   int64  // how far Factor was from the one expected

	Before, After Snapshot

	Document       string // the name of the signed document
	DocumentSHA256 string // in hex
	Reason         string // why a token or user was disabled
	Requester      string // who asked
	Channel        string // cli, http, radius, bank

	Previous uint64 // the number of the token's entry before this one, 0 if there is none; set by the store

	MAC []byte // HMAC-SHA-256 over this entry and the MAC of the one before; set by the store
}

// Snapshot is the part of a record that the journal keeps, so that the record can be rebuilt.
type Snapshot struct {
	Next           uint64
	Exhausted      bool
	ResyncRequired bool
	Token, User    Status
}

// Status is the part of a standing that the journal keeps. Its state is "" if there is no such
// token or user.
type Status struct {
	State    State
	Failures int
}

// snapshot returns what the journal keeps of a record.
func (r Record) snapshot() Snapshot {
	var s Snapshot
	if r.Token != nil {
		s.Next, s.Exhausted, s.ResyncRequired = r.Token.Next, r.Token.Exhausted, r.Token.ResyncRequired
		s.Token = Status{r.Token.State, r.Token.Failures}
	}
	if r.User != nil {
		s.User = Status{r.User.State, r.User.Failures}
	}
	return s
}

// State returns the effective state after the entry: disabled if the token or the user is, else
// locked if one of them is.
func (e *Entry) State() State {
	for _, state := range []State{StateDisabled, StateLocked} {
		if e.After.Token.State == state || e.After.User.State == state {
			return state
		}
	}
	return Active
}

// Failures returns the number of failures in a row after the entry.
func (e *Entry) Failures() int { return max(e.After.Token.Failures, e.After.User.Failures) }

// Link identifies a journal entry by its number and MAC. The zero Link precedes the first
// entry.
type Link struct {
	Number uint64
	MAC    []byte
}

// Link returns the link of the entry.
func (e *Entry) Link() Link { return Link{e.Number, e.MAC} }

// JournalKey is the key of the journal's MACs. Anyone who has it can forge the journal.
type JournalKey []byte

const maskedKey = "(a journal key)"

// Format implements [fmt.Formatter]. It masks the key for every verb.
func (k JournalKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, maskedKey) }

// MarshalText implements [encoding.TextMarshaler]. It masks the key.
func (k JournalKey) MarshalText() ([]byte, error) { return []byte(maskedKey), nil }

// Sealer computes the MACs of entries. It is not safe for concurrent use.
type Sealer struct {
	mac     hash.Hash
	message []byte
}

// NewSealer returns a Sealer for a key of at least 32 bytes.
func NewSealer(key JournalKey) *Sealer { return &Sealer{mac: hmac.New(sha256.New, key)} }

// Seal links an entry to the previous entry of the same token and sets its MAC. Entries without
// a token form a chain of their own.
func (s *Sealer) Seal(e *Entry, previous Link) {
	e.Previous = previous.Number
	e.MAC = s.sum(e, previous.MAC)
}

// IsSealed reports whether the MAC of an entry is right, given the MAC of the previous entry.
func (s *Sealer) IsSealed(e *Entry, previous []byte) bool {
	return hmac.Equal(e.MAC, s.sum(e, previous))
}

func (s *Sealer) sum(e *Entry, previous []byte) []byte {
	s.message = appendText(e.appendTo(s.message[:0]), string(previous))
	s.mac.Reset()
	s.mac.Write(s.message)
	return s.mac.Sum(nil)
}
