package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A press opens the state file once, to lock it and to read it through that lock. Besides,
// it is read once when the token is made, and once for --times, to see whether there are
// enough codes left.
func TestDurableReadsNoMoreThanItMust(t *testing.T) {
	strace := strace(t)
	fob := newFob(t)
	fob.press(t)
	_, state := fob.saved(t)
	for _, row := range []struct {
		args           []string
		looks, presses int
	}{
		{[]string{"press"}, 1, 1},
		{[]string{"press", "--times", "3"}, 2, 3},
		{[]string{"counter"}, 2, 0}, // when the token is made, and for the counter screen
	} {
		trace := filepath.Join(t.TempDir(), "trace")
		end := run(t, straced(strace, fob.command(t, row.args[0], row.args[1:]...), "-o", trace, "-e", "trace=openat"))
		if end.status != 0 {
			t.Fatalf("%v: %+v", row.args, end)
		}
		var looks, locks int
		for _, call := range parseTrace(contents(t, trace)) {
			if strings.Contains(call.text, fmt.Sprintf("%q", filepath.Base(state))) {
				if strings.Contains(call.text, "O_RDWR") {
					locks++
				} else {
					looks++
				}
			}
		}
		if looks != row.looks || locks != row.presses {
			t.Errorf("%v opened the state file %d times to look and %d times to lock, want %d and %d", row.args, looks, locks, row.looks, row.presses)
		}
	}
}
