package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/durable"
)

// hold locks a lock until the test lets it go.
func hold(t *testing.T, path, name string) *durable.Lock {
	t.Helper()
	lock, err := open(t, path).TryLock(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.Unlock() })
	return lock
}

func TestOneAtATime(t *testing.T) {
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

// Waiting has two limits, and the error names the one that was reached.
func TestPatience(t *testing.T) {
	for _, row := range []struct {
		name     string
		progress func() any
		want     string
		stuck    bool
	}{
		{"nothing moves", nil, "is held by another process, and none got through for 100ms", true},
		{"others get through", counting(), "was not free within 400ms, although other processes got it", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := t.TempDir()
			hold(t, path, "lock")
			_, err := open(t, path).Lock("lock", durable.Patience{Stuck: 100 * time.Millisecond, Most: 400 * time.Millisecond, Progress: row.progress})
			late, is := errors.AsType[*durable.WaitError](err)
			if !is || late.Stuck != row.stuck || !strings.Contains(err.Error(), filepath.Join(path, "lock")+" "+row.want) {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// counting returns a progress that never stands still.
func counting() func() any {
	n := 0
	return func() any { n++; return n }
}

func TestWaitingEndsWhenTheLockIsFree(t *testing.T) {
	path := t.TempDir()
	first := hold(t, path, "lock")
	waiting := make(chan error)
	asked := make(chan struct{}, 100)
	progress := func() any { asked <- struct{}{}; return nil }
	go func() {
		lock, err := open(t, path).Lock("lock", durable.Patience{Stuck: time.Minute, Most: time.Minute, Progress: progress})
		waiting <- errors.Join(err, lock.Unlock())
	}()
	<-asked // so it is waiting
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}

// A lock file that is removed and created again is another lock: its holder notices.
func TestALockThatIsReplacedIsNoticed(t *testing.T) {
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

// Whoever waits for the lock of a file that is replaced meanwhile gets that of the new
// one.
func TestTheCurrentFileIsLocked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a locked file cannot be replaced there, and is not locked")
	}
	path := t.TempDir()
	patience := durable.Patience{Stuck: time.Minute, Most: time.Minute}
	if _, err := open(t, path).LockCurrent("file", patience); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	write(t, filepath.Join(path, "file"), "old", 0o600)
	folder := open(t, path)
	first, err := folder.LockCurrent("file", patience)
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 100)
	got := make(chan error)
	go func() {
		p := patience
		p.Progress = func() any { asked <- struct{}{}; return nil }
		second, err := open(t, path).LockCurrent("file", p)
		if err == nil {
			err = second.Check()
		}
		got <- errors.Join(err, second.Unlock())
	}()
	<-asked
	if err := draft(t, folder, "file", "new").Replace(); err != nil {
		t.Fatal(err)
	}
	if err := first.Check(); !errors.Is(err, durable.ErrReplaced) {
		t.Errorf("the old file's lock: %v", err)
	}
	if old, err := first.Read(10); string(old) != "old" || err != nil {
		t.Errorf("through the lock: %q, %v", old, err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}
