package durable_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/durable"
)

// hold acquires a lock and releases it at the end of the test, unless the test does so.
func hold(t *testing.T, path, name string) *durable.Lock {
	t.Helper()
	lock, err := open(t, path).TryLock(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.Unlock() })
	return lock
}

func TestTryLock(t *testing.T) {
	path := t.TempDir()
	first := hold(t, path, "lock")
	if _, err := open(t, path).TryLock("lock"); !errors.Is(err, durable.ErrLocked) {
		t.Errorf("a second lock: %v", err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	hold(t, path, "lock")
}

// A folder can be locked itself, which leaves no file in it.
func TestLockFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot lock a folder")
	}
	path := t.TempDir()
	short := durable.Patience{Stuck: 100 * time.Millisecond, Total: time.Minute}
	first, err := open(t, path).LockFolder(short)
	if err != nil || first == nil {
		t.Fatal(first, err)
	}
	if err := first.Check(); err != nil {
		t.Error(err)
	}
	if _, err := open(t, path).LockFolder(short); !strings.Contains(fmt.Sprint(err), "the lock "+path+" is held by another process") {
		t.Errorf("a second lock: %v", err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	second, err := open(t, path).LockFolder(short)
	if err := errors.Join(err, second.Unlock()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(path); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// Waiting has two limits, and the error reports the one that was reached.
func TestPatience(t *testing.T) {
	for _, row := range []struct {
		name     string
		progress func() any
		want     string
		stuck    bool
	}{
		{"no progress", nil, "is held by another process, and there was no progress for 100ms", true},
		{"progress", counting(), "was not acquired within 400ms, although other processes made progress", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := t.TempDir()
			hold(t, path, "lock")
			_, err := open(t, path).Lock("lock", durable.Patience{Stuck: 100 * time.Millisecond, Total: 400 * time.Millisecond, Progress: row.progress})
			timeout, ok := errors.AsType[*durable.WaitError](err)
			if !ok || timeout.Stuck != row.stuck || !strings.Contains(err.Error(), filepath.Join(path, "lock")+" "+row.want) {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// counting returns a Progress function that reports progress at each call.
func counting() func() any {
	n := 0
	return func() any { n++; return n }
}

func TestLockWaits(t *testing.T) {
	path := t.TempDir()
	first := hold(t, path, "lock")
	acquired := make(chan error)
	waiting := make(chan struct{}, 100)
	progress := func() any { waiting <- struct{}{}; return nil }
	go func() {
		lock, err := open(t, path).Lock("lock", durable.Patience{Stuck: time.Minute, Total: time.Minute, Progress: progress})
		acquired <- errors.Join(err, lock.Unlock())
	}()
	<-waiting
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-acquired; err != nil {
		t.Error(err)
	}
}

// If a lock file is removed and created again, Check reports it to the holder of the old
// lock.
func TestReplacedLock(t *testing.T) {
	path := t.TempDir()
	first := hold(t, path, "lock")
	if err := first.Check(); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(path, "lock")); err != nil {
		t.Fatal(err)
	}
	if err := first.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("removed: %v", err)
	}
	second := hold(t, path, "lock")
	if err := first.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("replaced: %v", err)
	}
	if err := second.Check(); err != nil {
		t.Error(err)
	}
}

// A process that waits for the lock of a file gets the lock of the new file if the file is
// replaced meanwhile.
func TestLockCurrent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("LockCurrent locks nothing on Windows, where a locked file cannot be replaced")
	}
	path := t.TempDir()
	patience := durable.Patience{Stuck: time.Minute, Total: time.Minute}
	if _, err := open(t, path).LockCurrent("file", patience); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	write(t, filepath.Join(path, "file"), "old", 0o600)
	folder := open(t, path)
	first, err := folder.LockCurrent("file", patience)
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan struct{}, 100)
	acquired := make(chan error)
	go func() {
		p := patience
		p.Progress = func() any { waiting <- struct{}{}; return nil }
		second, err := open(t, path).LockCurrent("file", p)
		if err == nil {
			err = second.Check()
		}
		acquired <- errors.Join(err, second.Unlock())
	}()
	<-waiting
	if err := draft(t, folder, "file", "new").Replace(); err != nil {
		t.Fatal(err)
	}
	if err := first.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("the old file's lock: %v", err)
	}
	if old, err := first.Read(10); string(old) != "old" || err != nil {
		t.Errorf("Read through the lock: %q, %v", old, err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-acquired; err != nil {
		t.Error(err)
	}
}
