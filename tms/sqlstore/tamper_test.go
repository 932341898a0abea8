package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/tms/storetest"
)

// filled returns the file of a closed store with two tokens, "1" of anna and "2" of ben, and these
// entries: 1 and 3 import them, 2 and 4 assign them; 5, 7 and 9 are anna's logins, 6, 8 and 10
// ben's; 11 is a login of an unknown user.
func filled(t *testing.T) file {
	t.Helper()
	f := newFile(t)
	store := f.create(t)
	storetest.Assigned(t, storetest.Validator(t, store), "1", "anna")
	storetest.Assigned(t, storetest.Validator(t, store), "2", "ben")
	for factor := range uint64(3) {
		verify(t, store, "anna", factor)
		verify(t, store, "ben", factor)
	}
	if entry := verify(t, store, "carl", 0); entry.Number != 11 {
		t.Fatalf("got entry %d, want 11", entry.Number)
	}
	mustClose(t, store)
	return f
}

// change runs SQL on a closed store's file.
func (f file) change(t *testing.T, statements string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", f.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(statements, args...); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// findings returns what the audit reports, and the error of reading as the last one.
func findings(t *testing.T, store tms.Store) (found []string) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { found = append(found, f.String()) }, nil)
	})
	if err != nil {
		found = append(found, err.Error())
	}
	return found
}

func TestTampering(t *testing.T) {
	for _, test := range []struct{ name, sql, want string }{
		{"an entry changed", "UPDATE journal SET result = 'replayed' WHERE number = 7", "entry 7, token 1: was changed"},
		{"the time of an entry", "UPDATE journal SET time = time + 1 WHERE number = 8", "entry 8, token 2: was changed"},
		{"the user of an entry", "UPDATE journal SET user_name = 'ben' WHERE number = 7", "entry 7, token 1: was changed"},
		{"the MAC of an entry", "UPDATE journal SET mac = (SELECT mac FROM journal WHERE number = 6) WHERE number = 7", "entry 7, token 1: was changed"},
		{"an entry given to another token", "UPDATE journal SET serial = '2' WHERE number = 7", "entry 7, token 2: was changed"},
		{"one removed from the middle", "DELETE FROM journal WHERE number = 7", "entry 9, token 1: entry 7, which came before it, is missing"},
		{"the first one removed", "DELETE FROM journal WHERE number = 1", "entry 2, token 1: entry 1, which came before it, is missing"},
		{"the last one removed", "DELETE FROM journal WHERE number = 9", "token 1: entries after 7 are missing, up to entry 9"},
		{"a history removed", "DELETE FROM journal WHERE serial = '1'", "token 1: all entries are missing, up to entry 9"},
		{"a history and its record removed", "DELETE FROM journal WHERE serial = '1'; DELETE FROM tokens WHERE serial = '1'", "entries 1 to 2 are missing"},
		{"a history and its record removed at the end", "DELETE FROM journal WHERE number >= 10; DELETE FROM tokens WHERE serial = '2'", "entries 10 to 11 are missing"},
		{"the number of the last one", "UPDATE store SET last_number = 3", "the number of the last entry was changed to 3"},
		{"the last one removed, and an older record put back", "DELETE FROM journal WHERE number = 9; UPDATE tokens SET next = 2, last_number = 7, last_mac = (SELECT mac FROM journal WHERE number = 7) WHERE serial = '1'", "entry 9 is missing"},
		{"the last one without a token removed", "DELETE FROM journal WHERE number = 11", "the entries without a token: all entries are missing, up to entry 11"},
		{"two entries exchanged", "UPDATE journal SET number = 100 WHERE number = 7; UPDATE journal SET number = 7 WHERE number = 9; UPDATE journal SET number = 9 WHERE number = 100", "entry 7, token 1: "},
		{"next", "UPDATE tokens SET next = 0 WHERE serial = '1'", "token 1: the record was changed: next"},
		{"the failures of a user", "UPDATE users SET failures = 1 WHERE name = 'anna'", "user anna: state or failures are not"},
		{"the state of a token", "UPDATE tokens SET state = 'disabled' WHERE serial = '2'", "token 2: the record was changed: the state"},
		{"the assignment", "UPDATE tokens SET user_name = NULL WHERE serial = '2'", "token 2: the record was changed: the user"},
		{"a record removed", "DELETE FROM tokens WHERE serial = '2'", "token 2: the record is missing; its last entry is 10"},
		{"a user removed", "DELETE FROM users WHERE name = 'ben'", "user ben: the record is missing"},
		{"an older record", "UPDATE tokens SET next = 2, last_number = 7, last_mac = (SELECT mac FROM journal WHERE number = 7) WHERE serial = '1'", "token 1: the record is older than entry 9"},
		{"secrets exchanged", "CREATE TABLE s AS SELECT serial, secret FROM tokens; UPDATE tokens SET secret = (SELECT secret FROM s WHERE s.serial <> tokens.serial); DROP TABLE s", "the secret of token 1 cannot be decrypted: it was changed, or belongs to another token"},
		{"a secret changed", "UPDATE tokens SET secret = x'00' WHERE serial = '2'", "the secret of token 2 cannot be decrypted"},
		{"a secret of another type", "UPDATE tokens SET secret = 'text' WHERE serial = '2'", "the file is damaged"},
		{"a number of another type", "UPDATE journal SET factor = 'text' WHERE number = 5", "the file is damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := filled(t)
			f.change(t, test.sql)
			found := findings(t, f.open(t))
			if !slices.ContainsFunc(found, func(one string) bool { return strings.Contains(one, test.want) }) {
				t.Errorf("got %q, want %q", found, test.want)
			}
		})
	}
}

