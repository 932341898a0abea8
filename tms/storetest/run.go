package storetest

import (
	"context"
	"os"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// Run runs all tests. open returns an empty store, a new one for each call; the tests close it.
//
// With ETOKENPASS_SOAK=1 in the environment, the tests that read many records use a million.
func Run(t *testing.T, open func(t *testing.T) tms.Store) {
	tests := []struct {
		name string
		test func(t *testing.T, store tms.Store)
	}{
		{"every field of a record survives", testRecordFields},
		{"every field of an entry survives", testEntryFields},
		{"keys", testKeys},
		{"a token that is unknown, and then known", testUnknown},
		{"changes of one update see one another", testChangesInOrder},
		{"all changes or none", testAllOrNone},
		{"a decision may run twice", testDecideTwice},
		{"a refused decision changes nothing for others", testRefusal},
		{"writers with the same codes", func(t *testing.T, store tms.Store) { Compete(t, store, 16, 100) }},
		{"writers with codes of their own", testManyWriters},
		{"records in the order of bytes", testOrder},
		{"many records, page by page", testPages},
		{"the journal in order, and queries", testJournal},
		{"a canceled context", testCanceled},
		{"a context that is canceled while others write", testCanceledMeanwhile},
		{"a view does not change", testView},
		{"the error of a view's function", testViewError},
		{"a closed store", testClosed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := open(t)
			t.Cleanup(func() {
				if err := store.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test.test(t, store)
		})
	}
}

// Soaking reports whether tests are to run for long.
func Soaking() bool { return os.Getenv("ETOKENPASS_SOAK") == "1" }

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

const secret = "12345678901234567890" // RFC 4226 appendix D

// Code returns the code of a moving factor of the tokens that [Token] returns.
func Code(factor uint64) string {
	code, err := oath.HOTP(oath.SHA1, []byte(secret), factor, 6)
	if err != nil {
		panic(err) // the arguments are right
	}
	return code
}

// Token returns an unused event token with first moving factor 0.
func Token(serial string) tms.Token {
	return tms.Token{Serial: serial, Secret: tms.Secret(secret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
}

// Validator returns a validator that never locks, so that every code is checked.
func Validator(t testing.TB, store tms.Store) *tms.Validator {
	t.Helper()
	validator, err := tms.New(store, tms.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	policy := *validator.Policy
	policy.MaxFailures = 0
	validator.Policy = &policy
	return validator
}

// Assigned imports a token and assigns it to a user.
func Assigned(t testing.TB, validator *tms.Validator, serial, user string) {
	t.Helper()
	ctx, call := context.Background(), tms.Call{Time: noon}
	if _, err := validator.Import(ctx, call, false, Token(serial)); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, serial, user, tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
}

// Audit reports every finding of [tms.Audit] as a failure.
func Audit(t testing.TB, store tms.Store) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { t.Errorf("audit: %v", f) }, nil)
	})
	if err != nil {
		t.Errorf("audit: %v", err)
	}
}

// update carries out changes that must succeed.
func update(t *testing.T, store tms.Store, changes ...tms.Change) []tms.Entry {
	t.Helper()
	entries, err := store.Update(context.Background(), changes...)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// record reads a record.
func record(t *testing.T, store tms.Store, key tms.Key) (record tms.Record) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) (err error) {
		record, err = view.Record(key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// journal reads entries.
func journal(t *testing.T, store tms.Store, query tms.Query) (entries []tms.Entry) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(query) {
			if err != nil {
				return err
			}
			entries = append(entries, entry)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// put returns a change that stores a record as it is given, with an entry.
func put(key tms.Key, after tms.Record, entry tms.Entry) tms.Change {
	return tms.Change{Key: key, Decide: func(before tms.Record) (tms.Record, tms.Entry, error) {
		record := tms.Record{}
		if after.Token != nil {
			token := *after.Token
			if before.Token != nil {
				token.Version, token.Last = before.Token.Version, before.Token.Last
			}
			record.Token, entry.Serial = &token, token.Serial
		}
		if after.User != nil {
			user := *after.User
			if before.User != nil {
				user.Version = before.User.Version
			}
			record.User, entry.User = &user, user.Name
		}
		return record, entry, nil
	}}
}
