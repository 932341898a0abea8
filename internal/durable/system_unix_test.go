//go:build unix

package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/internal/durable"
)

// Links, folders and pipes where a regular file is expected are neither replaced nor
// followed.
func TestIrregularTargets(t *testing.T) {
	for _, row := range []struct {
		name  string
		plant func(path string) error
		want  string
	}{
		{"link", func(path string) error { return os.Symlink(os.DevNull, path) }, "is a symbolic link"},
		{"dangling link", func(path string) error { return os.Symlink(path+"-missing", path) }, "is a symbolic link"},
		{"folder", func(path string) error { return os.Mkdir(path, 0o700) }, "is a folder: must be a regular file"},
		{"pipe", func(path string) error { return syscall.Mkfifo(path, 0o600) }, "is not a regular file"},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := t.TempDir()
			folder, file := open(t, path), filepath.Join(path, "file")
			if err := row.plant(file); err != nil {
				t.Fatal(err)
			}
			_, reading := folder.Read("file", 10)
			_, drafting := folder.NewDraft("file", 0o600)
			_, locking := folder.TryLock("file")
			for operation, err := range map[string]error{"read": reading, "draft": drafting, "lock": locking} {
				if err == nil || err.Error() != file+" "+row.want && !strings.HasPrefix(err.Error(), file+" "+row.want+":") {
					t.Errorf("%s: %v", operation, err)
				}
			}
			if got := names(t, path); got != "file" {
				t.Errorf("the folder contains %s", got)
			}

			// One planted under a draft's name is removed; the target of a link stays.
			if err := row.plant(filepath.Join(path, ".other.etokenpass-new")); err != nil {
				t.Fatal(err)
			}
			if err := draft(t, folder, "other", "new").Replace(); err != nil {
				t.Error(err)
			}
			if got := contents(t, filepath.Join(path, "other")); got != "new" {
				t.Errorf("other contains %q", got)
			}
		})
	}
}

// Files that root replaces keep their owner, and files that root creates belong to the owner
// of the folder.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the owner of a file")
	}
	const user, group = 12345, 23456
	path := filepath.Join(t.TempDir(), "home")
	if err := errors.Join(os.Mkdir(path, 0o700), os.Chown(path, user, group)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(path, "old"), "old", 0o600)
	if err := os.Chown(filepath.Join(path, "old"), user+1, group+1); err != nil {
		t.Fatal(err)
	}

	folder, err := durable.MakeFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close() //nolint:errcheck // a test
	if err := errors.Join(draft(t, folder, "old", "new").Replace(), draft(t, folder, "new", "new").Create()); err != nil {
		t.Fatal(err)
	}
	lock, err := folder.TryLock("lock")
	if err := errors.Join(err, lock.Unlock()); err != nil {
		t.Fatal(err)
	}
	nested, err := durable.MakeFolder(filepath.Join(path, "a", "b"))
	if err := errors.Join(err, nested.Close()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]uint32{"old": user + 1, "new": user, "lock": user, "a": user, "a/b": user} {
		info, err := os.Stat(filepath.Join(path, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Sys().(*syscall.Stat_t); got.Uid != want || got.Gid != want-user+group {
			t.Errorf("%s belongs to %d:%d", name, got.Uid, got.Gid)
		}
	}
}

// A process killed between linking a draft to its target and removing the temporary name
// leaves both. The process that replaces the file may have locked it.
func TestDraftLinkedToTarget(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	if err := draft(t, folder, "file", "old").Create(); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(path, "file"), filepath.Join(path, ".file.etokenpass-new")); err != nil {
		t.Fatal(err)
	}
	patience := durable.Patience{Stuck: time.Minute, Total: time.Minute}
	lock, err := folder.LockCurrent("file", patience)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock() //nolint:errcheck // a test
	if err := draft(t, folder, "file", "new").Replace(); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, filepath.Join(path, "file")) + ", " + names(t, path); got != "new, file" {
		t.Errorf("the folder contains %s", got)
	}
}

// Links to streams are followed, because /dev/stdout and the shell's >(…) are such links.
func TestStreamLinks(t *testing.T) {
	path := t.TempDir()
	pipe, link := filepath.Join(path, "pipe"), filepath.Join(path, "link")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	written := make(chan error)
	go func() {
		written <- durable.WriteFile(link, 0o600, func(w io.Writer) error { _, err := io.WriteString(w, "text"); return err })
	}()
	if got := contents(t, pipe); got != "text" {
		t.Errorf("read %q from the pipe", got)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	go func() {
		file, err := durable.OpenFile(link, 0o600)
		if err == nil {
			_, err = io.WriteString(file, "lines")
		}
		written <- errors.Join(err, file.Close())
	}()
	if got := contents(t, pipe); got != "lines" {
		t.Errorf("read %q from the pipe", got)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}
