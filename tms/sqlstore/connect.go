package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Everything that is SQLite's own, and not plain SQL, is in this file, except for the parameters:
// the driver looks up those named $1 by name, which takes as long as the statement, so they are ?.

// The settings of each connection. Waiting for other processes is our own task, see [patiently].
const (
	pragmas = "&_pragma=synchronous(full)&_pragma=busy_timeout(0)&_pragma=trusted_schema(off)" +
		"&_pragma=cache_size(-16000)" + // KiB
		"&_pragma=wal_autocheckpoint(4000)" + // pages; the same pages are changed again and again
		"&_pragma=journal_size_limit(67108864)" // after a large import, the log shrinks to this
	readingOnly = "&_pragma=query_only(on)"
)

// begin starts a transaction that may write. It fails at once if another one is under way.
const begin = "BEGIN IMMEDIATE"

// logAhead switches the file to a write-ahead log, with which reading and writing do not wait for
// one another. It is a property of the file; where it is set, this changes nothing.
const logAhead = "PRAGMA journal_mode = WAL"

// connect prepares connections to an existing file.
func connect(path, settings string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	slashes := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashes, "/") { // C:/store.db
		slashes = "/" + slashes
	}
	name := url.URL{Scheme: "file", Path: slashes, RawQuery: "mode=rw" + settings}
	return sql.Open("sqlite", name.String())
}

// session is one connection with its prepared statements. It is not safe for concurrent use.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func newSession(db *sql.DB) (*session, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	return &session{conn, map[string]*sql.Stmt{}}, nil
}

func (s *session) close() error {
	var err error
	for _, statement := range s.prepared {
		err = errors.Join(err, statement.Close())
	}
	return errors.Join(err, s.conn.Close())
}

// statement returns a prepared statement. Statements run without the caller's context, because
// the driver watches each context that can end in a goroutine of its own.
func (s *session) statement(query string) (*sql.Stmt, error) {
	if statement, ok := s.prepared[query]; ok {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(context.Background(), query)
	if err == nil {
		s.prepared[query] = statement
	}
	return statement, err
}

func (s *session) exec(query string, args ...any) (sql.Result, error) {
	statement, err := s.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Exec(args...)
}

// queryRow reads the only row of a query. If there is none, the error is [sql.ErrNoRows].
func (s *session) queryRow(query string, args []any, dest ...any) error {
	statement, err := s.statement(query)
	if err != nil {
		return err
	}
	return statement.QueryRow(args...).Scan(dest...)
}

// query begins to read rows. Any number of such queries may be under way in one session.
func (s *session) query(query string, args ...any) (*sql.Rows, error) {
	return s.conn.QueryContext(context.Background(), query, args...)
}

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
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
