package main_test

import (
	"slices"
	"testing"
)

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
