package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"etokenpass/internal/peer"
)

// A press that cannot write to the state folder shows no code and suggests another folder.
func TestDurableReadOnlyFolder(t *testing.T) {
	token := newToken(t)
	protect := func() error { return os.Chmod(token.state, 0o500) }
	if os.Geteuid() == 0 { // root ignores permissions
		token.state = smallDisk(t)
		protect = func() error { return syscall.Mount("", token.state, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "") }
	}
	token.press(t)
	_, state := token.saved(t)
	before := readFile(t, state)
	if err := protect(); err != nil {
		peer.SkipUnlessCI(t, "cannot make the folder read-only: %v", err)
	}
	t.Cleanup(func() { _ = os.Chmod(token.state, 0o700) }) // so that TempDir can remove it

	run(t, token.command(t, "press")).checkRefused(t, token.state, "etokenpass: hint: --state DIR")
	if after := readFile(t, state); after != before {
		t.Errorf("the state file changed to\n%s", after)
	}
}

// A press on a full disk shows no code. Once there is space again, the next press shows the
// code that was not shown.
func TestDurableFullDisk(t *testing.T) {
	token := newToken(t)
	token.state = smallDisk(t)
	first := token.press(t)
	_, state := token.saved(t)
	before := readFile(t, state)
	filler := fill(t, token.state)

	for range 2 {
		run(t, token.command(t, "press")).checkRefused(t, token.state, syscall.ENOSPC.Error(), "etokenpass: hint: ")
		if after := readFile(t, state); after != before {
			t.Errorf("the state file changed to\n%s", after)
		}
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if next := token.press(t); next != first+1 {
		t.Errorf("the next press shows moving factor %d, want %d", next, first+1)
	}
}

// If the code cannot be written to standard output, it is lost: its moving factor is not used
// again.
func TestDurableOutputWriteFails(t *testing.T) {
	token := newToken(t)
	first := token.press(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() }) // nothing was written to it

	press := token.command(t, "press")
	press.Stdout = full
	run(t, press).checkFailed(t, syscall.ENOSPC.Error())
	if next := token.press(t); next != first+2 {
		t.Errorf("the next press shows moving factor %d, want %d", next, first+2)
	}
}

// smallDisk mounts a 64 KiB file system for the duration of the test.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("etokenpass-test", folder, "tmpfs", 0, "size=64k,mode=0700"); err != nil {
		peer.SkipUnlessCI(t, "cannot mount a tmpfs (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("cannot unmount the tmpfs: %v", err)
		}
	})
	return folder
}

// fill uses up the free space of a file system.
func fill(t *testing.T, folder string) (path string) {
	t.Helper()
	path = filepath.Join(folder, "filler")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("1 MiB did not fill the disk: %v", err)
	}
	return path
}
