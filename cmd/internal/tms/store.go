package tms

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/storing"
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
	storing.AddPolicyFlag(cmd, &o.policy, usage)
}

// open opens the store, for a command that can do something with an empty one: if there is none
// yet, it creates store and key file. The caller must call the function that it returns when it
// is done.
func (o *storeOptions) open(ctx context.Context, a *cli.App) (*tms.Validator, func() error, error) {
	place, err := o.place()
	if err != nil {
		return nil, nil, err
	}
	var policy *tms.Policy
	created, err := place.Ensure(ctx, func() (text string, err error) {
		policy, text, err = o.newPolicy(a)
		return text, err
	})
	if created {
		a.Messagef("created the store %s with policy %s, and its key file %s\n", cli.Legible(place.Store), policy.Name, cli.Legible(place.Key))
	}
	return o.openAt(ctx, a, place, err)
}

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
	is, err := place.IsNew()
	if is {
		err = cli.Hinted(fmt.Errorf("there is no store %s", place.Store), advice)
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

// place returns the paths that the flags name.
func (o *storeOptions) place() (storing.Place, error) {
	file := o.file.Value
	if file == "" {
		folder, err := folders.State()
		if err != nil {
			return storing.Place{}, cli.Hinted(fmt.Errorf("no folder for the store: %w", err), "--store FILE names the store")
		}
		file = filepath.Join(folder, "tms.db")
	}
	return storing.NewPlace(file, o.key.Value)
}

// newPolicy returns the policy of a new store, and its text.
func (o *storeOptions) newPolicy(a *cli.App) (*tms.Policy, string, error) {
	return storing.LoadPolicy(a, cmp.Or(o.policy.Value, tms.DefaultPolicy))
}

// openAt opens an existing store, unless finding it failed with err.
func (o *storeOptions) openAt(ctx context.Context, a *cli.App, p storing.Place, err error) (*tms.Validator, func() error, error) {
	if err != nil {
		return nil, nil, err
	}
	store, err := p.Open(ctx)
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
	policy, _, err := storing.LoadPolicy(a, o.policy.Value)
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
