package main_test

import (
	"flag"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"
)

var durableSeed = flag.Uint64("durable.seed", 0, "the seed of the moments at which TestDurableKill kills (default a new one each time)")

// Whenever a press is killed, its code is shown or lost, but the next one is new.
func TestDurableKill(t *testing.T) {
	seed := *durableSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-durable.seed=%d chooses the same moments again, as far as the machine is as quick", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	runs := runsOf(t, 300, 20_000)

	fob := newFob(t)
	shown, typical := undisturbed(t, fob)
	presses, died, answered := len(shown), 0, 0
	longest := typical + typical/2
	for range runs {
		delay := time.Duration(random.Int64N(int64(longest)))
		end := runAndKill(t, fob.command(t, "press", "--format", "json"), delay)
		presses++
		shown = append(shown, end.movingFactors(t)...)
		// Each death makes the delays a little longer and each answer a little shorter,
		// so that both stay frequent if the machine gets busier or idler meanwhile.
		switch {
		case end.killed:
			died++
			longest += longest / 50
		case end.status == 0:
			answered++
			longest -= longest / 50
		default:
			t.Fatalf("press %d failed: %+v", presses, end)
		}
	}

	counter, _ := fob.saved(t)
	t.Logf("a press takes %v; %d died, %d answered, and %d codes were lost", typical, died, answered, int(counter)-len(shown))
	if died == 0 || answered == 0 {
		t.Errorf("%d died and %d answered, which shows nothing", died, answered)
	}
	if counter < uint64(len(shown)) || counter > uint64(presses) {
		t.Errorf("the saved counter is %d after %d presses, %d of which showed a code", counter, presses, len(shown))
	}
	final := fob.press(t)
	if final != counter {
		t.Errorf("the final press shows moving factor %d, want the saved counter %d", final, counter)
	}
	inOrder(t, append(shown, final))
}

// inOrder checks that each moving factor is above the one before, so that none was
// used twice.
func inOrder(t *testing.T, shown []uint64) {
	t.Helper()
	for i := range shown[1:] {
		if shown[i+1] <= shown[i] {
			t.Errorf("moving factor %d was shown after %d", shown[i+1], shown[i])
		}
	}
}

// undisturbed presses some times, and tells how long that typically takes.
func undisturbed(t *testing.T, fob fob) (shown []uint64, typical time.Duration) {
	t.Helper()
	var times []time.Duration
	for range 9 {
		began := time.Now()
		shown = append(shown, fob.press(t))
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return shown, times[len(times)/2]
}

// runAndKill kills a command so long after its start, unless it ends before.
func runAndKill(t *testing.T, cmd *exec.Cmd, delay time.Duration) ending {
	t.Helper()
	wait := start(t, cmd)
	alarm := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer alarm.Stop()
	return wait()
}
