package durable_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/durable"
)

// set returns a set with the named files, which do not have their final names yet.
func set(t *testing.T, folder *durable.Folder, names ...string) *durable.Set {
	t.Helper()
	s, err := folder.NewSet(len(names))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := s.Add(name, 0o600, []byte("new "+name)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// numbered returns count different names.
func numbered(count int) (names []string) {
	for i := range count {
		names = append(names, fmt.Sprintf("file%05d", i))
	}
	return names
}

func closeSet(t *testing.T, s *durable.Set) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// The files of a set appear when it is created, whether they are synced one by one or
// together.
func TestSetCreate(t *testing.T) {
	for _, count := range []int{0, 1, 5, 1000} {
		path := t.TempDir()
		all := numbered(count)
		s := set(t, open(t, path), all...)
		for _, name := range all {
			if _, err := os.Stat(filepath.Join(path, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s before Create: %v", name, err)
			}
		}
		if err := s.Create(t.Context()); err != nil {
			t.Error(err)
		}
		closeSet(t, s)
		if got, want := names(t, path), strings.Join(append([]string{".lock"}, all...), " "); got != want {
			t.Errorf("the folder contains %s", got)
		}
		for _, name := range all {
			if got := contents(t, filepath.Join(path, name)); got != "new "+name {
				t.Errorf("%s contains %q", name, got)
			}
		}
	}
}

// Create renames all files or none.
func TestSetCreateFails(t *testing.T) {
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	for _, row := range []struct {
		name    string
		ctx     context.Context
		prepare func(path string)
		want    error
	}{
		{"existing name", t.Context(), func(path string) { write(t, filepath.Join(path, "c"), "old", 0o600) }, fs.ErrExist},
		{"interrupted", interrupted, func(string) {}, context.Canceled},
		{"lock replaced", t.Context(), func(path string) {
			if err := os.Remove(filepath.Join(path, ".lock")); err != nil {
				t.Fatal(err)
			}
		}, durable.ErrReplaced},
		{"file removed", t.Context(), func(path string) {
			if err := os.Remove(filepath.Join(path, ".d.etokenpass-set")); err != nil {
				t.Fatal(err)
			}
		}, fs.ErrNotExist},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := t.TempDir()
			s := set(t, open(t, path), "a", "b", "c", "d")
			row.prepare(path)
			if err := s.Create(row.ctx); !errors.Is(err, row.want) {
				t.Errorf("got error %v", err)
			}
			closeSet(t, s)
			for _, name := range strings.Fields(names(t, path)) {
				if name != ".lock" && contents(t, filepath.Join(path, name)) != "old" {
					t.Errorf("%s is left", name)
				}
			}
		})
	}
}

// If Create is interrupted while it renames the files, it removes those already renamed.
func TestSetCreateInterrupted(t *testing.T) {
	path := t.TempDir()
	s := set(t, open(t, path), numbered(10)...)
	if err := s.Create(&endsAfter{t.Context(), 5}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
	closeSet(t, s)
	if got := names(t, path); got != ".lock" {
		t.Errorf("the folder contains %s", got)
	}
}

// endsAfter is a context whose Err returns nil the given number of times and then
// context.Canceled.
type endsAfter struct {
	context.Context
	times int
}

func (e *endsAfter) Err() error {
	if e.times--; e.times < 0 {
		return context.Canceled
	}
	return nil
}

func TestSetReplace(t *testing.T) {
	path := t.TempDir()
	write(t, filepath.Join(path, "a"), "old", 0o640)
	s := set(t, open(t, path), "a", "b")
	if replaced, err := s.Replace(t.Context()); replaced != 2 || err != nil {
		t.Errorf("%d, %v", replaced, err)
	}
	closeSet(t, s)
	if got := contents(t, filepath.Join(path, "a")) + ", " + names(t, path); got != "new a, .lock a b" {
		t.Errorf("the folder contains %s", got)
	}
	if info, err := os.Stat(filepath.Join(path, "a")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	s = set(t, open(t, path), "a", "b", "c")
	if replaced, err := s.Replace(&endsAfter{t.Context(), 2}); replaced != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %d, %v", replaced, err)
	}
	closeSet(t, s)
	if got := names(t, path); got != ".lock a b" {
		t.Errorf("the folder contains %s", got)
	}
}

// Add refuses a name that is a folder, and a duplicate name.
func TestSetAddFails(t *testing.T) {
	path := t.TempDir()
	if err := os.Mkdir(filepath.Join(path, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := set(t, open(t, path), "a")
	if err := s.Add("folder", 0o600, nil); err == nil || err.Error() != filepath.Join(path, "folder")+" is a folder: must be a regular file" {
		t.Errorf("a folder: %v", err)
	}
	if err := s.Add("a", 0o600, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a duplicate: %v", err)
	}
	closeSet(t, s)
}

// Only one process at a time can write a set. Drafts and sweeps do not affect its files, and
// it removes those left by killed processes.
func TestSetLock(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	for _, left := range []string{".a.etokenpass-set", ".b.etokenpass-set", ".c.etokenpass-new"} {
		write(t, filepath.Join(path, left), "a secret", 0o600)
	}
	s := set(t, folder, "a", "d")
	if _, err := open(t, path).NewSet(1); !errors.Is(err, durable.ErrLocked) {
		t.Errorf("a second set: %v", err)
	}
	if err := open(t, path).Sweep(); err != nil {
		t.Error(err)
	}
	if err := draft(t, folder, "e", "new").Create(); err != nil {
		t.Error(err)
	}
	if err := s.Create(t.Context()); err != nil {
		t.Error(err)
	}
	closeSet(t, s)
	if got := names(t, path); got != ".lock a d e" {
		t.Errorf("the folder contains %s", got)
	}
	write(t, filepath.Join(path, ".f.etokenpass-set"), "a secret", 0o600)
	if err := open(t, path).Sweep(); err != nil {
		t.Error(err)
	}
	if got := names(t, path); got != ".lock a d e" {
		t.Errorf("after Sweep the folder contains %s", got)
	}
}

// Folders that have the names of temporary files belong to the user. They are neither removed
// nor in the way of other files.
func TestFoldersNamedLikeDrafts(t *testing.T) {
	path := t.TempDir()
	for _, folder := range []string{".a.etokenpass-set/full", ".b.etokenpass-new/full", ".c.etokenpass-set", ".d.etokenpass-new"} {
		if err := os.MkdirAll(filepath.Join(path, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := set(t, open(t, path), "e")
	if err := s.Create(t.Context()); err != nil {
		t.Error(err)
	}
	closeSet(t, s)
	if err := open(t, path).Sweep(); err != nil {
		t.Error(err)
	}
	if got, want := names(t, path), ".a.etokenpass-set .b.etokenpass-new .c.etokenpass-set .d.etokenpass-new .lock e"; got != want {
		t.Errorf("the folder contains %s", got)
	}

	s = set(t, open(t, path))
	if err := s.Add("a", 0o600, nil); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), ".a.etokenpass-set") {
		t.Errorf("got error %v", err)
	}
	closeSet(t, s)
}
