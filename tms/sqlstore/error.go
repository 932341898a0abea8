package sqlstore

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// Error is a failure of a store or a key file. It never contains a secret, a key, a PIN or a code.
type Error struct {
	Path   string
	Doing  string // what was being done, as in "open the store"
	Err    error
	Advice string // what to try; may be ""
}

func (e *Error) Error() string { return fmt.Sprintf("cannot %s %s: %v", e.Doing, e.Path, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Hint returns what to try, or "".
func (e *Error) Hint() string { return e.Advice }

var (
	errClosed  = errors.New("the store is closed")
	errLocked  = errors.New("locked by another process")
	errChanged = errors.New("the record has changed since it was read")

	errNotAStore = errors.New("it is a database, but not a store")
)

// codeError is SQLite's code for a wrong statement, such as one with a table that is missing.
const codeError = codes.SQLITE_ERROR

// problem is what an error code of SQLite means to people.
type problem struct{ what, advice string }

var problems = map[int]problem{
	codes.SQLITE_FULL:     {"the disk is full", "make space; nothing was stored"},
	codes.SQLITE_IOERR:    {"the disk or its file system reports an error", "check the disk; nothing was stored"},
	codes.SQLITE_CORRUPT:  {"the file is damaged", "restore a backup, then run etokenpass tms restored"},
	codes.SQLITE_NOTADB:   {"the file is not a database, or is damaged", "restore a backup, then run etokenpass tms restored"},
	codes.SQLITE_READONLY: {"the file or its folder is read-only", "the store, its folder and the files beside it must be writable"},
	codes.SQLITE_CANTOPEN: {"the file, or one beside it, cannot be opened", "the store, its folder and the files beside it must be readable and writable"},
	codes.SQLITE_PERM:     {"no permission", "the store, its folder and the files beside it must be readable and writable"},
	codes.SQLITE_NOMEM:    {"out of memory", ""},
	codes.SQLITE_TOOBIG:   {"a text is too long", ""},
}

// failed returns the error of a store's operation.
func (s *Store) failed(doing string, err error) error { return failed(s.path, doing, err) }

func failed(path, doing string, err error) error {
	failure := &Error{Path: path, Doing: doing, Err: err}
	switch p, known := problems[primaryCode(err)]; {
	case known:
		failure.Err, failure.Advice = &sqlError{p.what, err}, p.advice
	case errors.Is(err, errLocked):
		failure.Advice = "try again later, or end the other process"
	case errors.Is(err, errWrongKey):
		failure.Advice = "--store-key FILE selects another one"
	default:
		if later, is := errors.AsType[futureVersion](err); is {
			failure.Advice = fmt.Sprintf("use a version of etokenpass that knows version %d", later.version)
		}
	}
	return failure
}

// futureVersion is the error of a store whose schema this program does not know yet.
type futureVersion struct{ version, known int }

func (e futureVersion) Error() string {
	return fmt.Sprintf("it has version %d, and this program knows versions 1 to %d: a later program has written it", e.version, e.known)
}

// sqlError says in words what an error of SQLite means.
type sqlError struct {
	what string
	err  error
}

func (e *sqlError) Error() string {
	return fmt.Sprintf("%s (SQLite error %d)", e.what, fullCode(e.err))
}
func (e *sqlError) Unwrap() error { return e.err }

// fullCode returns SQLite's extended error code, or 0 for another error.
func fullCode(err error) int {
	if failure, is := errors.AsType[*sqlite.Error](err); is {
		return failure.Code()
	}
	return 0
}

func primaryCode(err error) int { return fullCode(err) & 0xff }

// isBusy reports whether another process or connection has locked the file.
func isBusy(err error) bool {
	code := primaryCode(err)
	return code == codes.SQLITE_BUSY || code == codes.SQLITE_LOCKED
}
