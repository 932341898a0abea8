package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A press whose system call fails, or that is killed during one, shows a code or an error,
// and the next press shows a new code.
func TestDurableEachSystemCall(t *testing.T) {
	const calls = "openat,newfstatat,fstat,fchmod,fcntl,flock,read,write,fsync,linkat,unlinkat,mkdirat,close," + renames
	strace := strace(t)
	count := func(token testToken) map[string]int {
		trace := filepath.Join(t.TempDir(), "trace")
		if res := run(t, underStrace(strace, token.command(t, "press"), "-o", trace, "-e", "trace="+calls)); res.status != 0 {
			t.Fatalf("a press under strace failed: %+v", res)
		}
		counts := map[string]int{}
		for _, call := range parseTrace(readFile(t, trace)) {
			name, _, _ := strings.Cut(call.text, "(")
			counts[name]++
		}
		return counts
	}
	for _, fresh := range []bool{true, false} {
		traced := newToken(t)
		if !fresh {
			traced.press(t)
		}
		counts := count(traced)
		if len(counts) < 8 || counts["fsync"] < 2 {
			t.Fatalf("too few system calls traced: %v", counts)
		}
		tried, failed := 0, 0
		for name, times := range counts {
			for _, fault := range []string{"error=EIO", "error=ENOSPC", "error=EACCES", "signal=KILL"} {
				// Every call when soaking, a few otherwise, starting with the last ones, which save.
				step := iterations(t, max(times/3, 1), 1)
				for when := times; when > 0; when -= step {
					token := newToken(t)
					var shown []uint64
					if !fresh {
						shown = append(shown, token.press(t))
					}
					res := run(t, underStrace(strace, token.command(t, "press", "--format", "json"), "-o", os.DevNull,
						"-e", "trace="+name, "-e", fmt.Sprintf("inject=%s:%s:when=%d", name, fault, when)))
					shown = append(shown, completedFactors(res)...)
					tried++
					if res.status != 0 || res.killed {
						failed++
					}
					next := run(t, token.command(t, "press", "--format", "json"))
					if next.status != 0 {
						t.Errorf("%s %s, call %d: the next press failed: %+v", name, fault, when, next)
						continue
					}
					shown = append(shown, next.movingFactors(t)...)
					checkIncreasing(t, shown)
					if t.Failed() {
						t.Fatalf("%s %s, call %d: %+v", name, fault, when, res)
					}
				}
			}
		}
		t.Logf("fresh token: %v; %d faults injected, %d presses failed", fresh, tried, failed)
		if failed == 0 {
			t.Error("no press failed, so nothing was tested")
		}
	}
}

// completedFactors returns the moving factors in the complete lines that a process wrote.
func completedFactors(res result) (shown []uint64) {
	for line := range strings.Lines(res.out) {
		var factor uint64
		_, rest, ok := strings.Cut(line, `"moving_factor":`)
		if _, err := fmt.Sscan(strings.FieldsFunc(rest+" ", func(r rune) bool { return r == ',' })[0], &factor); ok && err == nil && strings.HasSuffix(line, "}\n") {
			shown = append(shown, factor)
		}
	}
	return shown
}
