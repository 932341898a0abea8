package sqlstore

import (
	"fmt"
	"slices"
	"sync"

	"etokenpass/tms"
)

// writing are the statements that write.
var writing = sync.OnceValue(func() (statements struct {
	insertToken, updateToken, progressToken, insertUser, updateUser, insertEntry string
}) {
	statements.insertToken = insertInto("tokens", tokenColumns)
	statements.updateToken = update("tokens", tokenColumns, "serial")
	statements.progressToken = update("tokens", tokenProgress, "serial")
	statements.insertUser = insertInto("users", userColumns)
	statements.updateUser = update("users", userColumns, "name")
	statements.insertEntry = insertInto("journal", entryColumns)
	return statements
})

const updateEnds = "UPDATE store SET last_number = ?, tokenless_number = ?, tokenless_mac = ?"

// transaction is a transaction that writes.
type transaction struct {
	*session
	box    box
	sealer *tms.Sealer
	ends   ends

	values  []any // of the statement that is being run
	missing bool  // the token of the last change did not exist
}

// beginWriting starts a transaction, unless another one is under way.
func (s *session) beginWriting(box box, sealer *tms.Sealer) (*transaction, error) {
	if _, err := s.exec(begin); err != nil {
		return nil, err
	}
	ends, err := s.ends()
	if err == nil {
		var version int64
		_, err = s.queryRow(dataVersion, nil, asInteger(&version))
		s.cache.keepFor(version)
	}
	if err != nil {
		return nil, s.rollback(err)
	}
	return &transaction{session: s, box: box, sealer: sealer, ends: ends}, nil
}

// commit stores where the journal goes on, and makes everything durable.
func (t *transaction) commit() error {
	_, err := t.exec(updateEnds, int64(t.ends.number), int64(t.ends.tokenless.Number), t.ends.tokenless.MAC)
	if err == nil {
		_, err = t.exec("COMMIT")
	}
	if err != nil {
		return t.rollback(err)
	}
	return nil
}

// rollback ends a transaction after an error, which it returns. SQLite has ended it already after
// some errors, so that a second error means nothing.
func (s *session) rollback(err error) error {
	s.cache.clear()
	_, _ = s.exec("ROLLBACK")
	return err
}

// decided is a change after its decision.
type decided struct {
	before stored
	after  tms.Record
	entry  tms.Entry
}

// decide reads the record of a change and decides.
func (t *transaction) decide(change tms.Change) (decided, error) {
	before, err := t.readForUpdate(change.Key)
	if err != nil {
		return decided{}, err
	}
	after, entry, err := runDecide(change, before.Record)
	return decided{before, after, entry}, err
}

// readForUpdate reads the record of a key. In an import, most tokens do not exist yet, and a query
// for one column finds this out in a fraction of the time.
func (t *transaction) readForUpdate(key tms.Key) (stored, error) {
	if key.Serial == "" {
		if record, ok := t.cache.login(key.User); ok {
			return record, nil
		}
	}
	if t.missing && key.User == "" {
		found, err := t.queryRow("SELECT version FROM tokens WHERE serial = ?", []any{key.Serial}, ignored{})
		if err != nil || !found {
			return stored{}, err
		}
	}
	record, err := t.read(t.box, key)
	t.missing = record.Token == nil
	return record, err
}

func runDecide(change tms.Change, before tms.Record) (after tms.Record, entry tms.Entry, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = refused{panicked: value}
		}
	}()
	after, entry, err = change.Decide(before)
	if err != nil {
		err = refused{error: err}
	}
	return after, entry, err
}

// refused is an error of a decision: the store itself is in order. A panic goes on in the goroutine
// that called Update.
type refused struct {
	error
	panicked any
}

func (r refused) Error() string {
	if r.panicked != nil {
		return fmt.Sprintf("panic: %v", r.panicked)
	}
	return r.error.Error()
}

// write stores a decision.
func (t *transaction) write(d *decided) error {
	t.ends.number++
	d.entry.Number = t.ends.number
	if d.after.Token == nil {
		t.sealer.Seal(&d.entry, t.ends.tokenless)
		t.ends.tokenless = d.entry.Link()
	} else {
		t.sealer.Seal(&d.entry, d.after.Token.Last)
		if err := t.writeToken(d); err != nil {
			return fmt.Errorf("token %s: %w", d.after.Token.Serial, err)
		}
	}
	if user := d.after.User; user != nil {
		if err := t.writeUser(d.before.User, *user); err != nil {
			return fmt.Errorf("user %s: %w", user.Name, err)
		}
	}
	t.values = appendEntry(t.values[:0], &d.entry)
	_, err := t.exec(writing().insertEntry, t.values...)
	return err
}

func (t *transaction) writeToken(d *decided) error {
	row := &tokenRow{Token: *d.after.Token, encrypted: d.before.encrypted}
	row.Last = d.entry.Link()
	defer t.cache.addToken(row) // after an error, it is forgotten
	before := d.before.Token
	if before == nil {
		row.Version = 1
		row.encrypted = t.box.encrypt(row.Secret, row.Serial)
		t.values = row.appendProgress(row.appendIdentity(t.values[:0]))
		_, err := t.exec(writing().insertToken, t.values...)
		return err
	}
	row.Version = before.Version + 1
	if sameIdentity(before, &row.Token) {
		t.values = append(row.appendProgress(t.values[:0]), before.Serial, int64(before.Version))
		return changedOne(t.exec(writing().progressToken, t.values...))
	}
	if !slices.Equal(before.Secret, row.Secret) {
		row.encrypted = t.box.encrypt(row.Secret, row.Serial)
	}
	t.values = append(row.appendProgress(row.appendIdentity(t.values[:0])), before.Serial, int64(before.Version))
	return changedOne(t.exec(writing().updateToken, t.values...))
}

// sameIdentity reports whether the columns in tokenIdentity are unchanged.
func sameIdentity(one, other *tms.Token) bool {
	return one.Serial == other.Serial && slices.Equal(one.Secret, other.Secret) && one.Type == other.Type &&
		one.Algorithm == other.Algorithm && one.Digits == other.Digits && one.Step == other.Step &&
		one.Epoch.Equal(other.Epoch) && one.FirstMovingFactor == other.FirstMovingFactor &&
		one.User == other.User && one.AssignedAt.Equal(other.AssignedAt)
}

// writeUser stores a user, if anything has changed.
func (t *transaction) writeUser(before *tms.User, user tms.User) error {
	defer func() { t.cache.addUser(&user) }() // after an error, it is forgotten
	if before != nil && *before == user {
		return nil
	}
	if before == nil {
		user.Version = 1
		t.values = appendUser(t.values[:0], &user)
		_, err := t.exec(writing().insertUser, t.values...)
		return err
	}
	user.Version = before.Version + 1
	t.values = append(appendUser(t.values[:0], &user), before.Name, int64(before.Version))
	return changedOne(t.exec(writing().updateUser, t.values...))
}

// changedOne returns an error unless a statement has changed one row.
func changedOne(changed int64, err error) error {
	if err == nil && changed != 1 {
		err = errChanged
	}
	return err
}
