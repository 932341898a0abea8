package sqlstore_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"etokenpass/internal/errs"
	"etokenpass/tms/sqlstore"
)

func TestKeyFile(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "tms.key"), newKeys(t)
	if err := sqlstore.WriteKeys(path, keys); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	if got, err := sqlstore.ReadKeys(path); err != nil || got != keys {
		t.Errorf("the keys differ after reading: %v", err)
	}
	if err := sqlstore.WriteKeys(path, newKeys(t)); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: got %v, want fs.ErrExist", err)
	}
	if got, err := sqlstore.ReadKeys(path); err != nil || got != keys {
		t.Errorf("the file has changed: %v", err)
	}
	if _, err := sqlstore.ReadKeys(path + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	}
}

func TestKeyFileThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := filepath.Join(t.TempDir(), "tms.key")
	if err := sqlstore.WriteKeys(path, newKeys(t)); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := sqlstore.ReadKeys(path)
		refused(t, err, path, "other users may access it", fmt.Sprintf("%04o", mode), "must be 0600")
		if !strings.Contains(errs.Hint(err), "chmod 600") {
			t.Errorf("got hint %q", errs.Hint(err))
		}
	}
}

func TestKeyFileOfAnotherForm(t *testing.T) {
	one, other := strings.Repeat("5e", 32), strings.Repeat("c4", 32)
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", `no line "secrets-key:"`},
		{"one key is missing", "secrets-key: " + one, `no line "journal-key:"`},
		{"a key twice", "secrets-key: " + one + "\nsecrets-key: " + other, "line 2: must be"},
		{"an unknown line", "# keys\n\npassword: " + one, "line 3: must be"},
		{"a short key", "secrets-key: " + one[2:], "line 1: secrets-key: must be followed by 64 hex digits"},
		{"no hex digits", "secrets-key: " + one + "\njournal-key: " + other[:62] + "xy", "line 2: journal-key: must be followed by 64 hex digits"},
		{"a key of zeros", "secrets-key: " + strings.Repeat("0", 64), "line 1: a key of zeros"},
		{"a large file", strings.Repeat(one, 1000), "more than 4096 bytes"},
		{"bytes", "\x00\xff" + one, "line 1: must be"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tms.key")
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := sqlstore.ReadKeys(path)
			refused(t, err, path, test.want)
			if strings.Contains(err.Error(), "5e5e") || strings.Contains(err.Error(), "c4c4") {
				t.Errorf("the error shows the file: %v", err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "tms.key")
	if err := os.WriteFile(path, []byte("journal-key:  "+strings.ToUpper(other)+" \r\nsecrets-key: "+one+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.ReadKeys(path); err != nil {
		t.Errorf("another order, capitals and line ends of Windows: %v", err)
	}
}

func TestKeysAreMasked(t *testing.T) {
	keys, err := sqlstore.NewKeys(strings.NewReader(strings.Repeat("\x5e", 64)))
	if err != nil {
		t.Fatal(err)
	}
	marshaled, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(keys), fmt.Sprintf("%v %+v %#v %x %s %q", keys, keys, keys, keys, keys, &keys), string(marshaled)} {
		if strings.Contains(shown, "5e5e") || strings.Contains(shown, "94 94") || strings.Contains(shown, "^^") {
			t.Errorf("shown: %s", shown)
		}
	}
}

func TestNewKeys(t *testing.T) {
	if one, other := newKeys(t), newKeys(t); one == other {
		t.Error("two times the same keys")
	}
	failure := errors.New("no randomness")
	if _, err := sqlstore.NewKeys(iotest.ErrReader(failure)); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if _, err := sqlstore.NewKeys(strings.NewReader(hex.EncodeToString(make([]byte, 20)))); err == nil {
		t.Error("a source that ends early was not refused")
	}
}
