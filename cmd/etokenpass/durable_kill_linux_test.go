package main_test

import (
	"flag"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"
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
