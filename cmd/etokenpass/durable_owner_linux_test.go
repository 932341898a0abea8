package main_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// A press by root leaves a token that its user can press.
func TestDurablePressByRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		lacking(t, "only root can become another user")
	}
	const user, group = 12345, 23456
	fob := newFob(t)
	home := filepath.Dir(fob.profile)
	for _, folder := range []string{filepath.Dir(home), home} {
		if err := os.Chmod(folder, 0o755); err != nil { // the user goes through it
			t.Fatal(err)
		}
	}
	for _, path := range []string{home, fob.profile} {
		if err := os.Chown(path, user, group); err != nil {
			t.Fatal(err)
		}
	}
	binary := copied(t, home)
	as := func(id int) uint64 {
		cmd := fob.command(t, "press", "--format", "json")
		cmd.Path = binary
		if id != 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(id), Gid: group}}
		}
		end := run(t, cmd)
		shown := end.movingFactors(t)
		if end.status != 0 || len(shown) != 1 {
			t.Fatalf("a press by %d failed: %+v", id, end)
		}
		return shown[0]
	}
	// The folder, the lock and the file are root's making, and then the user's.
	for want, id := range []int{0, user, 0, user, user} {
		if got := as(id); got != uint64(want) {
			t.Errorf("a press by %d shows moving factor %d, want %d", id, got, want)
		}
	}
}

// copied is a copy of the binary that every user may run.
func copied(t *testing.T, folder string) (path string) {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("the binary cannot be built: %v", err)
	}
	info, err := binary.Stat()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(folder, "etokenpass")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, io.NewSectionReader(binary, 0, info.Size())); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	// Another test may have forked while the file was open for writing, and holds it so.
	waitFor(t, "the copy to run", func() bool { return exec.Command(path, "version").Run() == nil })
	return path
}
