package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"etokenpass/tms"
)

func testKeys(t *testing.T, store tms.Store) {
	validator := Validator(t, store)
	Assigned(t, validator, "1", "anna")
	Assigned(t, validator, "2", "ben")
	if _, err := validator.Import(context.Background(), tms.Call{Time: noon}, false, Token("3")); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Unassign(context.Background(), tms.Call{Time: noon}, "2"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name         string
		key          tms.Key
		serial, user string // of what is found
	}{
		{"a token, with its user", tms.Key{Serial: "1"}, "1", "anna"},
		{"a user, with the token", tms.Key{User: "anna"}, "1", "anna"},
		{"both", tms.Key{Serial: "1", User: "anna"}, "1", "anna"},
		{"both, whatever is assigned", tms.Key{Serial: "3", User: "anna"}, "3", "anna"},
		{"a token without a user", tms.Key{Serial: "3"}, "3", ""},
		{"a token that was taken back", tms.Key{Serial: "2"}, "2", ""},
		{"a user without a token", tms.Key{User: "ben"}, "", "ben"},
		{"no such token", tms.Key{Serial: "4"}, "", ""},
		{"no such user", tms.Key{User: "carl"}, "", ""},
		{"a serial is no user", tms.Key{User: "1"}, "", ""},
		{"a token, and no such user", tms.Key{Serial: "1", User: "carl"}, "1", ""},
		{"a user, and no such token", tms.Key{Serial: "4", User: "anna"}, "", "anna"},
		{"neither", tms.Key{}, "", ""},
		{"letters of another case", tms.Key{User: "Anna"}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := record(t, store, test.key)
			if got := keyOf(read); got.Serial != test.serial || got.User != test.user {
				t.Errorf("View: got %+v", got)
			}
			stop := errors.New("stop")
			_, err := store.Update(context.Background(), tms.Change{Key: test.key, Decide: func(before tms.Record) (tms.Record, tms.Entry, error) {
				if got := keyOf(before); got.Serial != test.serial || got.User != test.user {
					t.Errorf("Update: got %+v", got)
				}
				return before, tms.Entry{}, stop
			}})
			if !errors.Is(err, stop) {
				t.Errorf("Update: got %v", err)
			}
		})
	}
}

func testUnknown(t *testing.T, store tms.Store) {
	validator := Validator(t, store)
	ctx, call := context.Background(), tms.Call{Time: noon}
	login := tms.Login{User: "anna", Code: Code(0)}
	if entry, err := validator.Verify(ctx, call, login); err != nil || entry.Result != tms.NoToken || entry.Number != 1 {
		t.Fatal(entry, err)
	}
	Assigned(t, validator, "1", "anna")
	if entry, err := validator.Verify(ctx, call, login); err != nil || entry.Result != tms.Accepted || entry.Number != 4 {
		t.Fatal(entry, err)
	}
	Audit(t, store)
}

// add returns a change that adds 1 to the next moving factor of a token.
func add(serial string) tms.Change {
	return tms.Change{Key: tms.Key{Serial: serial}, Decide: func(before tms.Record) (tms.Record, tms.Entry, error) {
		if before.Token == nil {
			return before, tms.Entry{}, tms.UnknownToken(serial)
		}
		token := *before.Token
		token.Next++
		before.Token = &token
		return before, tms.Entry{Time: noon, Serial: serial, After: tms.Snapshot{Next: token.Next, Token: tms.Status{State: token.State}}}, nil
	}}
}

func imported(t *testing.T, store tms.Store, serials ...string) {
	t.Helper()
	tokens := make([]tms.Token, len(serials))
	for i, serial := range serials {
		tokens[i] = Token(serial)
	}
	if _, err := Validator(t, store).Import(context.Background(), tms.Call{Time: noon}, false, tokens...); err != nil {
		t.Fatal(err)
	}
}

func testChangesInOrder(t *testing.T, store tms.Store) {
	imported(t, store, "1", "2")
	entries := update(t, store, add("1"), add("2"), add("1"), add("1"))
	for i, next := range []uint64{1, 1, 2, 3} {
		if entries[i].After.Next != next || entries[i].Number != uint64(i+3) {
			t.Errorf("change %d: got %+v, want next %d", i, entries[i], next)
		}
	}
	if entries[3].Previous != entries[2].Number || entries[2].Previous != entries[0].Number {
		t.Errorf("the entries are not linked: %d, %d", entries[2].Previous, entries[3].Previous)
	}
	if got := record(t, store, tms.Key{Serial: "1"}).Token; got.Next != 3 || got.Version != 4 {
		t.Errorf("got next %d, version %d; want 3, 4", got.Next, got.Version)
	}
	if entries := update(t, store); len(entries) != 0 {
		t.Errorf("no changes: got %d entries", len(entries))
	}
	Audit(t, store)
}

func testAllOrNone(t *testing.T, store tms.Store) {
	imported(t, store, "1", "2")
	validator := Validator(t, store)
	before := record(t, store, tms.Key{Serial: "1"})
	_, err := store.Update(context.Background(), add("1"), add("2"), add("3"))
	if err == nil || err.Error() != tms.UnknownToken("3").Error() {
		t.Errorf("got %v, want the error of the decision", err)
	}
	call := tms.Call{Time: noon}
	if _, err := validator.Import(context.Background(), call, false, Token("4"), Token("5"), Token("4")); err == nil {
		t.Error("a serial that comes twice was not refused")
	}
	if after := record(t, store, tms.Key{Serial: "1"}); !reflect.DeepEqual(before, after) {
		t.Errorf("token 1 has changed: %+v", after.Token)
	}
	for _, serial := range []string{"4", "5"} {
		if record(t, store, tms.Key{Serial: serial}).Token != nil {
			t.Errorf("token %s was stored", serial)
		}
	}
	if got := journal(t, store, tms.Query{}); len(got) != 2 {
		t.Errorf("got %d entries, want 2", len(got))
	}
	if entries := update(t, store, add("1")); entries[0].Number != 3 {
		t.Errorf("the next entry has number %d, want 3", entries[0].Number)
	}
	Audit(t, store)
}

