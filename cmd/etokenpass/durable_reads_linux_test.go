package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Each press opens the state file once for its locked update. Apart from that, the file is read
// once when the token is opened, and once more with --times, to check that enough codes are left.
func TestDurableStateFileOpens(t *testing.T) {
	strace := strace(t)
	token := newToken(t)
	token.press(t)
	_, state := token.saved(t)
	for _, row := range []struct {
		args           []string
		reads, updates int
	}{
		{[]string{"press"}, 1, 1},
		{[]string{"press", "--times", "3"}, 2, 3},
		{[]string{"counter"}, 2, 0}, // once to open the token, once for the counter screen
	} {
		trace := filepath.Join(t.TempDir(), "trace")
		res := run(t, underStrace(strace, token.command(t, row.args[0], row.args[1:]...), "-o", trace, "-e", "trace=openat"))
		if res.status != 0 {
			t.Fatalf("%v: %+v", row.args, res)
		}
		var reads, updates int
		for _, call := range parseTrace(readFile(t, trace)) {
			if strings.Contains(call.text, fmt.Sprintf("%q", filepath.Base(state))) {
				if strings.Contains(call.text, "O_RDWR") {
					updates++
				} else {
					reads++
				}
			}
		}
		if reads != row.reads || updates != row.updates {
			t.Errorf("%v opened the state file %d times to read it and %d times to update it, want %d and %d", row.args, reads, updates, row.reads, row.updates)
		}
	}
}
