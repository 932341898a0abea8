package tms

import (
	"context"
	"iter"
	"time"
)

// Store keeps records and the journal. It is safe for concurrent use. Package tms/storetest
// checks that a store fulfils this contract.
type Store interface {
	// Update carries out changes, all of them or none, and returns their journal entries. For
	// each change it reads the record and passes it to Decide, which may run more than once. It
	// stores the new record and the entry together, durably, and only if the record has not
	// changed since it was read. It returns once everything is stored; after an error, nothing is.
	//
	// The store gives each entry its number and its MAC, and links it to the last entry of the
	// same token. Numbers grow without gaps where the store can ensure it.
	Update(ctx context.Context, changes ...Change) ([]Entry, error)

	// View calls read with an unchanging view of the store, and returns the error that read
	// returns. read must not call Update.
	View(ctx context.Context, read func(View) error) error

	// Close releases the store.
	Close() error
}

// Change is one change of a [Store.Update].
type Change struct {
	Key Key

	// Decide returns the new record and the journal entry. It sets all fields of the entry
	// except those that the store sets. An error prevents the whole update.
	Decide func(Record) (Record, Entry, error)
}

// Key selects a record. Serial alone selects that token and the user to whom it is assigned.
// User alone selects that user and the user's token. Both select that token and that user,
// whether or not they are assigned to each other.
type Key struct{ Serial, User string }

// View is a store at one moment. Iterators end with an error if reading fails.
type View interface {
	// Record returns a record. Missing parts are nil.
	Record(Key) (Record, error)

	// Records yields all tokens whose serial comes after another, in the order of their serials
	// (by bytes), each with the user to whom it is assigned.
	Records(after string) iter.Seq2[Record, error]

	// Users yields all users whose name comes after another, in the order of their names (by
	// bytes), each with the token.
	Users(after string) iter.Seq2[Record, error]

	// Journal yields entries in the order of their numbers.
	Journal(Query) iter.Seq2[Entry, error]

	// LastWithoutToken returns the link of the last entry without a token.
	LastWithoutToken() (Link, error)

	// JournalKey returns the key of the MACs.
	JournalKey() JournalKey
}

// Gapless is a [View] of a store whose entry numbers have no gaps. [Audit] reports missing
// numbers. This detects the removal of a token's entries even if the token's record was removed
// too, or replaced by an older one.
type Gapless interface {
	View

	// LastNumber returns the number of the last entry; 0 if there is none.
	LastNumber() (uint64, error)
}

// Query selects journal entries. Empty fields select all.
type Query struct {
	Serial string
	User   string
	Since  time.Time
	After  uint64 // only entries with a higher number
}

// Selects reports whether the query selects an entry.
func (q Query) Selects(e *Entry) bool {
	return (q.Serial == "" || q.Serial == e.Serial) && (q.User == "" || q.User == e.User) &&
		(q.Since.IsZero() || !e.Time.Before(q.Since)) && e.Number > q.After
}

// Precision is the precision of all times in records and entries, which are in UTC.
const Precision = time.Microsecond
