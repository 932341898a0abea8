package device_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/device"
	"etokenpass/profiles"
)

func addOne(counter uint64) (uint64, error) { return counter + 1, nil }

func TestCounterIsSaved(t *testing.T) {
	store := device.Store{Folder: filepath.Join(t.TempDir(), "state")}
	memory := store.Memory(demo(t, "counter: 7"))

	if counter, saved, err := memory.Load(); counter != 7 || saved || err != nil {
		t.Errorf("before: %d, %v, %v", counter, saved, err)
	}
	if counter, err := memory.Update(addOne); counter != 8 || err != nil {
		t.Fatalf("update: %d, %v", counter, err)
	}
	// The saved counter takes precedence over the profile's, even if that has changed.
	if counter, saved, err := store.Memory(demo(t, "counter: 100")).Load(); counter != 8 || !saved || err != nil {
		t.Errorf("after: %d, %v, %v", counter, saved, err)
	}

	data, err := os.ReadFile(memory.Path())
	if err != nil {
		t.Fatal(err)
	}
	if want := "\ncounter: 8\n"; !strings.Contains(string(data), want) || strings.Contains(string(data), "3132333435") {
		t.Errorf("the file is\n%s", data)
	}
	if info, err := os.Stat(memory.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(store.Folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v, %v", info.Mode(), err)
	}
}

func TestReset(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	memory := store.Memory(demo(t))
	for range 3 {
		if _, err := memory.Update(addOne); err != nil {
			t.Fatal(err)
		}
	}
	if err := memory.Reset(); err != nil {
		t.Fatal(err)
	}
	if counter, saved, err := memory.Load(); counter != 0 || saved || err != nil {
		t.Errorf("after: %d, %v, %v", counter, saved, err)
	}
	if err := memory.Reset(); err != nil { // again, with nothing saved
		t.Error(err)
	}
}

// Neither Reset nor Set changes a profile, or a file that belongs to another token or to a newer
// program.
func TestResetKeepsFilesOfOthers(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	mine := store.Memory(demo(t))
	if _, err := mine.Update(addOne); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{
		stateOf(t, "000000000000", "another secret"),
		stateOf(t, "another serial", ""),
		strings.Replace(stateOf(t, "000000000000", ""), "version: 2", "version: 3", 1),
		"serial: \"000000000000\"\nsecret: {hex: \"3132\"}\n",
		"serial: 1\nsecret: {hex: \"3132\"}\ncounter: [] # with a mistake\n",
	} {
		if err := os.WriteFile(mine.Path(), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := mine.Reset(); err == nil {
			t.Errorf("Reset removed\n%s", file)
		}
		if _, err := mine.Set(5, true); err == nil {
			t.Errorf("Set replaced\n%s", file)
		}
		if after, err := os.ReadFile(mine.Path()); err != nil || string(after) != file {
			t.Errorf("the file is now %q, %v", after, err)
		}
	}
}

// Only regular files are read, because reading a pipe might never end.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	memory := device.Store{Folder: t.TempDir()}.Memory(demo(t))
	if err := os.Mkdir(memory.Path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := memory.Update(addOne); err == nil || !strings.Contains(err.Error(), "is a folder: must be a regular file") {
		t.Errorf("got error %v", err)
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	memory := device.Store{Folder: t.TempDir()}.Memory(demo(t))
	if _, err := memory.Update(addOne); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	if _, err := memory.Update(func(uint64) (uint64, error) { return 99, refused }); !errors.Is(err, refused) {
		t.Errorf("got error %v", err)
	}
	if counter, _, err := memory.Load(); counter != 1 || err != nil {
		t.Errorf("after: %d, %v", counter, err)
	}
}

func TestReadingWritesNothing(t *testing.T) {
	memory := device.Store{Folder: t.TempDir()}.Memory(demo(t, "counter: 5"))
	if counter, err := memory.Update(func(c uint64) (uint64, error) { return c, nil }); counter != 5 || err != nil {
		t.Errorf("got %d, %v", counter, err)
	}
	if files, err := os.ReadDir(filepath.Dir(memory.Path())); len(files) > 0 || err != nil {
		t.Errorf("there are %v, %v", files, err)
	}
}

// A process killed in the middle of a write leaves a temporary file.
func TestLeftoverTemporaryFileIsOverwritten(t *testing.T) {
	memory := device.Store{Folder: t.TempDir()}.Memory(demo(t))
	if err := os.WriteFile(draftOf(memory.Path()), []byte("version: 1\ncounter: 12"), 0o644); err != nil {
		t.Fatal(err)
	}
	if counter, err := memory.Update(addOne); counter != 1 || err != nil {
		t.Errorf("got %d, %v", counter, err)
	}
	if info, err := os.Stat(memory.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// draftOf returns the path of the temporary file that is renamed to path.
func draftOf(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".etokenpass-new")
}

// Any problem with the file is a clear error; the counter is not updated and the file not
// changed.
func TestUnusableStateFiles(t *testing.T) {
	// A valid state file of this token.
	maker := device.Store{Folder: t.TempDir()}.Memory(demo(t, "counter: 123455"))
	if _, err := maker.Update(addOne); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(maker.Path())
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	const modified = "is damaged: its contents do not match its checksum"

	table := []struct{ name, file, want, hint string }{
		{"empty", "", "is damaged: it is empty", "etokenpass counter --serial 000000000000 --set N --force continues from a known counter, such as the validator's; etokenpass reset --serial 000000000000 starts"},
		{"blank", "\n \n", "is damaged: it is empty", ""},
		{"truncated", good[:150], "is damaged: it is not YAML", ""},
		{"without the last newline", strings.TrimSuffix(good, "\n"), modified, ""},
		{"a digit missing", strings.Replace(good, "123456", "12356", 1), modified, ""},
		{"a different digit", strings.Replace(good, "123456", "123455", 1), modified, ""},
		{"leading zeros", strings.Replace(good, "123456", "0123456", 1), modified, ""},
		{"no checksum", strings.Split(good, "checksum")[0], modified, ""},
		{"an extra field", good + "more: 1\n", modified, ""},
		{"Windows line ends", strings.ReplaceAll(good, "\n", "\r\n"), modified, ""},
		{"a newer version", strings.Replace(good, "version: 2", "version: 3", 1), "was written by a newer etokenpass (version 3; this one reads up to 2)", "use the newer version"},
		{"a newer version with other fields", "codes: {generated: 5}\nversion: 3\n", "was written by a newer etokenpass (version 3; this one reads up to 2)", ""},
		{"version 0", strings.Replace(good, "version: 2", "version: 0", 1), modified, ""},
		{"no version", "counter: 5\n", modified, ""},
		{"a negative counter", "version: 1\ncounter: -5\n", "is damaged: its counter is not a whole number", ""},
		{"no counter", "version: 1\n", "is damaged: its counter is not a whole number", ""},
		{"a list as a counter", "version: 1\ncounter: [5]\n", modified, ""},
		{"a field twice", "version: 1\ncounter: 5\ncounter: 6\n", modified, ""},
		{"a list", "- 5\n", modified, ""},
		{"two documents", good + "---\n" + good, modified, ""},
		{"zeros, as after a system crash", strings.Repeat("\x00", 128), "is damaged: it is not YAML", ""},
		{"too large", strings.Repeat("# counter\n", 10_000), "is damaged: it is larger than 65536 bytes", ""},
		{"a profile", "serial: \"000000000000\"\nsecret: {hex: \"3132\"}\n", "is a profile, not a saved counter", "--state DIR uses another folder"},
		{"another serial's", stateOf(t, "another serial", ""), "belongs to another token: its serial is \"another serial\", not \"000000000000\"", "the file was copied or renamed"},
		{"another token's", stateOf(t, "000000000000", "another secret"),
			"belongs to another token with the serial 000000000000: its secret has a different fingerprint", "give one of the two tokens a different serial"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			profile := demo(t)
			memory := device.Store{Folder: t.TempDir()}.Memory(profile)
			if err := os.WriteFile(memory.Path(), []byte(row.file), 0o600); err != nil {
				t.Fatal(err)
			}

			_, err := memory.Update(addOne)
			var stateErr *device.StateError
			if !errors.As(err, &stateErr) || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), memory.Path()) {
				t.Errorf("got error %v, want %s", err, row.want)
			} else if !strings.Contains(stateErr.Hint(), row.hint) {
				t.Errorf("got hint %s, want %s", stateErr.Hint(), row.hint)
			}
			if _, err := device.New(profile, device.RealClock{}, memory); err == nil {
				t.Error("New accepted the memory")
			}
			if after, err := os.ReadFile(memory.Path()); err != nil || string(after) != row.file {
				t.Errorf("the file is now %q, %v", after, err)
			}
		})
	}
}

// stateOf returns the state file of a token with the serial, after one press. An empty key
// means the demo secret.
func stateOf(t *testing.T, serial, key string) string {
	t.Helper()
	profile := demo(t)
	profile.Serial = serial
	if key != "" {
		secret, err := profiles.NewSecret([]byte(key))
		if err != nil {
			t.Fatal(err)
		}
		profile.Secret = secret
	}
	memory := device.Store{Folder: t.TempDir()}.Memory(profile)
	if _, err := memory.Update(addOne); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(memory.Path())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Serials may be any text. Each has its own file in the state folder.
func TestSerialsAsFileNames(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	seen := map[string]bool{}
	for _, serial := range []string{"a/b", "a b", "..", "../../x", "токен", strings.Repeat("9", 300), "CON", "A", "a"} {
		profile := demo(t)
		profile.Serial = serial
		memory := store.Memory(profile)
		if _, err := memory.Update(addOne); err != nil {
			t.Errorf("%q: %v", serial, err)
		}
		if filepath.Dir(memory.Path()) != store.Folder || seen[memory.Path()] {
			t.Errorf("%q: %s", serial, memory.Path())
		}
		seen[memory.Path()] = true
	}
}
