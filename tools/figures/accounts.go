package main

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"errors"
	"fmt"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
)

// account is a user of a validator, with an event token.
type account struct {
	user      string
	generator *oath.Generator
	next      uint64
}

// login logs in with the token's next code, which must be accepted.
func (a *account) login(ctx context.Context, validator *tms.Validator) error {
	entry, err := validator.Verify(ctx, tms.Call{Time: checksAt}, tms.Login{User: a.user, Code: a.generator.Code(a.next)})
	if err != nil {
		return err
	}
	if entry.Result != tms.Accepted || entry.Factor != a.next {
		return fmt.Errorf("user %s, moving factor %d: %s for %d", a.user, a.next, entry.Result, entry.Factor)
	}
	a.next++
	return nil
}

// assign assigns a token, which is in the validator's store, to a user of the same name.
func assign(ctx context.Context, validator *tms.Validator, serial string, secret []byte) (*account, error) {
	generator, err := oath.NewGenerator(oath.SHA1, secret, 6)
	if err != nil {
		return nil, err
	}
	_, err = validator.Assign(ctx, tms.Call{Time: checksAt}, serial, serial, tms.Assignment{})
	return &account{user: serial, generator: generator}, err
}

// newAccounts returns a validator with an empty store, and users in it.
func newAccounts(ctx context.Context, path string, count int) (*tms.Validator, []*account, error) {
	policy, text, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Create(ctx, path, keys, text)
	if err != nil {
		return nil, nil, err
	}
	validator := &tms.Validator{Store: store, Policy: policy}
	accounts := make([]*account, count)
	for i := range accounts {
		if accounts[i], err = newAccount(ctx, validator, fmt.Sprintf("TEST%08d", i)); err != nil {
			return nil, nil, errors.Join(err, store.Close())
		}
	}
	return validator, accounts, nil
}

func newAccount(ctx context.Context, validator *tms.Validator, serial string) (*account, error) {
	secret := sha1.Sum([]byte(serial))
	token := tms.Token{Serial: serial, Secret: secret[:], Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
	if _, err := validator.Import(ctx, tms.Call{Time: checksAt}, false, token); err != nil {
		return nil, err
	}
	return assign(ctx, validator, serial, secret[:])
}
