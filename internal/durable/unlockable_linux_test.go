package durable_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"etokenpass/internal/durable"
)

// A file that the user may not write cannot be locked, which is not an error.
func TestLockCurrentWithoutPermission(t *testing.T) {
	path := t.TempDir()
	write(t, filepath.Join(path, "file"), "old", 0o444)
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	folder := open(t, path)
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked, so that the thread and its changed user ID end here
		if os.Geteuid() == 0 {
			const user = 65534
			if err := syscall.Setfsuid(user); err != nil { // root may write to any file
				t.Error(err)
				return
			}
		}
		lock, err := folder.LockCurrent("file", durable.Patience{Stuck: time.Minute, Total: time.Minute})
		if lock != nil || err != nil {
			t.Errorf("%v, %v", lock, err)
		}
	}()
	<-done
}