// A login with an exchanged secret is an error, not a wrong code.
func TestExchangedSecretIsNotChecked(t *testing.T) {
	f := filled(t)
	f.change(t, "UPDATE tokens SET secret = (SELECT secret FROM tokens WHERE serial = '2') WHERE serial = '1'")
	store := f.open(t)
	_, err := storetest.Validator(t, store).Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: "anna", Code: storetest.Code(3)})
	refused(t, err, f.path, "the secret of token 1 cannot be decrypted")
	if entry := verify(t, store, "ben", 3); entry.Result != tms.Accepted {
		t.Errorf("another user: got %s", entry.Result)
	}
}

// What is refused is not changed.
func TestRefusedFiles(t *testing.T) {
	ctx := context.Background()
	overwrite := func(offset int, data string) func(*testing.T, *file) {
		return func(t *testing.T, f *file) {
			contents, err := os.ReadFile(f.path)
			if err != nil {
				t.Fatal(err)
			}
			copy(contents[offset:], data)
			if err := os.WriteFile(f.path, contents, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name    string
		prepare func(*testing.T, *file)
		want    string
	}{
		{"other keys", func(t *testing.T, f *file) { f.keys = newKeys(t) }, "the key file is not the one that the store was created with"},
		{"another policy", func(t *testing.T, f *file) { f.change(t, "UPDATE store SET policy = 'name: lax'") }, "the policy in the store was changed"},
		{"a later version", func(t *testing.T, f *file) { f.change(t, "UPDATE store SET version = 2") }, "it has version 2, and this program knows versions 1 to 1"},
		{"a later version with other columns", func(t *testing.T, f *file) {
			f.change(t, "ALTER TABLE store RENAME COLUMN key_check TO checks; UPDATE store SET version = 7")
		}, "it has version 7"},
		{"another database", func(t *testing.T, f *file) { f.change(t, "DROP TABLE store") }, "it is a database, but not a store"},
		{"no row", func(t *testing.T, f *file) { f.change(t, "DELETE FROM store") }, "it is a database, but not a store"},
		{"a text", overwrite(0, "serial,secret\n"), "the file is not a database, or is damaged"},
		{"damaged pages", overwrite(100, strings.Repeat("\xaa", 8000)), "the file is damaged"},
		{"an empty file", func(t *testing.T, f *file) {
			if err := os.Truncate(f.path, 0); err != nil {
				t.Fatal(err)
			}
		}, "it is a database, but not a store"},
		{"a file that was cut", func(t *testing.T, f *file) {
			if err := os.Truncate(f.path, 5000); err != nil {
				t.Fatal(err)
			}
		}, "the file is damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := filled(t)
			test.prepare(t, &f)
			before, err := os.ReadFile(f.path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = sqlstore.Open(ctx, f.path, f.keys)
			refused(t, err, f.path, "cannot open the store", test.want)
			if after, err := os.ReadFile(f.path); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file has changed, %v", err)
			}
		})
	}
	folder := t.TempDir()
	_, err := sqlstore.Open(ctx, folder, newKeys(t))
	refused(t, err, folder, "it is not a regular file")
	_, err = sqlstore.Create(ctx, filepath.Join(folder, "missing", "tms.db"), newKeys(t), "")
	refused(t, err, "missing", "cannot create the store")
}

// A file that was overwritten at random places either still reads as it was written, or is
// reported as damaged or changed. It never crashes the program.
func TestDamage(t *testing.T) {
	intact := filled(t)
	store := intact.open(t)
	want := everything(t, store)
	mustClose(t, store)
	contents, err := os.ReadFile(intact.path)
	if err != nil {
		t.Fatal(err)
	}
	rounds := 150
	if storetest.Soaking() {
		rounds = 5000
	}
	for round := range rounds {
		damaged := slices.Clone(contents)
		var places []string
		for range 1 + rand.IntN(20) {
			offset, length := rand.IntN(len(damaged)), 1+rand.IntN(200)
			places = append(places, fmt.Sprintf("%d+%d", offset, length))
			for i := offset; i < min(offset+length, len(damaged)); i++ {
				damaged[i] = byte(rand.Uint32())
			}
		}
		if rand.IntN(4) == 0 {
			damaged = damaged[:rand.IntN(len(damaged))]
		}
		f := file{filepath.Join(t.TempDir(), "tms.db"), intact.keys}
		if err := os.WriteFile(f.path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := sqlstore.Open(context.Background(), f.path, f.keys)
		if err != nil {
			refused(t, err, f.path)
			continue
		}
		found := findings(t, store)
		if got := everything(t, store); len(found) == 0 && got != want {
			t.Errorf("round %d, %v: nothing was found, but read\n%s\nwant\n%s", round, places, got, want)
		}
		_ = store.Close() // it may report the damage
	}
}

// everything returns what the audit is about: the journal, and what it says of the records.
func everything(t *testing.T, store tms.Store) string {
	t.Helper()
	var b strings.Builder
	err := store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%+v\n", entry)
		}
		for record, err := range view.Records("") {
			if err != nil {
				return err
			}
			token := record.Token
			fmt.Fprintf(&b, "%s %x %d %s %d %s\n", token.Serial, []byte(token.Secret), token.Next, token.State, token.Failures, token.User)
		}
		return nil
	})
	if err != nil {
		fmt.Fprintln(&b, err)
	}
	return b.String()
}

func TestReadOnlyFolder(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("the mode of a folder does not bind this user")
	}
	f := filled(t)
	folder := filepath.Dir(f.path)
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(folder, 0o700); err != nil {
			t.Error(err)
		}
	})
	_, err := sqlstore.Open(context.Background(), f.path, f.keys)
	refused(t, err, f.path, "cannot open the store")
	_, err = sqlstore.Create(context.Background(), filepath.Join(folder, "new.db"), f.keys, "")
	refused(t, err, "new.db", "cannot create the store")
}
