package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"etokenpass/tms"
)

// reading are the queries for records: a token with its user, and a user with the token. Like
// writing, they are made when the first store needs them, and not at every start of a program.
var reading = sync.OnceValue(func() (queries struct{ tokenBySerial, userByName, tokensInOrder, usersInOrder string }) {
	bothColumns := prefixed("tokens", tokenColumns) + ", " + prefixed("users", userColumns)
	fromTokens := "SELECT " + bothColumns + " FROM tokens LEFT JOIN users ON users.name = tokens.user_name"
	fromUsers := "SELECT " + bothColumns + " FROM users LEFT JOIN tokens ON tokens.serial = users.serial"

	queries.tokenBySerial = fromTokens + " WHERE tokens.serial = ?"
	queries.userByName = fromUsers + " WHERE users.name = ?"
	queries.tokensInOrder = fromTokens + " WHERE tokens.serial > ? ORDER BY tokens.serial"
	queries.usersInOrder = fromUsers + " WHERE users.name > ? ORDER BY users.name"
	return queries
})

// row is a row of a query for records.
type row struct {
	token tokenRow
	user  tms.User
}

func (r *row) scan() []sql.Scanner { return append(r.token.scan(), scanUser(&r.user)...) }

// stored is a record with the secret as it is stored.
type stored struct {
	tms.Record
	encrypted []byte
}

// record decrypts the secret of a row.
func (r *row) record(box box) (stored, error) {
	var s stored
	if r.token.Serial != "" {
		secret, err := box.decrypt(r.token.encrypted, r.token.Serial)
		if err != nil {
			return s, fmt.Errorf("the secret of token %s cannot be decrypted: %w", r.token.Serial, err)
		}
		r.token.Secret = secret
		s.Token, s.encrypted = &r.token.Token, r.token.encrypted
	}
	if r.user.Name != "" {
		s.User = &r.user
	}
	return s, nil
}

// read reads the record of a key.
func (s *session) read(box box, key tms.Key) (stored, error) {
	switch {
	case key.Serial == "" && key.User == "":
		return stored{}, nil
	case key.Serial == "":
		return s.readRow(box, reading().userByName, key.User)
	case key.User == "":
		return s.readRow(box, reading().tokenBySerial, key.Serial)
	}
	record, err := s.readRow(box, reading().tokenBySerial, key.Serial)
	if err != nil {
		return stored{}, err
	}
	ofUser, err := s.readRow(box, reading().userByName, key.User)
	record.User = ofUser.User
	return record, err
}

func (s *session) readRow(box box, query, name string) (stored, error) {
	var row row
	found, err := s.queryRow(query, []any{name}, row.scan()...)
	if err != nil || !found {
		return stored{}, err
	}
	return row.record(box)
}

// View implements [tms.Store]. It does not wait for updates, and they do not wait for it.
func (s *Store) View(ctx context.Context, read func(tms.View) error) (err error) {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	session, err := s.readers.take(ctx)
	if err != nil {
		return s.failed("read the store", err)
	}
	defer func() { // even if read panics
		if closing := s.readers.giveBack(session); err == nil {
			err = closing
		}
	}()
	if err := patiently(ctx, session.beginView); err != nil {
		return s.failed("read the store", err)
	}
	return read(&view{store: s, session: session, ctx: ctx})
}

// beginView begins a transaction and reads, because the view is that of the first reading.
func (s *session) beginView() error {
	if _, err := s.exec("BEGIN"); err != nil {
		return err
	}
	if _, err := s.version(); err != nil {
		return s.rollback(err)
	}
	return nil
}

// view implements [tms.Gapless].
type view struct {
	store   *Store
	session *session
	ctx     context.Context //nolint:containedctx // a view lives as long as the call that has it
}

func (v *view) Record(key tms.Key) (tms.Record, error) {
	if v.ctx.Err() != nil {
		return tms.Record{}, v.ctx.Err()
	}
	stored, err := v.session.read(v.store.box, key)
	if err != nil {
		return tms.Record{}, v.store.failed("read a record of the store", err)
	}
	return stored.Record, nil
}

func (v *view) Records(after string) iter.Seq2[tms.Record, error] {
	return v.records(reading().tokensInOrder, after)
}
func (v *view) Users(after string) iter.Seq2[tms.Record, error] {
	return v.records(reading().usersInOrder, after)
}

func (v *view) records(query, after string) iter.Seq2[tms.Record, error] {
	return rowsOf(v, "read the records of the store", query, []any{after}, func(rows *rows) (tms.Record, bool, error) {
		var row row
		found, err := rows.next(row.scan())
		if err != nil || !found {
			return tms.Record{}, found, err
		}
		stored, err := row.record(v.store.box)
		return stored.Record, true, err
	})
}

func (v *view) Journal(query tms.Query) iter.Seq2[tms.Entry, error] {
	where := []string{"number > ?"}
	args := []any{int64(query.After)}
	only := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, condition+" ?")
	}
	if query.Serial != "" {
		only("serial =", query.Serial)
	}
	if query.User != "" {
		only("user_name =", query.User)
	}
	if !query.Since.IsZero() {
		only("time >=", query.Since.UnixMicro())
	}
	statement := "SELECT " + entryColumns + " FROM journal WHERE " + strings.Join(where, " AND ") + " ORDER BY number"
	return rowsOf(v, "read the journal of the store", statement, args, func(rows *rows) (tms.Entry, bool, error) {
		var entry tms.Entry
		found, err := rows.next(scanEntry(&entry))
		return entry, found, err
	})
}

// rowsOf yields what next makes of each row of a query, until it finds none.
func rowsOf[T any](v *view, doing, query string, args []any, next func(*rows) (value T, found bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		rows, err := v.session.query(query, args)
		if err == nil {
			err = eachRow(v.ctx, rows, next, func(value T) bool { return yield(value, nil) })
		}
		if err != nil {
			var none T
			yield(none, v.store.failed(doing, err))
		}
	}
}

func eachRow[T any](ctx context.Context, rows *rows, next func(*rows) (T, bool, error), use func(T) bool) (err error) {
	defer func() { err = errors.Join(err, rows.close()) }()
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		value, found, err := next(rows)
		if err != nil || !found || !use(value) {
			return err
		}
	}
}

func (v *view) LastWithoutToken() (tms.Link, error) {
	ends, err := v.session.ends()
	if err != nil {
		return tms.Link{}, v.store.failed("read the store", err)
	}
	return ends.tokenless, nil
}

// LastNumber implements [tms.Gapless]: only one transaction at a time writes, and its entries get
// their numbers from the row of the store, which it changes with them.
func (v *view) LastNumber() (uint64, error) {
	ends, err := v.session.ends()
	if err != nil {
		return 0, v.store.failed("read the store", err)
	}
	return ends.number, nil
}

func (v *view) JournalKey() tms.JournalKey { return v.store.keys.journal[:] }

// ends is where the journal goes on.
type ends struct {
	number    uint64   // of the last entry
	tokenless tms.Link // the last entry without a token
}

func (s *session) ends() (ends, error) {
	var e ends
	_, err := s.queryRow("SELECT last_number, tokenless_number, tokenless_mac FROM store", nil,
		asInteger(&e.number), asInteger(&e.tokenless.Number), data{&e.tokenless.MAC})
	return e, err
}
