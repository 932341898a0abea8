package main_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
)

// Who is stopped in the middle of an update keeps the lock, so the others give up
// rather than wait for ever or go on without it.
func TestDurableStoppedWithTheLock(t *testing.T) {
	fob := newFob(t)
	fob.press(t)
	_, state := fob.saved(t)
	before := contents(t, state)
	lock := strings.TrimSuffix(state, ".yaml") + ".lock"
	theLock, err := os.Stat(lock)
	if err != nil {
		t.Fatal(err)
	}

	holder := stoppedHolder(t, fob)
	began := time.Now()
	for _, wait := range []func() ending{start(t, fob.command(t, "press")), start(t, fob.command(t, "press"))} {
		wait().refused(t, "the lock "+lock+" is held by another process, and none got through for 2s", "etokenpass: hint: find it with fuser or lsof")
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("the others waited for %v, want about 2 s", took)
	}
	// Who only looks needs no lock.
	if looked := start(t, fob.command(t, "counter"))(); looked.status != 0 || looked.out != "F00001\n" {
		t.Errorf("counter shows %q, exit status %d", looked.out, looked.status)
	}
	if after := contents(t, state); after != before {
		t.Errorf("the state file became\n%s", after)
	}
	if now, err := os.Stat(lock); err != nil || !os.SameFile(now, theLock) {
		t.Errorf("the lock file is not the one it was: %v", err)
	}

	// Everything goes on where it stopped: the holder takes moving factor 1.
	if err := holder.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err != nil {
		t.Fatalf("the holder failed when it went on: %v", err)
	}
	if next := fob.press(t); next != 2 {
		t.Errorf("then a press shows moving factor %d, want 2", next)
	}
}

// holdsFor is the environment variable that makes TestDurableHolder the holder.
const holdsFor = "ETOKENPASS_TEST_HOLDS_FOR"

// stoppedHolder starts a process that holds the lock and has stopped.
func stoppedHolder(t *testing.T, fob fob) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.CommandContext(untilPatienceEnds(t), self, "-test.run=^TestDurableHolder$")
	holder.Env = append(os.Environ(), holdsFor+"="+fob.profile+string(filepath.ListSeparator)+fob.state)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = holder.Wait() }) // if the test ends early; that has killed the holder by then

	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "locked\n" {
		t.Fatalf("the holder says %q, %v", line, err)
	}
	for deadline := time.Now().Add(patience); !stopped(t, holder.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the holder does not stop")
		}
	}
	return holder
}

// stopped looks the state of a process up in /proc/PID/stat: "PID (NAME) T ...".
func stopped(t *testing.T, pid int) bool {
	t.Helper()
	stat := contents(t, fmt.Sprintf("/proc/%d/stat", pid))
	return strings.HasPrefix(stat[strings.LastIndex(stat, ")")+1:], " T")
}

// TestDurableHolder is not a test but the process that TestDurableStoppedWithTheLock
// starts: it stops itself in the middle of an update.
func TestDurableHolder(t *testing.T) {
	path, folder, ok := strings.Cut(os.Getenv(holdsFor), string(filepath.ListSeparator))
	if !ok {
		return
	}
	profile, err := profiles.Library{}.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	_, err = device.Store{Folder: folder}.Memory(profile).Update(func(counter uint64) (uint64, error) {
		if calls++; calls == 1 {
			return counter + 1, nil // asked without the lock; it is asked again with it
		}
		fmt.Println("locked")
		return counter + 1, syscall.Kill(os.Getpid(), syscall.SIGSTOP) // returns when it may go on
	})
	if err != nil {
		t.Fatal(err)
	}
}