// twice runs every decision twice, as a store may do.
type twice struct {
	tms.Store
	t *testing.T
}

func (s twice) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	for i := range changes {
		decide := changes[i].Decide
		changes[i].Decide = func(before tms.Record) (tms.Record, tms.Entry, error) {
			first, _, _ := decide(before)
			second, entry, err := decide(before)
			if !reflect.DeepEqual(first, second) {
				s.t.Errorf("the second decision differs: %+v, %+v", first, second)
			}
			return second, entry, err
		}
	}
	return s.Store.Update(ctx, changes...)
}

func testDecideTwice(t *testing.T, store tms.Store) {
	validator := Validator(t, twice{store, t})
	Assigned(t, validator, "1", "anna")
	for _, step := range []struct {
		factor uint64
		want   tms.Result
	}{{0, tms.Accepted}, {0, tms.Replayed}, {5, tms.Accepted}, {30, tms.OutOfWindow}, {6, tms.Accepted}} {
		entry, err := validator.Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: "anna", Code: Code(step.factor)})
		if err != nil || entry.Result != step.want {
			t.Errorf("code %d: got %s, %v; want %s", step.factor, entry.Result, err, step.want)
		}
	}
	Audit(t, store)
}

// Refused decisions run among others that succeed.
func testRefusal(t *testing.T, store tms.Store) {
	const n = 50
	imported(t, store, "1")
	refusal := errors.New("refused")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range n {
				if i%2 == 0 {
					if _, err := store.Update(context.Background(), add("1")); err != nil {
						t.Error(err)
					}
					continue
				}
				_, err := store.Update(context.Background(), tms.Change{Key: tms.Key{Serial: "1"}, Decide: func(r tms.Record) (tms.Record, tms.Entry, error) {
					return r, tms.Entry{}, refusal
				}})
				if !errors.Is(err, refusal) {
					t.Errorf("got %v, want the refusal", err)
				}
			}
		})
	}
	group.Wait()
	if got := record(t, store, tms.Key{Serial: "1"}).Token.Next; got != 4*n {
		t.Errorf("got next %d, want %d", got, 4*n)
	}
	Audit(t, store)
}

// Compete has goroutines submit the same codes of one token in order, and checks that each moving
// factor is accepted exactly once.
func Compete(t *testing.T, store tms.Store, goroutines, count int) {
	t.Helper()
	validator := Competitor(t, store)
	Assigned(t, validator, "1", "anna")
	codes, accepted := Codes(count), make([]atomic.Int32, count)
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() { Submit(t, validator, "anna", codes, accepted) })
	}
	group.Wait()
	for factor := range accepted {
		if n := accepted[factor].Load(); n != 1 {
			t.Errorf("factor %d was accepted %d times", factor, n)
		}
	}
	if got := record(t, store, tms.Key{Serial: "1"}).Token.Next; got != uint64(count) {
		t.Errorf("got next %d, want %d", got, count)
	}
	Audit(t, store)
}

// Competitor returns a validator for tests that submit many codes more than once. Its window is 1:
// with a larger one, an old code that is equal to a later one by chance would skip factors.
func Competitor(t testing.TB, store tms.Store) *tms.Validator {
	t.Helper()
	validator := Validator(t, store)
	validator.Policy.Window, validator.Policy.ResyncWindow = 1, 1
	return validator
}

// Submit submits the codes of a token, from that of moving factor 0 on, counts for each factor how
// often it is accepted, and returns how many are. If another caller is ahead, it goes on with the
// code that is expected next.
func Submit(t testing.TB, validator *tms.Validator, user string, codes []string, accepted []atomic.Int32) (wins int) {
	for factor := uint64(0); factor < uint64(len(codes)); factor++ {
		entry, err := validator.Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: user, Code: codes[factor]})
		switch {
		case err != nil:
			t.Errorf("code %d: %v", factor, err)
			return wins
		case entry.Result != tms.Accepted:
			factor = max(factor, entry.After.Next-1)
		case entry.Factor >= uint64(len(codes)):
			t.Errorf("code %d: factor %d was accepted", factor, entry.Factor)
		default:
			accepted[entry.Factor].Add(1)
			wins++
		}
	}
	return wins
}

// Codes returns the first codes of the tokens that [Token] returns.
func Codes(count int) []string {
	codes := make([]string, count)
	for factor := range codes {
		codes[factor] = Code(uint64(factor))
	}
	return codes
}

func testManyWriters(t *testing.T, store tms.Store) {
	const writers, codes = 16, 30
	validator := Validator(t, store)
	for i := range writers {
		Assigned(t, validator, fmt.Sprint(i), fmt.Sprintf("user %d", i))
	}
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			user := fmt.Sprintf("user %d", i)
			if wins := Submit(t, validator, user, Codes(codes), make([]atomic.Int32, codes)); wins != codes {
				t.Errorf("%s: %d of %d codes were accepted", user, wins, codes)
			}
		})
	}
	group.Wait()
	if got := len(journal(t, store, tms.Query{})); got != writers*(codes+2) {
		t.Errorf("got %d entries, want %d", got, writers*(codes+2))
	}
	Audit(t, store)
}
