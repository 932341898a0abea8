package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A folder that cannot be written to: no code, and the advice to use another one.
func TestDurableReadOnlyFolder(t *testing.T) {
	fob := newFob(t)
	protect := func() error { return os.Chmod(fob.state, 0o500) }
	if os.Geteuid() == 0 { // whom permissions do not stop
		fob.state = smallDisk(t)
		protect = func() error { return syscall.Mount("", fob.state, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "") }
	}
	fob.press(t)
	_, state := fob.saved(t)
	before := contents(t, state)
	if err := protect(); err != nil {
		lacking(t, "the folder cannot be made read-only: %v", err)
	}
	t.Cleanup(func() { _ = os.Chmod(fob.state, 0o700) }) // so that it can be removed

	run(t, fob.command(t, "press")).refused(t, fob.state, "etokenpass: hint: --state DIR")
	if after := contents(t, state); after != before {
		t.Errorf("the state file became\n%s", after)
	}
}

// A full disk: no code, and when there is space again the next code is the one
// that was not shown.
func TestDurableFullDisk(t *testing.T) {
	fob := newFob(t)
	fob.state = smallDisk(t)
	first := fob.press(t)
	_, state := fob.saved(t)
	before := contents(t, state)
	filler := fill(t, fob.state)

	for range 2 {
		run(t, fob.command(t, "press")).refused(t, fob.state, syscall.ENOSPC.Error(), "etokenpass: hint: ")
		if after := contents(t, state); after != before {
			t.Errorf("the state file became\n%s", after)
		}
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if next := fob.press(t); next != first+1 {
		t.Errorf("then a press shows moving factor %d, want %d", next, first+1)
	}
}

// An answer that cannot be written is lost: its moving factor is used, and is not
// used again.
func TestDurableAnswerThatCannotBeWritten(t *testing.T) {
	fob := newFob(t)
	first := fob.press(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() }) // there is nothing in it to lose

	press := fob.command(t, "press")
	press.Stdout = full
	run(t, press).failed(t, syscall.ENOSPC.Error())
	if next := fob.press(t); next != first+2 {
		t.Errorf("then a press shows moving factor %d, want %d", next, first+2)
	}
}

// smallDisk mounts a disk of 64 KiB until the test ends.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("etokenpass-test", folder, "tmpfs", 0, "size=64k,mode=0700"); err != nil {
		lacking(t, "a tmpfs cannot be mounted (root may, elsewhere): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("the tmpfs cannot be unmounted: %v", err)
		}
	})
	return folder
}

// fill takes all the space that a disk has left.
func fill(t *testing.T, folder string) (path string) {
	t.Helper()
	path = filepath.Join(folder, "filler")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("a megabyte does not fill the disk: %v", err)
	}
	return path
}
