package main_test

import (
	"slices"
	"testing"
)

// Hundreds of processes at once are not stuck: each waits as long as others get through.
func TestDurableCrowd(t *testing.T) {
	processes := runsOf(t, 200, 400)
	fob := newFob(t)
	fob.press(t)
	var waits []func() ending
	for range processes {
		waits = append(waits, start(t, fob.command(t, "press", "--format", "json")))
	}
	var all []uint64
	for _, wait := range waits {
		end := wait()
		if end.status != 0 {
			t.Errorf("a press was refused: %s", end.err)
		}
		all = append(all, end.movingFactors(t)...)
	}
	slices.Sort(all)
	if different := len(slices.Compact(all)); different != processes {
		t.Errorf("%d different moving factors were shown by %d presses", different, processes)
	}
}
