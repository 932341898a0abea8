package device_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/device"
	"etokenpass/profiles"
)

// startingAt returns the demo token's profile with the given first moving factor.
func startingAt(t *testing.T, first uint64) *profiles.Profile {
	t.Helper()
	profile := demo(t)
	profile.FirstMovingFactor = first
	return profile
}

func pressSaved(t *testing.T, store device.Store, profile *profiles.Profile) (movingFactor uint64, err error) {
	t.Helper()
	token, err := device.New(profile, device.NewVirtualClock(device.RealClock{}.Now()), store.Memory(profile))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := token.Press()
	return shown.MovingFactor, err
}

// presses presses the token once per wanted moving factor. It fails the test if a press
// fails or uses another moving factor.
func presses(t *testing.T, store device.Store, profile *profiles.Profile, want ...uint64) {
	t.Helper()
	for _, want := range want {
		if got, err := pressSaved(t, store, profile); got != want || err != nil {
			t.Fatalf("a press used moving factor %d, %v; want %d", got, err, want)
		}
	}
}

// A profile with a lower first moving factor than before would repeat codes. The state file
// records which moving factors are used.
func TestLoweredFirstMovingFactorIsRefused(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	presses(t, store, startingAt(t, 1), 1, 2, 3)

	_, err := pressSaved(t, store, startingAt(t, 0))
	var refused *device.StateError
	if !errors.As(err, &refused) {
		t.Fatalf("got error %v", err)
	}
	for _, want := range []string{"the next one would be 3 (first_moving_factor 0 plus the saved counter 3)", "all below 4 have been used"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not contain %q: %v", want, err)
		}
	}
	if want := "set first_moving_factor back to 1; or skip the used ones with etokenpass counter --serial 000000000000 --set 4"; refused.Hint() != want {
		t.Errorf("the hint is %q, want %q", refused.Hint(), want)
	}

	if err := store.Memory(startingAt(t, 0)).Check(); err == nil || err.Error() != refused.Error() {
		t.Errorf("Check returned %v", err)
	}
	if err := store.Memory(startingAt(t, 1)).Check(); err != nil {
		t.Errorf("unchanged profile: %v", err)
	}

	// Both suggestions of the hint work.
	if _, err := store.Memory(startingAt(t, 0)).Set(4, false); err != nil {
		t.Fatal(err)
	}
	presses(t, store, startingAt(t, 0), 4, 5)
	if _, err := pressSaved(t, store, startingAt(t, 0)); err != nil {
		t.Fatal(err)
	}
	presses(t, store, startingAt(t, 1), 8) // raising it skips a code but repeats none
}

// Version 1 has no next moving factor. It is derived from the profile.
func TestStateFileOfVersion1IsUpgraded(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "state-version-1.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	store := device.Store{Folder: t.TempDir()}
	profile := startingAt(t, 1)
	memory := store.Memory(profile)
	if err := os.WriteFile(memory.Path(), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if counter, saved, err := memory.Load(); counter != 3 || !saved || err != nil {
		t.Fatalf("before: %d, %v, %v", counter, saved, err)
	}
	presses(t, store, profile, 4)
	after, err := os.ReadFile(memory.Path())
	if err != nil {
		t.Fatal(err)
	}
	if want := "\ncounter: 4\nnext_moving_factor: 5\n"; !strings.Contains(string(after), want) || !strings.Contains(string(after), "version: 2\n") {
		t.Errorf("the file is now\n%s", after)
	}
	if _, err := pressSaved(t, store, startingAt(t, 0)); err == nil {
		t.Error("a lowered first moving factor is not refused")
	}
}

func TestSetCounter(t *testing.T) {
	const most = math.MaxUint64
	table := []struct {
		name          string
		first, before uint64 // when the token was used
		now, counter  uint64 // the profile's first moving factor now, and the counter to set
		back          bool
		next          uint64 // the moving factor of the next press
	}{
		{"forward", 1, 3, 1, 10, false, 11},
		{"unchanged", 1, 3, 1, 3, false, 4},
		{"back", 1, 3, 1, 2, true, 3},
		{"to the beginning", 1, 3, 1, 0, true, 1},
		{"past the used factors, with a lowered profile", 1, 3, 0, 4, false, 4},
		{"among the used factors, with a lowered profile", 1, 3, 0, 3, true, 3},
		{"back, with a raised profile", 1, 3, 10, 2, true, 12},
		{"to the last code", 0, 3, 0, most - 1, false, most - 1},
		{"from the last code", 1, most - 1, 0, most - 1, true, most - 1},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			store := device.Store{Folder: t.TempDir()}
			if _, err := store.Memory(startingAt(t, row.first)).Set(row.before-1, true); err != nil {
				t.Fatal(err)
			}
			presses(t, store, startingAt(t, row.first), row.first+row.before-1)

			profile := startingAt(t, row.now)
			if back, err := store.Memory(profile).Set(row.counter, false); back != row.back || errors.Is(err, device.ErrBack) != row.back {
				t.Fatalf("back: %v, error: %v; want back: %v", back, err, row.back)
			}
			if counter, _, err := store.Memory(profile).Load(); row.back && counter != row.before || err != nil {
				t.Errorf("after the refusal, the counter is %d, %v", counter, err)
			}
			if back, err := store.Memory(profile).Set(row.counter, true); back != row.back && row.counter != row.before || err != nil {
				t.Fatalf("with force: back: %v, %v", back, err)
			}
			presses(t, store, profile, row.next)
		})
	}
}

