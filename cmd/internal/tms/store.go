package tms

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/durable"
	"etokenpass/internal/folders"
	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
)

// storeOptions holds the flags that say where the validator keeps its records, and by which rules
// it decides.
type storeOptions struct{ file, key, policy cli.Flag[string] }

// addFlags adds --store, --store-key and --policy.
func (o *storeOptions) addFlags(cmd *cobra.Command) {
	o.addPlaceFlags(cmd)
	o.addPolicyFlag(cmd, "the rules: an embedded policy or a file (default the store's own)")
}

func (o *storeOptions) addPlaceFlags(cmd *cobra.Command) {
	cli.Add(cmd, &o.file, cli.Word("FILE"), cli.StoreFlag, "the validator's store (default tms.db in $ETOKENPASS_STATE, or $XDG_STATE_HOME/etokenpass)")
	cli.Add(cmd, &o.key, cli.Word("FILE"), cli.StoreKeyFlag, "the store's key file (default next to the store, like tms.key)")
}

func (o *storeOptions) addPolicyFlag(cmd *cobra.Command, usage string) {
	kind := cli.Word("NAME|FILE")
	kind.Complete = completePolicies
	cli.Add(cmd, &o.policy, kind, cli.PolicyFlag, usage)
}

// open opens the store, for a command that can do something with an empty one: if there is none
// yet, it creates store and key file. The caller must call the function that it returns when it
// is done.
func (o *storeOptions) open(ctx context.Context, a *cli.App) (*tms.Validator, func() error, error) {
	place, err := o.place()
	if err != nil {
		return nil, nil, err
	}
	for start := time.Now(); ; time.Sleep(pause) {
		if is, err := place.isNew(); !is || err != nil {
			return o.openAt(ctx, a, place, err)
		}
		policy, err := o.create(ctx, a, place)
		if err == nil {
			a.Messagef("created the store %s with policy %s, and its key file %s\n", cli.Legible(place.store), policy.Name, cli.Legible(place.key))
			return o.openAt(ctx, a, place, nil)
		}
		isRace := errors.Is(err, durable.ErrBusy) || errors.Is(err, fs.ErrExist)
		if !isRace || time.Since(start) > creation {
			return nil, nil, err
		}
	}
}

// How long to wait while another process creates the same store, and how often to look.
const (
	creation = time.Second
	pause    = 5 * time.Millisecond
)

// openExisting is like open, but a missing store is an error: for commands about tokens or users,
// of which a new store has none.
func (o *storeOptions) openExisting(ctx context.Context, a *cli.App) (*tms.Validator, func() error, error) {
	return o.openOr(ctx, a, "etokenpass tms import FILE creates one; --store FILE names another")
}

// openOr is openExisting with advice for the case that there is no store.
func (o *storeOptions) openOr(ctx context.Context, a *cli.App, advice string) (*tms.Validator, func() error, error) {
	place, err := o.place()
	if err != nil {
		return nil, nil, err
	}
	is, err := place.isNew()
	if is {
		err = cli.Hinted(fmt.Errorf("there is no store %s", place.store), advice)
	}
	return o.openAt(ctx, a, place, err)
}

// use opens the existing store, calls do and closes the store.
func (o *storeOptions) use(ctx context.Context, a *cli.App, do func(*tms.Validator) error) error {
	validator, closeStore, err := o.openExisting(ctx, a)
	if err != nil {
		return err
	}
	err = do(validator)
	return cmp.Or(err, closeStore())
}

// read is like use, and calls do with a view of the store.
func (o *storeOptions) read(ctx context.Context, a *cli.App, do func(*tms.Validator, tms.View) error) error {
	return o.use(ctx, a, func(validator *tms.Validator) error {
		return validator.Store.View(ctx, func(view tms.View) error { return do(validator, view) })
	})
}

// place is where a store and its key file are.
type place struct{ store, key string }

// place returns the paths that the flags name.
func (o *storeOptions) place() (place, error) {
	p := place{o.file.Value, o.key.Value}
	if p.store == "" {
		folder, err := folders.State()
		if err != nil {
			return p, cli.Hinted(fmt.Errorf("no folder for the store: %w", err), "--store FILE names the store")
		}
		p.store = filepath.Join(folder, "tms.db")
	}
	if p.key == "" {
		const extension = ".key"
		p.key = strings.TrimSuffix(p.store, filepath.Ext(p.store)) + extension
		if p.key == p.store {
			p.key += extension
		}
	}
	store, err := filepath.Abs(p.store)
	if err != nil {
		return p, err
	}
	if key, err := filepath.Abs(p.key); err != nil || key == store {
		return p, cmp.Or(err, cli.Usagef("--store and --store-key name the same file, %s", p.store))
	}
	return p, nil
}

