package main_test

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
)

var durableSeed = flag.Uint64("durable.seed", 0, "random seed for the delays in TestDurableKill (default random)")

// The code of a killed press is either shown or lost, and the next press shows a new one.
func TestDurableKill(t *testing.T) {
	seed := *durableSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("rerun with -durable.seed=%d to get the same delays", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	runs := iterations(t, 300, 20_000)

	token := newToken(t)
	shown, typical := timePresses(t, token)
	presses, killed, completed := len(shown), 0, 0
	longest := typical + typical/2
	for range runs {
		delay := time.Duration(random.Int64N(int64(longest)))
		res := runAndKill(t, token.command(t, "press", "--format", "json"), delay)
		presses++
		shown = append(shown, res.movingFactors(t)...)
		// Each kill makes the delays slightly longer and each completed press slightly
		// shorter, so that both stay frequent when the machine's load changes.
		switch {
		case res.killed:
			killed++
			longest += longest / 50
		case res.status == 0:
			completed++
			longest -= longest / 50
		default:
			t.Fatalf("press %d failed: %+v", presses, res)
		}
	}

	counter, _ := token.saved(t)
	t.Logf("a press takes %v; %d killed, %d completed, %d codes lost", typical, killed, completed, int(counter)-len(shown))
	if killed == 0 || completed == 0 {
		t.Errorf("%d presses killed and %d completed, want some of both", killed, completed)
	}
	if counter < uint64(len(shown)) || counter > uint64(presses) {
		t.Errorf("the saved counter is %d after %d presses, of which %d showed a code", counter, presses, len(shown))
	}
	final := token.press(t)
	if final != counter {
		t.Errorf("the final press shows moving factor %d, want the saved counter %d", final, counter)
	}
	checkIncreasing(t, append(shown, final))
}

// checkIncreasing checks that the moving factors strictly increase, so that none is used
// twice.
func checkIncreasing(t *testing.T, shown []uint64) {
	t.Helper()
	for i := range shown[1:] {
		if shown[i+1] <= shown[i] {
			t.Errorf("moving factor %d was shown after %d", shown[i+1], shown[i])
		}
	}
}

// timePresses presses the button a few times and returns the moving factors shown and the
// median time of a press.
func timePresses(t *testing.T, token testToken) (shown []uint64, typical time.Duration) {
	t.Helper()
	var times []time.Duration
	for range 9 {
		began := time.Now()
		shown = append(shown, token.press(t))
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return shown, times[len(times)/2]
}

// runAndKill runs a command and kills it after the delay, unless it exits first.
func runAndKill(t *testing.T, cmd *exec.Cmd, delay time.Duration) result {
	t.Helper()
	wait := start(t, cmd)
	alarm := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() }) // it may have exited
	defer alarm.Stop()
	return wait()
}

// Eight processes press one token at the same time. Together they show each moving factor once,
// and each process shows its own in increasing order.
func TestDurableConcurrent(t *testing.T) {
	const processes, times = 8, 25
	token := newToken(t)
	var waits []func() result
	for range processes {
		waits = append(waits, start(t, token.command(t, "press", "--count", strconv.Itoa(times), "--format", "json")))
	}

	var all []uint64
	interleaved := false // whether the presses of two processes alternated
	for process, wait := range waits {
		res := wait()
		shown := res.movingFactors(t)
		if res.status != 0 || len(shown) != times {
			t.Fatalf("process %d showed %d codes, want %d: %+v", process, len(shown), times, res)
		}
		checkIncreasing(t, shown)
		interleaved = interleaved || shown[times-1]-shown[0] >= times
		all = append(all, shown...)
	}

	slices.Sort(all)
	if distinct := len(slices.Compact(slices.Clone(all))); distinct != processes*times {
		t.Errorf("%d distinct moving factors, want %d: %d", distinct, processes*times, all)
	}
	if counter, _ := token.saved(t); counter != processes*times {
		t.Errorf("the saved counter is %d, want %d", counter, processes*times)
	}
	if !interleaved {
		t.Error("the processes ran one after the other, so nothing was tested")
	}
}

// Hundreds of processes can press one token at the same time: none of them gives up while
// the others make progress.
func TestDurableManyProcesses(t *testing.T) {
	processes := iterations(t, 200, 400)
	token := newToken(t)
	token.press(t)
	var waits []func() result
	for range processes {
		waits = append(waits, start(t, token.command(t, "press", "--format", "json")))
	}
	var all []uint64
	for _, wait := range waits {
		res := wait()
		if res.status != 0 {
			t.Errorf("a press failed: %s", res.err)
		}
		all = append(all, res.movingFactors(t)...)
	}
	slices.Sort(all)
	if distinct := len(slices.Compact(all)); distinct != processes {
		t.Errorf("%d distinct moving factors from %d presses", distinct, processes)
	}
}

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
		wait().checkRefused(t, "the lock "+lock+" is held by another process, and there was no progress for 2s", "etokenpass: hint: find the process with fuser or lsof")
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
