package main

import (
	"database/sql"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // the driver
)

// runSQL implements the script command "sql FILE STATEMENT", which changes a validator's store as
// a person with access to the file could.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sql FILE STATEMENT")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(err)
	ts.Check(db.Close())
}

// lockStore implements the script command "lock FILE", which locks a store until the script ends,
// as a process that hangs would.
func lockStore(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lock FILE")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0])+"?_txlock=immediate")
	ts.Check(err)
	transaction, err := db.Begin()
	ts.Check(err)
	ts.Defer(func() {
		_ = transaction.Rollback() // nothing was changed
		_ = db.Close()
	})
}
