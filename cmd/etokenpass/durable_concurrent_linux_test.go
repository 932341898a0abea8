package main_test

import (
	"slices"
	"strconv"
	"testing"
)

// Eight processes press one token at the same time. Together they show each moving factor once,
// and each process shows its own in increasing order.
func TestDurableConcurrent(t *testing.T) {
	const processes, times = 8, 25
	token := newToken(t)
	var waits []func() result
	for range processes {
		waits = append(waits, start(t, token.command(t, "press", "--times", strconv.Itoa(times), "--format", "json")))
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
