package main_test

import (
	"slices"
	"strconv"
	"testing"
)

// Eight processes on one token take turns: together they show each moving factor
// once, and each of them in order.
func TestDurableTogether(t *testing.T) {
	const processes, times = 8, 25
	fob := newFob(t)
	var waits []func() ending
	for range processes {
		waits = append(waits, start(t, fob.command(t, "press", "--times", strconv.Itoa(times), "--format", "json")))
	}

	var all []uint64
	interrupted := false // whether a process came in between the presses of another
	for process, wait := range waits {
		end := wait()
		shown := end.movingFactors(t)
		if end.status != 0 || len(shown) != times {
			t.Fatalf("process %d showed %d codes, want %d: %+v", process, len(shown), times, end)
		}
		inOrder(t, shown)
		interrupted = interrupted || shown[times-1]-shown[0] >= times
		all = append(all, shown...)
	}

	slices.Sort(all)
	if different := len(slices.Compact(slices.Clone(all))); different != processes*times {
		t.Errorf("%d different moving factors were shown, want %d: %d", different, processes*times, all)
	}
	if counter, _ := fob.saved(t); counter != processes*times {
		t.Errorf("the saved counter is %d, want %d", counter, processes*times)
	}
	if !interrupted {
		t.Error("no process came in between the presses of another, which shows nothing")
	}
}
