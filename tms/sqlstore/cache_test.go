package sqlstore_test

import (
	"context"
	"testing"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
)

// A store keeps the records that it has written in memory. What another process writes meanwhile
// counts all the same: here, another opening of the same file.
func TestCacheSeesOtherWriters(t *testing.T) {
	file := newFile(t)
	validators := []*tms.Validator{validatorOf(t, file.create(t)), validatorOf(t, file.open(t))}
	ctx, call := context.Background(), tms.Call{Time: noon}
	token := tms.Token{Serial: "1", Secret: tms.Secret("12345678901234567890"), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
	if _, err := validators[0].Import(ctx, call, false, token); err != nil {
		t.Fatal(err)
	}
	if _, err := validators[0].Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	generator, err := oath.NewGenerator(token.Algorithm, token.Secret, token.Digits)
	if err != nil {
		t.Fatal(err)
	}
	login := func(who int, factor uint64, want tms.Result) {
		t.Helper()
		entry, err := validators[who].Verify(ctx, call, tms.Login{User: "anna", Code: generator.Code(factor)})
		if err != nil || entry.Result != want {
			t.Errorf("validator %d, code %d: got %s, %v; want %s", who, factor, entry.Result, err, want)
		}
	}
	for factor := range uint64(20) { // each accepts a code that the other one then refuses
		one, other := int(factor%2), int(1-factor%2)
		login(one, factor, tms.Accepted)
		login(other, factor, tms.Replayed)
	}
	login(0, 20, tms.Accepted)
	if _, err := validators[1].Disable(ctx, call, tms.Key{User: "anna"}, ""); err != nil {
		t.Fatal(err)
	}
	login(0, 21, tms.Disabled)
	if _, err := validators[0].Unassign(ctx, call, "1"); err != nil {
		t.Fatal(err)
	}
	login(1, 21, tms.NoToken)
	login(0, 21, tms.NoToken)
	if _, err := validators[1].Assign(ctx, call, "1", "boris", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	login(0, 21, tms.NoToken)
}

// A decision that changes the record it was given changes nothing that is kept.
func TestCacheIsNotChangedByDecisions(t *testing.T) {
	store := newFile(t).create(t)
	validator := validatorOf(t, store)
	ctx, call := context.Background(), tms.Call{Time: noon}
	token := tms.Token{Serial: "1", Secret: tms.Secret("12345678901234567890"), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
	if _, err := validator.Import(ctx, call, false, token); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	refusal := &tms.Error{Problem: "refused"}
	_, err := store.Update(ctx, tms.Change{Key: tms.Key{User: "anna"}, Decide: func(record tms.Record) (tms.Record, tms.Entry, error) {
		record.Token.Next, record.User.Failures = 100, 100
		return record, tms.Entry{}, refusal
	}})
	if err != refusal { //nolint:errorlint // exactly this one
		t.Fatal(err)
	}
	entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: "755224"})
	if err != nil || entry.Result != tms.Accepted {
		t.Errorf("got %s, %v", entry.Result, err)
	}
}

func validatorOf(t *testing.T, store *sqlstore.Store) *tms.Validator {
	t.Helper()
	validator, err := tms.New(store, tms.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	return validator
}
