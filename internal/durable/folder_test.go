package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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

// draft is a draft with contents, not yet in its place.
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
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
}

func TestADraftIsNotItsTargetBeforeTheEnd(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	target := filepath.Join(path, "file")

	first := draft(t, folder, "file", "first")
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before: %v", err)
	}
	if err := first.Create(); err != nil {
		t.Fatal(err)
	}
	second := draft(t, folder, "file", "second")
	if got := contents(t, target); got != "first" {
		t.Errorf("before the second is complete: %q", got)
	}
	if err := second.Replace(); err != nil {
		t.Fatal(err)
	}
	if err := draft(t, folder, "file", "third").Discard(); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, target); got != "second" {
		t.Errorf("at the end: %q", got)
	}
	if got := names(t, path); got != "file" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	path := t.TempDir()
	write(t, filepath.Join(path, "file"), "old", 0o600)
	if err := draft(t, open(t, path), "file", "new").Create(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got error %v", err)
	}
	if got := contents(t, filepath.Join(path, "file")) + ", " + names(t, path); got != "old, file" {
		t.Errorf("the folder holds %s", got)
	}
}

// A draft whose name is another file's by now is neither renamed nor removed.
func TestADraftThatLostItsName(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	name := filepath.Join(path, ".file.etokenpass-new")
	for what, finish := range map[string]func(*durable.Draft) error{
		"replace": (*durable.Draft).Replace, "create": (*durable.Draft).Create, "discard": (*durable.Draft).Discard,
	} {
		mine := draft(t, folder, "file", "mine")
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		write(t, name, "another's, half wri", 0o600)
		if err := finish(mine); what != "discard" && !errors.Is(err, durable.ErrReplaced) || what == "discard" && err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if got := contents(t, name) + ", " + names(t, path); got != "another's, half wri, .file.etokenpass-new" {
			t.Errorf("%s: the folder holds %s", what, got)
		}
	}
}

// A file that is there already is found before anything is written.
func TestNoWorkForAFileThatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old", 0o600)
	err := durable.CreateFile(path, 0o600, func(io.Writer) error { t.Error("it is written"); return nil })
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("got error %v", err)
	}
}

// A draft that a kill left is removed; one that is being written is not.
func TestLeftoversAreRecognised(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	long := strings.Repeat("a", 250)
	for _, name := range []string{".gone.etokenpass-new", ".file.etokenpass-new"} {
		write(t, filepath.Join(path, name), "a secret", 0o600)
	}
	write(t, filepath.Join(path, ".mine.new"), "the user's own", 0o600)
	busy, far := draft(t, folder, "busy", "half"), draft(t, folder, long, "half")

	if _, err := open(t, path).NewDraft("busy", 0o600); !errors.Is(err, durable.ErrBusy) {
		t.Errorf("a second draft: %v", err)
	}
	mine := draft(t, folder, "file", "new") // in the place of what was left
	if err := folder.Sweep(); err != nil {
		t.Fatal(err)
	}
	for _, each := range []*durable.Draft{mine, busy, far} {
		if err := each.Replace(); err != nil {
			t.Error(err)
		}
	}
	if got, want := names(t, path), ".mine.new "+long+" busy file"; got != want {
		t.Errorf("the folder holds %s, want %s", got, want)
	}
}

func TestModeIsKept(t *testing.T) {
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

func TestAFolderThatIsReplacedIsNoticed(t *testing.T) {
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
	if err := draft(t, folder, "file", "new").Create(); err != nil { // into the one that was opened
		t.Error(err)
	}
	if got := names(t, path+"-old") + "," + names(t, path); got != "file," {
		t.Errorf("the folders hold %s", got)
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
		t.Errorf("the folder holds %s", got)
	}
}

// There is an end to looking for a folder above that exists: nothing is above the current
// folder, and a drive may not exist.
func TestMakeFolderEnds(t *testing.T) {
	gone := t.TempDir()
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Skipf("the current folder cannot be removed on %s: %v", runtime.GOOS, err)
	}
	for _, path := range []string{"", "a", "a/b/c"} {
		if folder, err := durable.MakeFolder(path); err == nil {
			t.Errorf("%q was made", path)
			_ = folder.Close()
		}
	}
}
