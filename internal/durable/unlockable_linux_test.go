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

// A file that its user may not write is not locked itself; the lock of its folder is.
func TestAFileThatCannotBeLocked(t *testing.T) {
	path := t.TempDir()
	write(t, filepath.Join(path, "file"), "old", 0o444)
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	folder := open(t, path)
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlock it: the thread ends with its rights
		if os.Geteuid() == 0 {
			const user = 65534
			if err := syscall.Setfsuid(user); err != nil { // root may write every file
				t.Error(err)
				return
			}
		}
		lock, err := folder.LockCurrent("file", durable.Patience{Stuck: time.Minute, Most: time.Minute})
		if lock != nil || err != nil {
			t.Errorf("%v, %v", lock, err)
		}
	}()
	<-done
}