// isNew reports whether there is neither a store nor a key file. If there is only one of them,
// that is an error: a new key does not open an old store, and a new store where an old key is left
// may be in the place of a lost one. It waits a moment for the store of a key file, because another
// process may be creating both.
func (p place) isNew() (bool, error) {
	for start := time.Now(); ; time.Sleep(pause) {
		hasKey, err := exists(p.key) // first: a store is not created before its key file
		if err != nil {
			return false, err
		}
		hasStore, err := exists(p.store)
		if err != nil || hasStore || !hasKey || time.Since(start) > creation {
			return p.isNewWith(hasStore, hasKey, err)
		}
	}
}

// isNewWith is isNew for what exists.
func (p place) isNewWith(hasStore, hasKey bool, err error) (bool, error) {
	switch {
	case err != nil:
		return false, err
	case hasStore && !hasKey:
		return false, cli.Hinted(fmt.Errorf("the store %s has no key file %s", p.store, p.key),
			"restore the key file from a backup: without it nothing can read the secrets; --store-key FILE names one in another place")
	case hasKey && !hasStore:
		return false, cli.Hinted(fmt.Errorf("the key file %s is there, but its store %s is not", p.key, p.store),
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

// create creates the store and its key file, with the policy that --policy names.
func (o *storeOptions) create(ctx context.Context, a *cli.App, p place) (*tms.Policy, error) {
	name := o.policy.Value
	if name == "" {
		name = tms.DefaultPolicy
	}
	policy, text, err := loadPolicy(a, name)
	if err != nil {
		return nil, err
	}
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		return nil, err
	}
	for _, path := range []string{p.store, p.key} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, notCreated(err)
		}
	}
	if err := sqlstore.WriteKeys(p.key, keys); err != nil {
		return nil, notCreated(err)
	}
	store, err := sqlstore.Create(ctx, p.store, keys, text)
	if err != nil {
		return nil, notCreated(errors.Join(err, p.removeKey()))
	}
	return policy, store.Close()
}

// removeKey removes the key file of a store that was not created. If there is a store, it has this
// key, and another process may use it already.
func (p place) removeKey() error {
	if has, err := exists(p.store); has || err != nil {
		return err
	}
	return os.Remove(p.key)
}

func notCreated(err error) error {
	return cli.Hinted(fmt.Errorf("the store was not created: %w", err), "--store FILE names another place")
}

// openAt opens an existing store, unless finding it failed with err.
func (o *storeOptions) openAt(ctx context.Context, a *cli.App, p place, err error) (*tms.Validator, func() error, error) {
	if err != nil {
		return nil, nil, err
	}
	keys, err := sqlstore.ReadKeys(p.key)
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, p.store, keys)
	if err != nil {
		return nil, nil, err
	}
	policy, err := o.policyOf(a, store)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return &tms.Validator{Store: store, Policy: policy, Requester: requester(), Channel: "cli"}, store.Close, nil
}

// policyOf returns the policy that --policy names, or else the store's own.
func (o *storeOptions) policyOf(a *cli.App, store *sqlstore.Store) (*tms.Policy, error) {
	if o.policy.Value == "" {
		return tms.ParsePolicy("the store's policy", []byte(store.Policy()))
	}
	policy, _, err := loadPolicy(a, o.policy.Value)
	return policy, err
}

// storedPolicy returns the policy of the existing store, and its text.
func (o *storeOptions) storedPolicy(ctx context.Context, a *cli.App) (policy *tms.Policy, text string, err error) {
	err = o.use(ctx, a, func(validator *tms.Validator) error {
		policy, text = validator.Policy, validator.Store.(*sqlstore.Store).Policy()
		return nil
	})
	return policy, text, err
}

// requester returns who runs the program, for the journal.
func requester() string {
	if who, err := user.Current(); err == nil {
		return who.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid()) // a container without this user
}

// call returns what identifies a request in the journal: its time, which is the present if at is
// zero, and an ID that no other has.
func call(a *cli.App, at time.Time) tms.Call {
	if at.IsZero() {
		at = a.Now()
	}
	return tms.Call{Time: at, ID: rand.Text()}
}
