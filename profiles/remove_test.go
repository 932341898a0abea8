package profiles_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/profiles"
)

// folderOf returns a library with a profile for each name; the serial is the name in upper case.
func folderOf(t *testing.T, names ...string) profiles.Library {
	t.Helper()
	library := profiles.Library{Folder: filepath.Join(t.TempDir(), "profiles")}
	for _, name := range names {
		if _, err := library.Create(name, newProfile(t, strings.ToUpper(name))); err != nil {
			t.Fatal(err)
		}
	}
	return library
}

// find returns the entries with the given names.
func find(t *testing.T, library profiles.Library, names ...string) (entries []profiles.Entry) {
	t.Helper()
	for _, name := range names {
		entry, err := library.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	return entries
}

// left returns the names of the profiles in the folder.
func left(t *testing.T, library profiles.Library) string {
	t.Helper()
	paths, err := library.Paths()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(path), ".yaml"))
	}
	return strings.Join(names, " ")
}

func TestRemove(t *testing.T) {
	library := folderOf(t, "anna", "boris", "clara", "dora")
	broken := filepath.Join(library.Folder, "boris.yaml")
	if err := os.WriteFile(broken, []byte("colour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := library.Remove(find(t, library, "anna", "boris", "DORA")); err != nil {
		t.Error(err)
	}
	if got := left(t, library); got != "clara" {
		t.Errorf("left are %s", got)
	}
}

// If one profile has changed since it was found, none is removed.
func TestRemoveChanged(t *testing.T) {
	for what, change := range map[string]func(path string) error{
		"removed":       os.Remove,
		"another token": func(path string) error { return newProfile(t, "OTHER").Replace(path) },
		"damaged":       func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		library := folderOf(t, "anna", "boris")
		entries := find(t, library, "anna", "boris")
		if err := change(entries[1].Origin); err != nil {
			t.Fatal(err)
		}
		err := library.Remove(entries)
		want := entries[1].Origin + ": has been changed or removed by another process; no profile was removed"
		if err == nil || err.Error() != want {
			t.Errorf("%s: got error %v, want %s", what, err, want)
		}
		if got := left(t, library); !strings.HasPrefix(got, "anna") {
			t.Errorf("%s: left are %s", what, got)
		}
	}
}

// Profiles are not removed while an import runs.
func TestRemoveBusy(t *testing.T) {
	library := folderOf(t, "anna")
	beginImport(t, library)
	err := library.Remove(find(t, library, "anna"))
	if busy, ok := errors.AsType[*profiles.BusyError](err); !ok || busy.Folder != library.Folder {
		t.Errorf("got error %v", err)
	}
	if got := left(t, library); got != "anna" {
		t.Errorf("left are %q", got)
	}
}

func TestFindPath(t *testing.T) {
	library := folderOf(t, "anna")
	elsewhere := filepath.Join(t.TempDir(), "boris.yaml")
	if err := errors.Join(newProfile(t, "BORIS").Save(elsewhere), os.Mkdir(filepath.Join(library.Folder, "folder.yaml"), 0o700)); err != nil {
		t.Fatal(err)
	}
	entry, err := library.FindPath(library.Folder + "/../profiles/anna.yaml")
	if err != nil || entry.Name != "anna" || entry.Profile == nil || entry.Profile.Serial != "ANNA" || entry.Origin != filepath.Join(library.Folder, "anna.yaml") {
		t.Errorf("got %+v, %v", entry, err)
	}
	for path, want := range map[string]string{
		elsewhere: elsewhere + ": is not in the profile folder " + library.Folder,
		filepath.Join(library.Folder, "x", "anna.yaml"): filepath.Join(library.Folder, "x", "anna.yaml") + ": is not in the profile folder " + library.Folder,
		filepath.Join(library.Folder, "folder.yaml"):    filepath.Join(library.Folder, "folder.yaml") + ": is not a profile: must be a file whose name ends in .yaml or .yml",
	} {
		if _, err := library.FindPath(path); err == nil || err.Error() != want {
			t.Errorf("%s: got error %v, want %s", path, err, want)
		}
	}
	if _, err := library.FindPath(filepath.Join(library.Folder, "boris.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got error %v", err)
	}
}