// A process that has only read the counter also detects that it went back.
func TestCounterWentBackSinceItWasRead(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	presses(t, store, startingAt(t, 1), 1)
	path := store.Memory(startingAt(t, 1)).Path()
	older, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	presses(t, store, startingAt(t, 1), 2, 3)
	reader := store.Memory(startingAt(t, 1))
	if counter, _, err := reader.Load(); counter != 3 || err != nil {
		t.Fatal(counter, err)
	}
	if err := os.WriteFile(path, older, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Update(addOne); err == nil || !strings.Contains(err.Error(), "went back while the token was in use") {
		t.Errorf("got error %v", err)
	}
}

// A process never reuses a moving factor, even if the state file is changed or removed
// meanwhile.
func TestCounterGoesBackWhileTheTokenIsInUse(t *testing.T) {
	for _, row := range []struct {
		name string
		back func(t *testing.T, path, older string)
	}{
		{"restored", func(t *testing.T, path, older string) {
			if err := os.WriteFile(path, []byte(older), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"removed", func(t *testing.T, path, _ string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}},
		{"with its folder", func(t *testing.T, path, _ string) {
			if err := os.RemoveAll(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			memory := device.Store{Folder: filepath.Join(t.TempDir(), "state")}.Memory(startingAt(t, 1))
			update := func() error {
				_, err := memory.Update(addOne)
				return err
			}
			if err := update(); err != nil {
				t.Fatal(err)
			}
			older, err := os.ReadFile(memory.Path())
			if err := errors.Join(err, update(), update()); err != nil {
				t.Fatal(err)
			}
			row.back(t, memory.Path(), string(older))

			var refused *device.StateError
			if err := update(); !errors.As(err, &refused) || !strings.Contains(err.Error(), "went back while the token was in use: the next moving factor was 4 and is ") {
				t.Errorf("got error %v", err)
			}
			if counter, _, err := memory.Load(); err != nil || counter > 1 { // reading is still allowed
				t.Errorf("the counter is %d, %v", counter, err)
			}
		})
	}
}

func TestResume(t *testing.T) {
	store := device.Store{Folder: t.TempDir()}
	if first, _, err := store.Memory(startingAt(t, 7)).Resume(7, nil); first != 7 || err != nil {
		t.Errorf("never used: %d, %v", first, err)
	}
	presses(t, store, startingAt(t, 1), 1, 2, 3)
	for _, row := range []struct {
		name        string
		first, next uint64 // of the new profile
		want        uint64
		refused     bool
	}{
		{"the same file again", 1, 1, 1, false},
		{"as it was exported", 0, 4, 1, false},
		{"ahead", 0, 10, 1, false},
		{"exported one code ago", 0, 3, 0, true},
		{"the first of another format", 0, 0, 0, true},
		{"raised", 5, 5, 5, false},
	} {
		first, _, err := store.Memory(startingAt(t, row.first)).Resume(row.next, nil)
		if first != row.want || (err != nil) != row.refused {
			t.Errorf("%s: %d, %v", row.name, first, err)
		}
	}
}

// For a state file of version 1, the used moving factors follow from the replaced profile.
func TestResumeFromVersion1(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "state-version-1.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name          string
		old           uint64 // first moving factor of the replaced profile; 99 means that there is none
		first, next   uint64 // of the new profile
		want, resumed uint64
		refused       bool
	}{
		{"as it was exported", 1, 0, 4, 1, 4, false},
		{"exported one code ago", 1, 0, 3, 0, 4, true},
		{"a raised one was in use", 7, 1, 10, 7, 10, false},
		{"no replaced profile", 99, 0, 4, 1, 4, false},
		{"no replaced profile, and a seed file that is behind", 99, 0, 3, 0, 4, true},
	} {
		store := device.Store{Folder: t.TempDir()}
		memory := store.Memory(startingAt(t, row.first))
		if err := os.WriteFile(memory.Path(), data, 0o600); err != nil { // the counter is 3
			t.Fatal(err)
		}
		var replaced *device.Saved
		if row.old != 99 {
			replaced = store.Memory(startingAt(t, row.old))
		}
		first, next, err := memory.Resume(row.next, replaced)
		if first != row.want || next != row.resumed || (err != nil) != row.refused {
			t.Errorf("%s: %d, %d, %v", row.name, first, next, err)
		}
	}
}

func TestSymbolicLinksAreRefused(t *testing.T) {
	for _, row := range []struct {
		name string
		file func(memory *device.Saved) string
	}{
		{"state file", func(m *device.Saved) string { return m.Path() }},
		{"lock", func(m *device.Saved) string { return strings.TrimSuffix(m.Path(), ".yaml") + ".lock" }},
	} {
		for _, dangling := range []bool{true, false} {
			t.Run(row.name, func(t *testing.T) {
				memory := device.Store{Folder: t.TempDir()}.Memory(demo(t))
				elsewhere := device.Store{Folder: t.TempDir()}.Memory(demo(t))
				if _, err := elsewhere.Update(addOne); err != nil {
					t.Fatal(err)
				}
				target := row.file(elsewhere)
				if dangling {
					target = filepath.Join(t.TempDir(), "planted")
				}
				if err := os.Symlink(target, row.file(memory)); err != nil {
					t.Fatal(err)
				}
				_, err := memory.Update(addOne)
				var refused *device.StateError
				if !errors.As(err, &refused) || !strings.Contains(err.Error(), row.file(memory)+" is a symbolic link: refused") {
					t.Errorf("got error %v", err)
				} else if want := "replace the link with the file that it points to; removing the link resets the token and repeats codes"; refused.Hint() != want {
					t.Errorf("got hint %s, want %s", refused.Hint(), want)
				}
				if _, err := os.Stat(target); dangling && !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s was created: %v", target, err)
				}
				if counter, _, err := elsewhere.Load(); counter != 1 || err != nil {
					t.Errorf("counter of the link's target: %d, %v", counter, err)
				}
			})
		}
	}

	// The folder may be a link.
	real := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	presses(t, device.Store{Folder: link}, startingAt(t, 1), 1, 2)
	presses(t, device.Store{Folder: real}, startingAt(t, 1), 3)
}

// A state folder that cannot be created is an error, not a panic, for every kind of
// relative path.
func TestRemovedCurrentFolder(t *testing.T) {
	gone := t.TempDir()
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Skipf("the current folder cannot be removed here: %v", err)
	}
	for _, folder := range []string{"state", "./a/b", ".", ""} {
		_, err := device.Store{Folder: folder}.Memory(demo(t)).Update(addOne)
		if err == nil {
			t.Errorf("%q: a counter was saved", folder)
		}
	}
}
