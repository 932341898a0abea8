package profiles_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
)

func newProfile(t *testing.T, serial string) *profiles.Profile {
	t.Helper()
	secret, err := profiles.SecretFromHex("3132")
	if err != nil {
		t.Fatal(err)
	}
	return profiles.New(serial, secret)
}

func TestCreate(t *testing.T) {
	library := profiles.Library{Folder: filepath.Join(t.TempDir(), "new", "profiles")}
	path, err := library.Create("anna", newProfile(t, "A-1"))
	if err != nil || path != filepath.Join(library.Folder, "anna.yaml") {
		t.Fatalf("got %s, %v", path, err)
	}
	if profile, err := profiles.Load(path); err != nil || profile.Serial != "A-1" {
		t.Errorf("got %v, %v", profile, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	for _, row := range []struct {
		name, serial string
		taken        profiles.Taken
	}{
		{"anna", "B-1", profiles.Taken{Text: "anna", Origin: path}},
		{"A-1", "B-1", profiles.Taken{Text: "A-1", Origin: path}},
		{"boris", "A-1", profiles.Taken{Text: "A-1", IsSerial: true, Origin: path}},
		{"boris", "anna", profiles.Taken{Text: "anna", IsSerial: true, Origin: path}},
		{"demo", "B-1", profiles.Taken{Text: "demo", Origin: "built-in"}},
		{"boris", "demo", profiles.Taken{Text: "demo", IsSerial: true, Origin: "built-in"}},
	} {
		_, err := library.Create(row.name, newProfile(t, row.serial))
		if taken, ok := errors.AsType[*profiles.Taken](err); !ok || *taken != row.taken {
			t.Errorf("%s, %s: got error %v", row.name, row.serial, err)
		}
	}
}

// Of many processes that create a profile with the same serial at the same time, one succeeds.
func TestCreateOnce(t *testing.T) {
	library := profiles.Library{Folder: filepath.Join(t.TempDir(), "profiles")}
	const many = 30
	errs := make([]error, many)
	var creating sync.WaitGroup
	for i := range many {
		profile := newProfile(t, "SAME")
		creating.Go(func() { _, errs[i] = library.Create(fmt.Sprintf("n%d", i), profile) })
	}
	creating.Wait()
	succeeded := 0
	for _, err := range errs {
		_, isTaken := errors.AsType[*profiles.Taken](err)
		_, isBusy := errors.AsType[*profiles.BusyError](err) // on a slow computer, the others keep the folder locked for too long
		switch {
		case err == nil:
			succeeded++
		case !isTaken && !isBusy:
			t.Errorf("got error %v", err)
		}
	}
	if files, err := filepath.Glob(filepath.Join(library.Folder, "*.yaml")); succeeded != 1 || len(files) != 1 || err != nil {
		t.Errorf("%d succeeded, and the folder contains %v", succeeded, files)
	}
}

// beginImport locks the folder as an import does, until the set is closed.
func beginImport(t *testing.T, library profiles.Library) *durable.Set {
	t.Helper()
	folder, err := durable.OpenFolder(library.Folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	set, err := folder.NewSet(1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = set.Close() })
	return set
}

// Create waits while profiles are imported into the folder, but not forever.
func TestCreateBusy(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	set := beginImport(t, library)
	_, err := library.Create("anna", newProfile(t, "A-1"))
	if busy, ok := errors.AsType[*profiles.BusyError](err); !ok || busy.Folder != library.Folder || busy.Hint() == "" {
		t.Errorf("got error %v", err)
	}
	created := make(chan error)
	go func() {
		_, err := library.Create("anna", newProfile(t, "A-1"))
		created <- err
	}()
	if err := set.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-created; err != nil {
		t.Error(err)
	}
}
