package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// Everything that is SQLite's own, and not plain SQL, is in this file, except for the parameters:
// the driver looks up those named $1 by name, which takes as long as the statement, so they are ?.

// The settings of each connection. Waiting for other processes is our own task, see [patiently].
const (
	pragmas = "&_pragma=synchronous(full)&_pragma=busy_timeout(0)&_pragma=trusted_schema(off)" +
		"&_pragma=cache_size(-65536)" + // KiB, used only if an import needs it
		"&_pragma=wal_autocheckpoint(4000)" + // pages; the same pages are changed again and again
		"&_pragma=journal_size_limit(67108864)" // after a large import, the log shrinks to this
	readingOnly = "&_pragma=query_only(on)"
)

// begin starts a transaction that may write. It fails at once if another one is under way.
const begin = "BEGIN IMMEDIATE"

// dataVersion asks for a number that changes when another connection has changed the file.
const dataVersion = "PRAGMA data_version"

// logAhead switches the file to a write-ahead log, with which reading and writing do not wait for
// one another. It is a property of the file; where it is set, this changes nothing.
const logAhead = "PRAGMA journal_mode = WAL"

// address returns the name of an existing file, as SQLite understands it, with settings.
func address(path, settings string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	slashes := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashes, "/") { // C:/store.db
		slashes = "/" + slashes
	}
	name := url.URL{Scheme: "file", Path: slashes, RawQuery: "mode=rw" + settings}
	return name.String(), nil
}

// session is one connection with its prepared statements. It is not safe for concurrent use.
//
// It uses the driver without [database/sql], which takes a tenth of the time of a check. As any
// driver of database/sql will do, another database needs no other code here.
type session struct {
	conn     driver.Conn
	prepared map[string]driver.Stmt
	cache    cache               // of the session that writes
	args     []driver.NamedValue // of the statement that is being run
	row      []driver.Value      // of the row that is being scanned
}

func newSession(address string) (*session, error) {
	conn, err := new(sqlite.Driver).Open(address)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, prepared: map[string]driver.Stmt{}}, nil
}

// newSessionPatiently is like newSession, and waits while the file is locked: its settings are read
// from the file, which another process locks when it is the last to close it.
func newSessionPatiently(ctx context.Context, address string) (session *session, err error) {
	err = patiently(ctx, func() error {
		session, err = newSession(address)
		return err
	})
	return session, err
}

func (s *session) close() error {
	var err error
	for _, statement := range s.prepared {
		err = errors.Join(err, statement.Close())
	}
	return errors.Join(err, s.conn.Close())
}

func (s *session) statement(query string) (driver.Stmt, error) {
	if statement, ok := s.prepared[query]; ok {
		return statement, nil
	}
	statement, err := s.conn.Prepare(query)
	if err == nil {
		s.prepared[query] = statement
	}
	return statement, err
}

// named returns the arguments of a statement as the driver takes them. They are valid until the
// next call.
func (s *session) named(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, arg := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return s.args
}

// exec runs a statement and returns how many rows it has changed. Statements run without the
// caller's context, because the driver watches each context that can end in a goroutine.
func (s *session) exec(query string, args ...any) (changed int64, err error) {
	statement, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := statement.(driver.StmtExecContext).ExecContext(context.Background(), s.named(args))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// queryRow reads the only row of a query. If there is none, found is false.
func (s *session) queryRow(query string, args []any, dest ...sql.Scanner) (found bool, err error) {
	statement, err := s.statement(query)
	if err != nil {
		return false, err
	}
	rows, err := statement.(driver.StmtQueryContext).QueryContext(context.Background(), s.named(args))
	if err != nil {
		return false, err
	}
	found, err = s.next(rows, dest)
	return found, errors.Join(err, rows.Close())
}

// next reads the next row. At the end, found is false.
func (s *session) next(rows driver.Rows, dest []sql.Scanner) (found bool, err error) {
	s.row = slices.Grow(s.row[:0], len(dest))[:len(dest)]
	err = rows.Next(s.row)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for i := range dest {
		if err := dest[i].Scan(s.row[i]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// query begins to read rows. Any number of queries may be under way in one session.
func (s *session) query(query string, args []any) (*rows, error) {
	statement, err := s.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	read, err := statement.(driver.StmtQueryContext).QueryContext(context.Background(), s.named(args))
	if err != nil {
		return nil, errors.Join(err, statement.Close())
	}
	return &rows{session: s, statement: statement, rows: read}, nil
}

// rows are what a query finds.
type rows struct {
	session   *session
	statement driver.Stmt
	rows      driver.Rows
}

// next scans the next row. At the end, found is false.
func (r *rows) next(dest []sql.Scanner) (found bool, err error) { return r.session.next(r.rows, dest) }

func (r *rows) close() error { return errors.Join(r.rows.Close(), r.statement.Close()) }

// patience is how long to wait for a file that another process has locked. A process holds the
// lock for milliseconds, unless it imports a million tokens.
var patience = 10 * time.Second

// How long to wait before trying again. The longest wait is short enough to meet the pauses that
// another process makes; see writer.
const (
	shortestWait = 100 * time.Microsecond
	longestWait  = time.Millisecond
)

// patiently tries until the file is not locked by another process.
func patiently(ctx context.Context, try func() error) error {
	deadline := time.Now().Add(patience)
	for wait := shortestWait; ; wait = min(2*wait, longestWait) {
		err := try()
		if !isBusy(err) {
			return err
		}
		if time.Now().After(deadline) {
			return errLocked
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
