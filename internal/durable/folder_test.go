package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"etokenpass/internal/durable"
)

func open(t *testing.T, path string) *durable.Folder {
	t.Helper()
	folder, err := durable.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return folder
}

// draft returns a draft with contents that has not replaced its target.
func draft(t *testing.T, folder *durable.Folder, name, text string) *durable.Draft {
	t.Helper()
	d, err := folder.NewDraft(name, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return d
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return strings.Join(all, " ")
}

func write(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // WriteFile's mode is subject to the umask
		t.Fatal(err)
	}
}

func TestDraftLeavesTargetUnchanged(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	target := filepath.Join(path, "file")

	first := draft(t, folder, "file", "first")
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before Create: %v", err)
	}
	if err := first.Create(); err != nil {
		t.Fatal(err)
	}
	second := draft(t, folder, "file", "second")
	if got := contents(t, target); got != "first" {
		t.Errorf("before Replace: %q", got)
	}
	if err := second.Replace(); err != nil {
		t.Fatal(err)
	}
	if err := draft(t, folder, "file", "third").Discard(); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, target); got != "second" {
		t.Errorf("after Discard: %q", got)
	}
	if got := names(t, path); got != "file" {
		t.Errorf("the folder contains %s", got)
	}
}

func TestCreateDoesNotReplace(t *testing.T) {
	path := t.TempDir()
	write(t, filepath.Join(path, "file"), "old", 0o600)
	if err := draft(t, open(t, path), "file", "new").Create(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got error %v", err)
	}
	if got := contents(t, filepath.Join(path, "file")) + ", " + names(t, path); got != "old, file" {
		t.Errorf("the folder contains %s", got)
	}
}

// If the draft's name has been taken by another file, that file is neither renamed nor
// removed.
func TestDraftNameTaken(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	name := filepath.Join(path, ".file.etokenpass-new")
	for method, finish := range map[string]func(*durable.Draft) error{
		"replace": (*durable.Draft).Replace, "create": (*durable.Draft).Create, "discard": (*durable.Draft).Discard,
	} {
		mine := draft(t, folder, "file", "mine")
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		write(t, name, "another draft, incompl", 0o600)
		if err := finish(mine); method != "discard" && !errors.Is(err, durable.ErrReplaced) || method == "discard" && err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := contents(t, name) + ", " + names(t, path); got != "another draft, incompl, .file.etokenpass-new" {
			t.Errorf("%s: the folder contains %s", method, got)
		}
	}
}

// CreateFile reports an existing file before it calls write.
func TestCreateFileChecksFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old", 0o600)
	err := durable.CreateFile(path, 0o600, func(io.Writer) error { t.Error("write was called"); return nil })
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("got error %v", err)
	}
}

// Drafts left by killed processes are removed; drafts being written are not.
func TestStaleDrafts(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	long := strings.Repeat("a", 250)
	for _, name := range []string{".gone.etokenpass-new", ".file.etokenpass-new"} {
		write(t, filepath.Join(path, name), "a secret", 0o600)
	}
	write(t, filepath.Join(path, ".mine.new"), "a user's file", 0o600)
	busy, hashed := draft(t, folder, "busy", "incomplete"), draft(t, folder, long, "incomplete")

	if _, err := open(t, path).NewDraft("busy", 0o600); !errors.Is(err, durable.ErrBusy) {
		t.Errorf("a second draft: %v", err)
	}
	mine := draft(t, folder, "file", "new") // replaces the stale draft
	if err := folder.Sweep(); err != nil {
		t.Fatal(err)
	}
	for _, each := range []*durable.Draft{mine, busy, hashed} {
		if err := each.Replace(); err != nil {
			t.Error(err)
		}
	}
	if got, want := names(t, path), ".mine.new "+long+" busy file"; got != want {
		t.Errorf("the folder contains %s, want %s", got, want)
	}
}

func writeNew(w io.Writer) error {
	_, err := io.WriteString(w, "new")
	return err
}

