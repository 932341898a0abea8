package sqlstore_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/tms/storetest"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func newKeys(t testing.TB) sqlstore.Keys {
	t.Helper()
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// file is a store's file with its keys.
type file struct {
	path string
	keys sqlstore.Keys
}

// newFile returns the file of a store that does not exist yet.
func newFile(t testing.TB) file {
	t.Helper()
	return file{filepath.Join(t.TempDir(), "tms.db"), newKeys(t)}
}

func (f file) create(t testing.TB) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.Create(context.Background(), f.path, f.keys, "name: mine\n")
	return closing(t, store, err)
}

func (f file) open(t testing.TB) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.Open(context.Background(), f.path, f.keys)
	return closing(t, store, err)
}

func closing(t testing.TB, store *sqlstore.Store, err error) *sqlstore.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return store
}

// mustClose closes a store, so that its file is complete without the files beside it.
func mustClose(t testing.TB, store *sqlstore.Store) {
	t.Helper()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// verify submits the code of a moving factor.
func verify(t testing.TB, store tms.Store, user string, factor uint64) tms.Entry {
	t.Helper()
	entry, err := storetest.Validator(t, store).Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: user, Code: storetest.Code(factor)})
	if err != nil {
		t.Fatal(err)
	}
	return entry
}

// refused checks that an error contains some words, and names the file.
func refused(t testing.TB, err error, path string, words ...string) {
	t.Helper()
	if err == nil {
		t.Error("got no error")
		return
	}
	for _, word := range append(words, path) {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("got %q; %q is missing", err, word)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("got more than one line: %q", err)
	}
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) tms.Store { return newFile(t).create(t) })
}

// A store keeps everything when it is closed and opened again. Its path may contain what means
// something in the name of a database.
func TestReopen(t *testing.T) {
	f := file{filepath.Join(t.TempDir(), "a store?mode=memory&%41#.db"), newKeys(t)}
	if runtime.GOOS == "windows" {
		f.path = filepath.Join(t.TempDir(), "a store %41#.db")
	}
	ctx := context.Background()
	if _, err := sqlstore.Open(ctx, f.path, f.keys); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	} else {
		refused(t, err, f.path)
	}
	store := f.create(t)
	if _, err := sqlstore.Create(ctx, f.path, f.keys, ""); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second one: got %v, want fs.ErrExist", err)
	}
	storetest.Assigned(t, storetest.Validator(t, store), "1", "anna")
	for factor := range uint64(3) {
		if entry := verify(t, store, "anna", factor); entry.Result != tms.Accepted {
			t.Fatal(entry)
		}
	}
	mustClose(t, store)

	store = f.open(t)
	if got := store.Policy(); got != "name: mine\n" {
		t.Errorf("got policy %q", got)
	}
	if entry := verify(t, store, "anna", 2); entry.Result != tms.Replayed || entry.Number != 6 {
		t.Error(entry)
	}
	storetest.Audit(t, store)
}

// Neither the database nor the files beside it can be read by other users.
func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	f := newFile(t)
	store := f.create(t)
	storetest.Assigned(t, storetest.Validator(t, store), "1", "anna")
	files, err := filepath.Glob(f.path + "*")
	if err != nil || len(files) != 3 {
		t.Fatalf("got %q, %v; want the database, its log and the log's index", files, err)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got mode %v, %v; want 0600", name, info.Mode(), err)
		}
	}
}

// Two stores on one file, as in two processes, see each other's changes, and both may view while
// the other writes.
func TestTwoStores(t *testing.T) {
	f := newFile(t)
	one := f.create(t)
	other := f.open(t)
	storetest.Assigned(t, storetest.Validator(t, one), "1", "anna")
	for factor := range uint64(20) {
		store := []*sqlstore.Store{one, other}[factor%2]
		if entry := verify(t, store, "anna", factor); entry.Result != tms.Accepted {
			t.Fatalf("code %d: got %s", factor, entry.Result)
		}
	}
	err := one.View(context.Background(), func(view tms.View) error {
		verify(t, other, "anna", 20)
		record, err := view.Record(tms.Key{Serial: "1"})
		if err == nil && record.Token.Next != 20 {
			t.Errorf("the view has changed: next is %d", record.Token.Next)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	storetest.Audit(t, one)
}

// A decision that panics does so in the goroutine of its caller, and the store goes on.
func TestDecisionPanics(t *testing.T) {
	store := newFile(t).create(t)
	storetest.Assigned(t, storetest.Validator(t, store), "1", "anna")
	func() {
		defer func() {
			if got := recover(); got != "mine" {
				t.Errorf("got panic %v", got)
			}
		}()
		_, err := store.Update(context.Background(), tms.Change{Decide: func(tms.Record) (tms.Record, tms.Entry, error) { panic("mine") }})
		t.Errorf("no panic; got %v", err)
	}()
	if entry := verify(t, store, "anna", 0); entry.Result != tms.Accepted {
		t.Error(entry)
	}
}

// A call that cannot be stored fails alone, whatever waits with it.
func TestUnstorable(t *testing.T) {
	store := newFile(t).create(t)
	validator := storetest.Validator(t, store)
	storetest.Assigned(t, validator, "1", "anna")
	storetest.Assigned(t, validator, "2", "ben")
	results := make(chan error)
	for i := range 20 {
		go func() {
			if i%4 != 0 {
				_, err := validator.Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: "anna", Code: "000000"})
				results <- err
				return
			}
			_, err := store.Update(context.Background(), tms.Change{Key: tms.Key{Serial: "2"}, Decide: func(r tms.Record) (tms.Record, tms.Entry, error) {
				token := *r.Token
				token.User = "anna" // who has token 1
				return tms.Record{Token: &token}, tms.Entry{Serial: "2"}, nil
			}})
			if err == nil {
				err = errors.New("a second token of one user was stored")
			} else {
				err = nil
			}
			results <- err
		}()
	}
	for range 20 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	storetest.Audit(t, store)
}
