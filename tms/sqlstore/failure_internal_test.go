package sqlstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/errs"
	"etokenpass/tms"
	"etokenpass/tms/storetest"
)

func newStore(t *testing.T) (*Store, Keys) {
	t.Helper()
	keys, err := NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	store, err := Create(context.Background(), filepath.Join(t.TempDir(), "tms.db"), keys, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store, keys
}

// When the disk is full, nothing of an update is stored, and the store goes on once there is space.
func TestFullDisk(t *testing.T) {
	store, _ := newStore(t)
	validator := storetest.Validator(t, store)
	storetest.Assigned(t, validator, "1", "anna")
	limit := func(pages int) { // no update is under way
		if _, err := store.writer.session.exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	tokens := make([]tms.Token, 2000)
	for i := range tokens {
		tokens[i] = storetest.Token(fmt.Sprint("new ", i))
	}
	limit(60)
	_, err := validator.Import(context.Background(), tms.Call{Time: time.Unix(0, 0)}, false, tokens...)
	if err == nil || !strings.Contains(err.Error(), "the disk is full") || !strings.Contains(err.Error(), store.path) {
		t.Errorf("got %v", err)
	}
	if hint := errs.Hint(err); !strings.Contains(hint, "nothing was stored") {
		t.Errorf("got hint %q", hint)
	}
	storetest.Audit(t, store)
	stored := uint64(0) // single checks, until one does not fit
	for ; ; stored++ {
		entry, err := validator.Verify(context.Background(), tms.Call{Time: time.Unix(0, 0)}, tms.Login{User: "anna", Code: storetest.Code(stored)})
		if err != nil {
			if !strings.Contains(err.Error(), "the disk is full") {
				t.Error(err)
			}
			break
		}
		if entry.Result != tms.Accepted || entry.Number != stored+3 {
			t.Fatalf("code %d: got %s, entry %d", stored, entry.Result, entry.Number)
		}
	}
	storetest.Audit(t, store)
	limit(1 << 30)
	entry, err := validator.Verify(context.Background(), tms.Call{Time: time.Unix(0, 0)}, tms.Login{User: "anna", Code: storetest.Code(stored)})
	if err != nil || entry.Result != tms.Accepted {
		t.Errorf("with space again: got %s, %v", entry.Result, err)
	}
	storetest.Audit(t, store)
}

// An update that finds the store locked for too long is refused.
func TestLockedForLong(t *testing.T) {
	store, keys := newStore(t)
	other, err := Open(context.Background(), store.path, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer func(normal time.Duration) { patience = normal }(patience)
	patience = 50 * time.Millisecond
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	nothing := func(tms.Record) (tms.Record, tms.Entry, error) { return tms.Record{}, tms.Entry{}, nil }
	go func() {
		_, err := other.Update(context.Background(), tms.Change{Decide: func(r tms.Record) (tms.Record, tms.Entry, error) {
			close(held)
			<-release
			return nothing(r)
		}})
		done <- err
	}()
	<-held
	_, err = store.Update(context.Background(), tms.Change{Decide: nothing})
	if err == nil || !errors.Is(err, errLocked) || err.Error() != "cannot write to the store "+store.path+": locked by another process" {
		t.Errorf("got %v", err)
	}
	if errs.Hint(err) == "" {
		t.Error("got no hint")
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if entries, err := store.Update(context.Background(), tms.Change{Decide: nothing}); err != nil || entries[0].Number != 2 {
		t.Errorf("afterwards: got %v, %v", entries, err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