// Writing a file removes all stale drafts in its folder.
func TestWriteFileRemovesStaleDrafts(t *testing.T) {
	for what, writeFile := range map[string]func(string, fs.FileMode, func(io.Writer) error) error{
		"WriteFile": durable.WriteFile, "CreateFile": durable.CreateFile, "CreateShared": durable.CreateShared,
	} {
		path := t.TempDir()
		for _, name := range []string{".other.etokenpass-new", ".file.etokenpass-new"} {
			write(t, filepath.Join(path, name), "left by a kill", 0o600)
		}
		err := writeFile(filepath.Join(path, "file"), 0o600, writeNew)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if got, want := names(t, path), "file"; got != want {
			t.Errorf("%s: the folder holds %s, want %s", what, got, want)
		}
	}
}

// A process writes files of its own folder at once, each again and again.
func TestWriteOwnFilesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var writers sync.WaitGroup
	for i := range 20 {
		writers.Go(func() {
			for range 20 {
				if err := durable.WriteOwnFile(filepath.Join(dir, strconv.Itoa(i)), 0o600, writeNew); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if got := len(strings.Fields(names(t, dir))); got != 20 {
		t.Errorf("the folder holds %d files, want 20", got)
	}
}

func TestReplaceKeepsMode(t *testing.T) {
	path := t.TempDir()
	folder, file := open(t, path), filepath.Join(path, "file")
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o664} {
		write(t, file, "old", mode)
		if err := draft(t, folder, "file", "new").Replace(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%v became %v, %v", mode, info.Mode(), err)
		}
	}
}

func TestReplacedFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder")
	folder, err := durable.MakeFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close() //nolint:errcheck // a test
	if err := folder.Check(); err != nil {
		t.Error(err)
	}
	if err := os.Rename(path, path+"-old"); err != nil {
		t.Fatal(err)
	}
	if err := folder.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("moved: %v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := folder.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("replaced: %v", err)
	}
	if err := draft(t, folder, "file", "new").Create(); err != nil { // written to the folder that was opened
		t.Error(err)
	}
	if got := names(t, path+"-old") + "," + names(t, path); got != "file," {
		t.Errorf("the folders contain %s", got)
	}
}

func TestMakeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{"a/b/c", "d/", "./e//f/.", "a/../g"} {
		folder, err := durable.MakeFolder(path)
		if err != nil {
			t.Fatalf("%q: %v", path, err)
		}
		if err := errors.Join(draft(t, folder, "file", "new").Create(), folder.Close()); err != nil {
			t.Error(err)
		}
		if got := contents(t, filepath.Join(path, "file")); got != "new" {
			t.Errorf("%q: %q", path, got)
		}
	}
	if got := names(t, "."); got != "a d e g" {
		t.Errorf("the folder contains %s", got)
	}
}

// The search for an existing parent folder ends even if there is none: the current folder
// may have been removed, and a drive may not exist.
func TestMakeFolderWithoutParent(t *testing.T) {
	removed := t.TempDir()
	t.Chdir(removed)
	if err := os.Remove(removed); err != nil {
		t.Skipf("cannot remove the current folder on %s: %v", runtime.GOOS, err)
	}
	for _, path := range []string{"", "a", "a/b/c"} {
		if folder, err := durable.MakeFolder(path); err == nil {
			t.Errorf("%q was created", path)
			_ = folder.Close()
		}
	}
}

// RemoveAll ends at the first file that it cannot remove.
func TestRemoveAll(t *testing.T) {
	path := t.TempDir()
	for _, name := range []string{"a", "b", "c", "d"} {
		write(t, filepath.Join(path, name), name, 0o600)
	}
	folder := open(t, path)
	if removed, err := folder.RemoveAll([]string{"a", "missing", "b"}); removed != 1 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed %d, error %v", removed, err)
	}
	if removed, err := folder.RemoveAll([]string{"b", "d"}); removed != 2 || err != nil {
		t.Errorf("removed %d, error %v", removed, err)
	}
	if got := names(t, path); got != "c" {
		t.Errorf("the folder contains %s", got)
	}
}
