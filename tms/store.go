package tms

import (
	"context"
	"iter"
	"time"
)

// Store keeps records and the journal. It is safe for concurrent use. tms/storetest checks that a
// store does what is described here.
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

// Change is one change of an [Store.Update].
type Change struct {
	Key Key

	// Decide returns the new record and the journal entry, of which it sets all but what the store
	// sets. An error prevents the whole update.
	Decide func(Record) (Record, Entry, error)
}

// Key says which record is read. With Serial alone, it is that token and the user to whom it is
// assigned; with User alone, that user and the user's token; with both, that token and that user,
// whatever is assigned.
type Key struct{ Serial, User string }

// View is a store at one moment. Iterators end with an error if reading fails.
type View interface {
	// Record returns a record. What does not exist is nil.
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

// Gapless is a [View] of a store whose numbers have no gaps: where one is missing, [Audit] reports
// it. It finds what the entries of one token cannot show: that they were removed, and the record of
// the token as well or an older one put back.
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
