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

// A process that is stopped during an update keeps the lock. Other processes then give up after
// a while; they neither wait forever nor proceed without the lock.
func TestDurableStoppedLockHolder(t *testing.T) {
	token := newToken(t)
	token.press(t)
	_, state := token.saved(t)
	before := readFile(t, state)
	lock := strings.TrimSuffix(state, ".yaml") + ".lock"
	lockInfo, err := os.Stat(lock)
	if err != nil {
		t.Fatal(err)
	}

	holder := startStoppedHolder(t, token)
	began := time.Now()
	for _, wait := range []func() result{start(t, token.command(t, "press")), start(t, token.command(t, "press"))} {
		wait().checkRefused(t, "the lock "+lock+" is held by another process, and none got through for 2s", "etokenpass: hint: find the process with fuser or lsof")
	}
	if waited := time.Since(began); waited > 20*time.Second {
		t.Errorf("the others waited for %v, want about 2 s", waited)
	}
	// Reading the counter needs no lock.
	if res := run(t, token.command(t, "counter")); res.status != 0 || res.out != "F00001\n" {
		t.Errorf("counter shows %q, exit status %d", res.out, res.status)
	}
	if after := readFile(t, state); after != before {
		t.Errorf("the state file changed to\n%s", after)
	}
	if info, err := os.Stat(lock); err != nil || !os.SameFile(info, lockInfo) {
		t.Errorf("the lock file was replaced: %v", err)
	}

	// The holder continues its update and uses moving factor 1.
	if err := holder.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err != nil {
		t.Fatalf("the holder failed after it was continued: %v", err)
	}
	if next := token.press(t); next != 2 {
		t.Errorf("the next press shows moving factor %d, want 2", next)
	}
}

// holderEnv is the environment variable that turns TestDurableLockHolderProcess into the lock
// holder: the paths of a profile and a state folder.
const holderEnv = "ETOKENPASS_TEST_LOCK_HOLDER"

// startStoppedHolder starts a process that takes the lock and stops itself.
func startStoppedHolder(t *testing.T, token testToken) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.CommandContext(timeoutContext(t), self, "-test.run=^TestDurableLockHolderProcess$")
	holder.Env = append(os.Environ(), holderEnv+"="+token.profile+string(filepath.ListSeparator)+token.state)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = holder.Wait() }) // if the test fails early; its context has killed the holder by then

	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "locked\n" {
		t.Fatalf("the holder printed %q, %v", line, err)
	}
	for deadline := time.Now().Add(timeout); !stopped(t, holder.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the holder did not stop")
		}
	}
	return holder
}

// stopped reports whether a process is stopped, from /proc/PID/stat: "PID (NAME) T ...".
func stopped(t *testing.T, pid int) bool {
	t.Helper()
	stat := readFile(t, fmt.Sprintf("/proc/%d/stat", pid))
	return strings.HasPrefix(stat[strings.LastIndex(stat, ")")+1:], " T")
}

// TestDurableLockHolderProcess is not a test but the process that TestDurableStoppedLockHolder
// starts. It stops itself during an update.
func TestDurableLockHolderProcess(t *testing.T) {
	path, folder, ok := strings.Cut(os.Getenv(holderEnv), string(filepath.ListSeparator))
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
			return counter + 1, nil // first call, without the lock; the second call has it
		}
		fmt.Println("locked")
		return counter + 1, syscall.Kill(os.Getpid(), syscall.SIGSTOP) // returns when the process is continued
	})
	if err != nil {
		t.Fatal(err)
	}
}
