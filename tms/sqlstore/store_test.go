package sqlstore_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/tms/storetest"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

const rfcSecret = "12345678901234567890" // RFC 4226 appendix D

func code(t *testing.T, factor uint64) string {
	t.Helper()
	code, err := oath.HOTP(oath.SHA1, []byte(rfcSecret), factor, 6)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func newKeys(t *testing.T) sqlstore.Keys {
	t.Helper()
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// A store keeps everything when it is closed and opened again.
func TestReopen(t *testing.T) {
	ctx := context.Background()
	path, keys := filepath.Join(t.TempDir(), "store ?%#.db"), newKeys(t)
	if _, err := sqlstore.Open(ctx, path, keys); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	}
	store, err := sqlstore.Create(ctx, path, keys, "name: mine\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.Create(ctx, path, keys, ""); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second one: got %v, want fs.ErrExist", err)
	}
	validator, err := tms.New(store, tms.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	call := tms.Call{Time: noon}
	token := tms.Token{Serial: "1", Secret: tms.Secret(rfcSecret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
	if _, err := validator.Import(ctx, call, false, token); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	for factor := range uint64(3) {
		entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code(t, factor)})
		if err != nil || entry.Result != tms.Accepted {
			t.Fatal(entry, err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store, err = sqlstore.Open(ctx, path, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	if got := store.Policy(); got != "name: mine\n" {
		t.Errorf("got policy %q", got)
	}
	validator.Store = store
	entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code(t, 2)})
	if err != nil || entry.Result != tms.Replayed || entry.Number != 6 {
		t.Error(entry, err)
	}
	err = store.View(ctx, func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { t.Error(f) }, nil)
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := sqlstore.Open(ctx, path, newKeys(t)); err == nil {
		t.Error("other keys were not refused")
	} else {
		t.Log(err)
	}
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) tms.Store {
		store, err := sqlstore.Create(context.Background(), filepath.Join(t.TempDir(), "store.db"), newKeys(t), "")
		if err != nil {
			t.Fatal(err)
		}
		return store
	})
}
