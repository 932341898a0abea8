package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver of sqlstore
)

// bareSchema has a row for each caller and a journal whose entries are as long as ours.
const bareSchema = `
CREATE TABLE token (serial TEXT PRIMARY KEY, version INTEGER NOT NULL, next INTEGER NOT NULL);
CREATE TABLE journal (number INTEGER PRIMARY KEY, serial TEXT NOT NULL, entry BLOB NOT NULL);
`

// bareEntry is the approximate size of a journal entry, in bytes.
const bareEntry = 250

// bare does the least that a store must do for a check: it reads a row, changes it if it is still
// the same, and adds an entry to a journal. What callers ask for at the same time is stored in
// one transaction. Parameters are ?, as in sqlstore, because the driver takes longer for named ones.
type bare struct {
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	callers  []bareCaller
	requests chan bareCaller
}

// bareCaller waits for the transaction that holds its request.
type bareCaller struct {
	serial string
	stored chan error
}

// bareSettings are those of sqlstore that matter here.
const bareSettings = "_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=cache_size(-16000)"

func openBare(path string, callers int) (*bare, error) {
	name := url.URL{Scheme: "file", Path: path, RawQuery: bareSettings}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	b := &bare{db: db, conn: conn, prepared: map[string]*sql.Stmt{}, requests: make(chan bareCaller, callers)}
	if _, err := conn.ExecContext(context.Background(), bareSchema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	for caller := range callers {
		serial := fmt.Sprintf("TEST%08d", caller)
		b.callers = append(b.callers, bareCaller{serial, make(chan error)})
		if err := b.exec("INSERT INTO token VALUES (?, 1, 0)", serial); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	go b.write()
	return b, nil
}

// work makes the requests of one caller.
func (b *bare) work(caller int) error {
	for range callerChecks {
		b.requests <- b.callers[caller]
		if err := <-b.callers[caller].stored; err != nil {
			return err
		}
	}
	return nil
}

// write stores requests until there are no more.
func (b *bare) write() {
	for first := range b.requests {
		group := []bareCaller{first}
		for len(b.requests) > 0 {
			group = append(group, <-b.requests)
		}
		err := b.store(group)
		for _, caller := range group {
			caller.stored <- err
		}
	}
}

func (b *bare) store(group []bareCaller) error {
	if err := b.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, caller := range group {
		if err := b.change(caller.serial); err != nil {
			return errors.Join(err, b.exec("ROLLBACK"))
		}
	}
	return b.exec("COMMIT")
}

func (b *bare) change(serial string) error {
	read, err := b.statement("SELECT version, next FROM token WHERE serial = ?")
	if err != nil {
		return err
	}
	var version, next int64
	if err := read.QueryRow(serial).Scan(&version, &next); err != nil {
		return err
	}
	if err := b.exec("UPDATE token SET version = ?, next = ? WHERE serial = ? AND version = ?", version+1, next+1, serial, version); err != nil {
		return err
	}
	return b.exec("INSERT INTO journal (serial, entry) VALUES (?, ?)", serial, bytes.Repeat([]byte{1}, bareEntry))
}

// exec runs a statement without a context: for one that can end, the driver would start a
// goroutine each time.
func (b *bare) exec(query string, args ...any) error {
	statement, err := b.statement(query)
	if err != nil {
		return err
	}
	_, err = statement.Exec(args...)
	return err
}

func (b *bare) statement(query string) (*sql.Stmt, error) {
	if statement, ok := b.prepared[query]; ok {
		return statement, nil
	}
	statement, err := b.conn.PrepareContext(context.Background(), query)
	if err == nil {
		b.prepared[query] = statement
	}
	return statement, err
}

// close checks that each caller's requests are stored, and closes the database.
func (b *bare) close(each int) error {
	close(b.requests)
	var tokens, entries int
	err := b.conn.QueryRowContext(context.Background(),
		"SELECT (SELECT count(*) FROM token WHERE next = ?), (SELECT count(*) FROM journal)", each).Scan(&tokens, &entries)
	if want := len(b.callers); err == nil && (tokens != want || entries != want*each) {
		err = fmt.Errorf("bare transactions stored %d entries, all of them of %d callers; want %d of %d", entries, tokens, want*each, want)
	}
	return errors.Join(err, b.conn.Close(), b.db.Close())
}
