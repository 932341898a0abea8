package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whichever system call fails, or is the last: a press shows a code or an error, and the
// next one shows a new code.
func TestDurableEachSystemCall(t *testing.T) {
	const calls = "openat,newfstatat,fstat,fchmod,fcntl,flock,read,write,fsync,linkat,unlinkat,mkdirat,close," + renames
	strace := strace(t)
	count := func(fob fob) map[string]int {
		trace := filepath.Join(t.TempDir(), "trace")
		if end := run(t, straced(strace, fob.command(t, "press"), "-o", trace, "-e", "trace="+calls)); end.status != 0 {
			t.Fatalf("a press under strace failed: %+v", end)
		}
		counts := map[string]int{}
		for _, call := range parseTrace(contents(t, trace)) {
			name, _, _ := strings.Cut(call.text, "(")
			counts[name]++
		}
		return counts
	}
	for _, fresh := range []bool{true, false} {
		used := newFob(t)
		if !fresh {
			used.press(t)
		}
		counts := count(used)
		if len(counts) < 8 || counts["fsync"] < 2 {
			t.Fatalf("only these calls were seen: %v", counts)
		}
		tried, refused := 0, 0
		for name, times := range counts {
			for _, fault := range []string{"error=EIO", "error=ENOSPC", "error=EACCES", "signal=KILL"} {
				// Each call when soaking, some in the gate; the last ones are those that save.
				step := runsOf(t, max(times/3, 1), 1)
				for when := times; when > 0; when -= step {
					fob := newFob(t)
					var shown []uint64
					if !fresh {
						shown = append(shown, fob.press(t))
					}
					end := run(t, straced(strace, fob.command(t, "press", "--format", "json"), "-o", os.DevNull,
						"-e", "trace="+name, "-e", fmt.Sprintf("inject=%s:%s:when=%d", name, fault, when)))
					shown = append(shown, partial(end)...)
					tried++
					if end.status != 0 || end.killed {
						refused++
					}
					next := run(t, fob.command(t, "press", "--format", "json"))
					if next.status != 0 {
						t.Errorf("%s %s, call %d: the next press failed: %+v", name, fault, when, next)
						continue
					}
					shown = append(shown, next.movingFactors(t)...)
					inOrder(t, shown)
					if t.Failed() {
						t.Fatalf("%s %s, call %d: %+v", name, fault, when, end)
					}
				}
			}
		}
		t.Logf("fresh: %v: %d calls failed in turn, %d of the presses showed no code", fresh, tried, refused)
		if refused == 0 {
			t.Error("no press was refused, which shows nothing")
		}
	}
}

// partial are the moving factors of the whole lines that a process wrote.
func partial(end ending) (shown []uint64) {
	for line := range strings.Lines(end.out) {
		var factor uint64
		_, rest, ok := strings.Cut(line, `"moving_factor":`)
		if _, err := fmt.Sscan(strings.FieldsFunc(rest+" ", func(r rune) bool { return r == ',' })[0], &factor); ok && err == nil && strings.HasSuffix(line, "}\n") {
			shown = append(shown, factor)
		}
	}
	return shown
}
