package sqlstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/errs"
	"etokenpass/tms"
	"etokenpass/tms/storetest"
)

// version1 copies the store of version 1 that is kept in testdata. It has token 000512345678 of
// user anna, whose codes with moving factors 0 and 4 were accepted, and 4 was replayed; then ben,
// who is unknown, tried to log in.
func version1(t *testing.T) (path string, keys Keys) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"version1.db", "version1.key"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := ReadKeys(filepath.Join(dir, "version1.key"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "version1.db"), keys
}

// check checks what a store made of version 1 contains, and that it goes on.
func check(t *testing.T, store *Store) {
	t.Helper()
	if got := store.Policy(); got != "name: first\n" {
		t.Errorf("got policy %q", got)
	}
	storetest.Audit(t, store)
	validator := storetest.Validator(t, store)
	record, err := validator.Record(context.Background(), tms.Key{User: "anna"})
	if err != nil || record.Token == nil || record.Token.Serial != "000512345678" || record.Token.Next < 5 {
		t.Fatalf("got %+v, %v", record, err)
	}
	entry, err := validator.Verify(context.Background(), tms.Call{Time: time.Unix(0, 0)}, tms.Login{User: "anna", Code: storetest.Code(record.Token.Next)})
	if err != nil || entry.Result != tms.Accepted {
		t.Errorf("got %s, %v", entry.Result, err)
	}
	storetest.Audit(t, store)
}

// version returns the version of an open store.
func version(t *testing.T, store *Store) (version int) {
	t.Helper()
	session, err := store.readers.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if version, err = session.version(); err != nil {
		t.Error(err)
	}
	if err := session.close(); err != nil {
		t.Error(err)
	}
	store.readers.inUse.Done()
	return version
}

func TestVersion1(t *testing.T) {
	path, keys := version1(t)
	store, err := Open(context.Background(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	check(t, store)
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}

// Steps that do not exist yet lead from version 1 to version 3. Two openings at the same time run
// them once.
func TestMigration(t *testing.T) {
	path, keys := version1(t)
	steps := []string{
		schema1,
		"ALTER TABLE tokens ADD COLUMN batch TEXT; CREATE INDEX tokens_batch ON tokens (batch);",
		"CREATE TABLE batches (name TEXT PRIMARY KEY); INSERT INTO batches VALUES ('first');",
	}
	var stores [2]*Store
	var failures [2]error
	done := make(chan struct{})
	for i := range stores {
		go func() {
			stores[i], failures[i] = open(context.Background(), path, keys, steps)
			done <- struct{}{}
		}()
	}
	<-done
	<-done
	for i, store := range stores {
		if failures[i] != nil {
			t.Fatal(failures[i])
		}
		check(t, store)
		if got := version(t, store); got != 3 {
			t.Errorf("got version %d, want 3", got)
		}
	}
	for _, store := range stores {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}

	// A program that knows only the versions before refuses the file, and changes nothing.
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(context.Background(), path, keys)
	if err == nil || !strings.Contains(err.Error(), "it has version 3, and this program knows versions 1 to 1") || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if hint := errs.Hint(err); !strings.Contains(hint, "version 3") {
		t.Errorf("got hint %q", hint)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the refused file has changed, %v", err)
	}
}

// A step that fails leaves the store as it was.
func TestMigrationFails(t *testing.T) {
	path, keys := version1(t)
	steps := []string{schema1, "CREATE TABLE extra (n INTEGER); DROP TABLE missing;"}
	if _, err := open(context.Background(), path, keys, steps); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v", err)
	}
	store, err := Open(context.Background(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	check(t, store)
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}

// Secrets are bound to their serial, and never encrypted twice alike.
func TestEncryption(t *testing.T) {
	keys, err := NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	box, err := keys.box()
	if err != nil {
		t.Fatal(err)
	}
	one, other := box.encrypt([]byte("secret"), "1"), box.encrypt([]byte("secret"), "1")
	if bytes.Equal(one, other) || bytes.Contains(one, []byte("secret")) {
		t.Error("two encryptions are alike, or show the secret")
	}
	if secret, err := box.decrypt(one, "1"); err != nil || string(secret) != "secret" {
		t.Errorf("got %v", err)
	}
	if _, err := box.decrypt(one, "2"); err == nil {
		t.Error("another serial was not refused")
	}
	if _, err := box.decrypt(nil, "1"); err == nil {
		t.Error("nothing was decrypted")
	}
}
