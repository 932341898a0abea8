package main

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
)

const (
	storeImportTime = 30 * time.Second // target
	randomChecks    = 2000             // different tokens: more than SQLite's cache holds
	randomFactor    = 1.2              // target
)

// measureStoreImport imports the file that measureFleet has written into a validator's store.
func measureStoreImport(ctx context.Context, w *workspace) (figure, error) {
	peak := 0
	took, err := w.run(ctx, func(pid int, _ []byte) {
		if seen, ok := peakMemory(pid); ok {
			peak = max(peak, seen)
		}
	}, w.etokenpass, "tms", "import", "--store", w.path("million.db"), "--store-key", w.path("million.key"), w.path("fleet.csv"))
	return figure{
		what:    "  imported into SQLite with tms import",
		ours:    formatDuration(took) + ", " + formatMemory(peak),
		goal:    "below " + formatDuration(storeImportTime),
		reached: yesNo(took < storeImportTime),
	}, err
}

// measureRandomCheck compares checks of random tokens in the store that measureStoreImport has
// filled with checks of the only token of another store, alternately.
func measureRandomCheck(ctx context.Context, w *workspace) (figure, error) {
	million, many, err := w.openMillion(ctx)
	if err != nil {
		return figure{}, err
	}
	defer million.Store.Close() //nolint:errcheck // each check was stored before it returned
	single, one, err := newAccounts(ctx, w.path("one.db"), 1)
	if err != nil {
		return figure{}, err
	}
	defer single.Store.Close() //nolint:errcheck // each check was stored before it returned
	var random, only []time.Duration
	for _, account := range many {
		took, err := timeLogin(ctx, million, account)
		if err != nil {
			return figure{}, err
		}
		random = append(random, took)
		if took, err = timeLogin(ctx, single, one[0]); err != nil {
			return figure{}, err
		}
		only = append(only, took)
	}
	ratio := median(random).Seconds() / median(only).Seconds()
	return figure{
		what:    "a check of a random one of a million tokens",
		ours:    formatDuration(median(random)),
		against: "of a store's only token " + formatDuration(median(only)),
		ratio:   formatRatio(ratio),
		goal:    fmt.Sprintf("at most %.1f times", randomFactor),
		reached: yesNo(ratio <= randomFactor),
		raw:     []string{"a random token " + spread(random), "the only token " + spread(only)},
	}, nil
}

func timeLogin(ctx context.Context, validator *tms.Validator, account *account) (time.Duration, error) {
	start := time.Now()
	err := account.login(ctx, validator)
	return time.Since(start), err
}

// openMillion opens the store of a million tokens and assigns random ones to users, whose codes
// it computes from the secrets in the seed file.
func (w *workspace) openMillion(ctx context.Context) (*tms.Validator, []*account, error) {
	keys, err := sqlstore.ReadKeys(w.path("million.key"))
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, w.path("million.db"), keys)
	if err != nil {
		return nil, nil, err
	}
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	validator := &tms.Validator{Store: store, Policy: policy}
	accounts, err := w.assignRandom(ctx, validator)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return validator, accounts, nil
}

func (w *workspace) assignRandom(ctx context.Context, validator *tms.Validator) ([]*account, error) {
	file, err := os.Open(w.path("fleet.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	order := rand.New(rand.NewPCG(42, 42)).Perm(len(rows))
	accounts := make([]*account, randomChecks)
	for i := range accounts {
		row := rows[order[i]] // serial, secret, type, digits, counter
		secret, err := hex.DecodeString(row[1])
		if err != nil {
			return nil, err
		}
		if accounts[i], err = assign(ctx, validator, row[0], secret); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}
