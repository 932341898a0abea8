// Package storing holds what the commands share that need a validator's store: where the store and
// its key file are, creating and opening them, and the policy that a flag names.
package storing

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/durable"
	"etokenpass/tms/sqlstore"
)

// Place is where a store and its key file are.
type Place struct{ Store, Key string }

// NewPlace returns the place of a store. Without a key file, that is next to the store.
func NewPlace(store, key string) (Place, error) {
	p := Place{store, key}
	if p.Key == "" {
		const extension = ".key"
		p.Key = strings.TrimSuffix(p.Store, filepath.Ext(p.Store)) + extension
		if p.Key == p.Store {
			p.Key += extension
		}
	}
	absolute, err := filepath.Abs(p.Store)
	if err != nil {
		return p, err
	}
	if key, err := filepath.Abs(p.Key); err != nil || key == absolute {
		return p, cmp.Or(err, cli.Usagef("--%s and --%s name the same file, %s", cli.StoreFlag, cli.StoreKeyFlag, p.Store))
	}
	return p, nil
}

// How long to wait while another process creates the same store, and how often to look.
const (
	creation = time.Second
	pause    = 5 * time.Millisecond
)

// Ensure creates store and key file if there are none yet, and reports whether it has. newPolicy
// returns the text of the new store's policy. If another process creates the same store, Ensure
// waits for it.
func (p Place) Ensure(ctx context.Context, newPolicy func() (string, error)) (created bool, err error) {
	for start := time.Now(); ; time.Sleep(pause) {
		if is, err := p.IsNew(); !is || err != nil {
			return false, err
		}
		policy, err := newPolicy()
		if err != nil {
			return false, err
		}
		err = p.Create(ctx, policy)
		isRace := errors.Is(err, durable.ErrBusy) || errors.Is(err, fs.ErrExist)
		if !isRace || time.Since(start) > creation {
			return err == nil, err
		}
	}
}

// IsNew reports whether there is neither a store nor a key file. If there is only one of them,
// that is an error: a new key does not open an old store, and a new store where an old key is left
// may be in the place of a lost one. It waits a moment for the store of a key file, because another
// process may be creating both.
func (p Place) IsNew() (bool, error) {
	for start := time.Now(); ; time.Sleep(pause) {
		hasKey, err := exists(p.Key) // first: a store is not created before its key file
		if err != nil {
			return false, err
		}
		hasStore, err := exists(p.Store)
		if err != nil || hasStore || !hasKey || time.Since(start) > creation {
			return p.isNewWith(hasStore, hasKey, err)
		}
	}
}

// isNewWith is IsNew for what exists.
func (p Place) isNewWith(hasStore, hasKey bool, err error) (bool, error) {
	switch {
	case err != nil:
		return false, err
	case hasStore && !hasKey:
		return false, cli.Hinted(fmt.Errorf("the store %s has no key file %s", p.Store, p.Key),
			"restore the key file from a backup: without it nothing can read the secrets; --store-key FILE names one in another place")
	case hasKey && !hasStore:
		return false, cli.Hinted(fmt.Errorf("the key file %s is there, but its store %s is not", p.Key, p.Store),
			"restore the store from a backup, or remove the key file to begin with an empty one; --store FILE names a store in another place")
	}
	return !hasStore, nil
}

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Create creates an empty store and its key file, with the text of a policy.
func (p Place) Create(ctx context.Context, policy string) error {
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		return err
	}
	for _, path := range []string{p.Store, p.Key} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return notCreated(err)
		}
	}
	if err := sqlstore.WriteKeys(p.Key, keys); err != nil {
		return notCreated(err)
	}
	store, err := sqlstore.Create(ctx, p.Store, keys, policy)
	if err != nil {
		return notCreated(errors.Join(err, p.removeKey()))
	}
	return store.Close()
}

// removeKey removes the key file of a store that was not created. If there is a store, it has this
// key, and another process may use it already.
func (p Place) removeKey() error {
	if has, err := exists(p.Store); has || err != nil {
		return err
	}
	return os.Remove(p.Key)
}

func notCreated(err error) error {
	return cli.Hinted(fmt.Errorf("the store was not created: %w", err), "--store FILE names another place")
}

// Open opens the store with the keys of its key file.
func (p Place) Open(ctx context.Context) (*sqlstore.Store, error) {
	keys, err := sqlstore.ReadKeys(p.Key)
	if err != nil {
		return nil, err
	}
	return sqlstore.Open(ctx, p.Store, keys)
}
