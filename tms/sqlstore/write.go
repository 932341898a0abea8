package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"etokenpass/tms"
)

// Statements that write.
var (
	insertToken   = insertInto("tokens", tokenColumns)
	updateToken   = update("tokens", tokenColumns, "serial")
	progressToken = update("tokens", tokenProgress, "serial")
	insertUser    = insertInto("users", userColumns)
	updateUser    = update("users", userColumns, "name")
	insertEntry   = insertInto("journal", entryColumns)
	updateEnds    = "UPDATE store SET last_number = $1, tokenless_number = $2, tokenless_mac = $3"
)

// transaction is a transaction that writes.
type transaction struct {
	*session
	box    box
	sealer *tms.Sealer
	ends   ends
}

// beginWriting starts a transaction. While another process writes, it waits.
func (s *session) beginWriting(ctx context.Context, box box, sealer *tms.Sealer) (*transaction, error) {
	err := patiently(ctx, func() error {
		_, err := s.exec(begin)
		return err
	})
	if err != nil {
		return nil, err
	}
	t := &transaction{session: s, box: box, sealer: sealer}
	if t.ends, err = s.ends(); err != nil {
		return nil, s.rollback(err)
	}
	return t, nil
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
	before, err := t.read(t.box, change.Key)
	if err != nil {
		return decided{}, err
	}
	after, entry, err := change.Decide(before.Record)
	if err != nil {
		return decided{}, refused{err}
	}
	return decided{before, after, entry}, nil
}

// refused is an error of a decision: the store itself is in order.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

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
	if user := d.after.User; user != nil && (d.before.User == nil || *d.before.User != *user) {
		if err := t.writeUser(d.before.User, *user); err != nil {
			return fmt.Errorf("user %s: %w", user.Name, err)
		}
	}
	_, err := t.exec(insertEntry, entryValues(&d.entry)...)
	return err
}

func (t *transaction) writeToken(d *decided) error {
	row := tokenRow{Token: *d.after.Token, encrypted: d.before.encrypted}
	row.Last = d.entry.Link()
	before := d.before.Token
	if before == nil {
		row.Version = 1
		row.encrypted = t.box.encrypt(row.Secret, row.Serial)
		_, err := t.exec(insertToken, append(row.identity(), row.progress()...)...)
		return err
	}
	row.Version = before.Version + 1
	if sameIdentity(before, &row.Token) {
		return changedOne(t.exec(progressToken, append(row.progress(), before.Serial, int64(before.Version))...))
	}
	if !slices.Equal(before.Secret, row.Secret) {
		row.encrypted = t.box.encrypt(row.Secret, row.Serial)
	}
	return changedOne(t.exec(updateToken, append(append(row.identity(), row.progress()...), before.Serial, int64(before.Version))...))
}

// sameIdentity reports whether the columns in tokenIdentity are unchanged.
func sameIdentity(one, other *tms.Token) bool {
	return one.Serial == other.Serial && slices.Equal(one.Secret, other.Secret) && one.Type == other.Type &&
		one.Algorithm == other.Algorithm && one.Digits == other.Digits && one.Step == other.Step &&
		one.Epoch.Equal(other.Epoch) && one.FirstMovingFactor == other.FirstMovingFactor &&
		one.User == other.User && one.AssignedAt.Equal(other.AssignedAt)
}

func (t *transaction) writeUser(before *tms.User, user tms.User) error {
	if before == nil {
		user.Version = 1
		_, err := t.exec(insertUser, userValues(&user)...)
		return err
	}
	user.Version = before.Version + 1
	return changedOne(t.exec(updateUser, append(userValues(&user), before.Name, int64(before.Version))...))
}

// changedOne returns an error unless a statement has changed one row.
func changedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if rows, err := result.RowsAffected(); err != nil || rows == 1 {
		return err
	}
	return errChanged
}

// Update implements [tms.Store].
func (s *Store) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closed {
		return nil, errClosed
	}
	t, err := s.writer.beginWriting(ctx, s.box, s.sealer)
	if err != nil {
		return nil, s.failedUpdate(err)
	}
	entries := make([]tms.Entry, 0, len(changes))
	for _, change := range changes {
		decided, err := t.decide(change)
		if err == nil {
			err = t.write(&decided)
		}
		if err != nil {
			return nil, s.failedUpdate(t.rollback(err))
		}
		entries = append(entries, decided.entry)
	}
	if err := t.commit(); err != nil {
		return nil, s.failedUpdate(err)
	}
	return entries, nil
}

// failedUpdate returns the error of an update: that of a decision or of the caller's context as it
// is.
func (s *Store) failedUpdate(err error) error {
	if refusal, is := errors.AsType[refused](err); is {
		return refusal.error
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return s.failed("write to the store", err)
}
