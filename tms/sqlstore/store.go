package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"etokenpass/internal/durable"
	"etokenpass/tms"
)

// Store is a store in a SQLite file. It implements [tms.Store]. Any number of processes may have
// the same file open.
type Store struct {
	path   string
	policy string
	keys   Keys
	box    box

	readers *pool
	writer  *writer
}

// Format implements [fmt.Formatter]. It shows nothing of the store but its path: it has keys.
func (s *Store) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "(the store %s)", s.path) }

// Policy returns the YAML text of the policy that was chosen when the store was created.
func (s *Store) Policy() string { return s.policy }

// Close implements [tms.Store]. It waits for views, and for the updates that have begun.
func (s *Store) Close() error {
	if err := errors.Join(s.writer.close(), s.readers.close()); err != nil {
		return s.failed("close the store", err)
	}
	return nil
}

// Create creates a store with a policy, whose YAML text it does not interpret, and opens it. The
// file has mode 0600 and appears complete or not at all. If it exists, it is unchanged and the
// error is [fs.ErrExist].
func Create(ctx context.Context, path string, keys Keys, policy string) (*Store, error) {
	image, err := newImage(keys, policy)
	if err != nil {
		return nil, failed(path, "create the store", err)
	}
	err = durable.CreateFile(path, 0o600, func(w io.Writer) error {
		_, err := w.Write(image)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot create the store: %w", err)
	}
	return Open(ctx, path, keys)
}

// newImage returns the contents of the file of an empty store.
func newImage(keys Keys, policy string) ([]byte, error) {
	keyCheck, err := keys.keyCheck(policy)
	if err != nil {
		return nil, err
	}
	session, err := newSession(":memory:")
	if err != nil {
		return nil, err
	}
	defer session.close() //nolint:errcheck // it is in memory
	if err := session.run(migrations...); err != nil {
		return nil, err
	}
	_, err = session.exec("INSERT INTO store (id, version, policy, key_check, last_number, tokenless_number) VALUES (1, ?, ?, ?, 0, 0)",
		int64(len(migrations)), policy, keyCheck)
	if err != nil {
		return nil, err
	}
	return session.conn.(interface{ Serialize() ([]byte, error) }).Serialize()
}

// Open opens a store. If there is none, the error is [fs.ErrNotExist]. A file that is damaged, is
// not a store or is one of a later version of this program, and keys of another store, are refused
// before anything is written.
func Open(ctx context.Context, path string, keys Keys) (*Store, error) {
	s, err := open(ctx, path, keys, migrations)
	switch {
	case err == nil:
		return s, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot open the store: %w", err)
	}
	return nil, failed(path, "open the store", err)
}

func open(ctx context.Context, path string, keys Keys, migrations []string) (_ *Store, err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := checkFile(path); err != nil {
		return nil, err
	}
	s := &Store{path: path, keys: keys}
	if s.box, err = keys.box(); err != nil {
		return nil, err
	}
	writing, err := address(path, pragmas)
	if err != nil {
		return nil, err
	}
	session, err := newSessionPatiently(ctx, writing)
	if err != nil {
		return nil, err
	}
	if err := patiently(ctx, func() error { return s.start(session, migrations) }); err != nil {
		return nil, errors.Join(err, session.close())
	}
	s.readers = &pool{address: writing + readingOnly}
	s.writer = newWriter(session, s.box, tms.NewSealer(s.keys.journal[:]))
	return s, nil
}

// checkFile returns an error unless a path is that of a regular file.
func checkFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	return nil
}

// start checks what is in the file, and prepares for writing.
func (s *Store) start(session *session, migrations []string) error {
	version, err := s.identify(session, len(migrations))
	if err != nil {
		return err
	}
	mode := ""
	if _, err := session.queryRow(logAhead, nil, asText(&mode)); err != nil {
		return err
	}
	if mode != "wal" {
		return errors.New("its file system has no shared memory, which a write-ahead log needs")
	}
	if version < len(migrations) {
		return session.migrate(migrations)
	}
	return nil
}

// identify checks version and keys, and reads the policy.
func (s *Store) identify(session *session, known int) (version int, err error) {
	version, err = session.version()
	switch {
	case primaryCode(err) == codeError:
		return 0, errNotAStore
	case err != nil:
		return 0, err
	case version > known:
		return 0, futureVersion{version, known}
	case version < 1:
		return 0, errNotAStore
	}
	var keyCheck []byte
	if _, err := session.queryRow("SELECT policy, key_check FROM store", nil, asText(&s.policy), data{&keyCheck}); err != nil {
		return 0, err
	}
	return version, s.keys.check(keyCheck, s.policy)
}
