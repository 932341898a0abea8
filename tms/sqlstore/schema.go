package sqlstore

import (
	"context"
	"database/sql/driver"
	_ "embed"
)

//go:embed schema/1.sql
var schema1 string

// migrations are the steps of the schema: the first creates it, each further one leads from the
// version before to its own. The number of steps is the present version. A step that was released
// is never changed, and all versions have the columns version, policy and key_check in store.
var migrations = []string{schema1}

// version returns the version of the schema.
func (s *session) version() (version int, err error) {
	found, err := s.queryRow("SELECT version FROM store", nil, asInteger(&version))
	if err == nil && !found {
		err = errNotAStore
	}
	return version, err
}

// migrate brings the schema to the present version, in one transaction. Another process may do the
// same at the same time.
func (s *session) migrate(migrations []string) error {
	if _, err := s.exec(begin); err != nil {
		return err
	}
	version, err := s.version()
	if err != nil {
		return s.rollback(err)
	}
	if version < len(migrations) { // otherwise another process was first
		if err := s.run(migrations[version:]...); err != nil {
			return s.rollback(err)
		}
		if _, err := s.exec("UPDATE store SET version = ?", int64(len(migrations))); err != nil {
			return s.rollback(err)
		}
	}
	if _, err := s.exec("COMMIT"); err != nil {
		return s.rollback(err)
	}
	return nil
}

// run runs scripts.
func (s *session) run(scripts ...string) error {
	for _, script := range scripts {
		if _, err := s.conn.(driver.ExecerContext).ExecContext(context.Background(), script, nil); err != nil {
			return err
		}
	}
	return nil
}
