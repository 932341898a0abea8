package main_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// result is the exit status and output of a process.
type result struct {
	killed   bool
	status   int
	out, err string
}

// start starts a command. The function it returns waits for the command to exit.
func start(t *testing.T, cmd *exec.Cmd) (wait func() result) {
	t.Helper()
	var out, stderr strings.Builder
	if cmd.Stdout == nil { // otherwise the caller has redirected it
		cmd.Stdout = &out
	}
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() result {
		t.Helper()
		if err := cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			t.Fatalf("%v: %v", cmd.Args, err)
		}
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		return result{status.Signaled(), status.ExitStatus(), out.String(), stderr.String()}
	}
}

// run runs a command until it exits.
func run(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	return start(t, cmd)()
}

// movingFactors returns the moving factors of the codes that a process with --format json
// printed, even if it was killed afterwards.
func (r result) movingFactors(t *testing.T) []uint64 {
	t.Helper()
	var shown []uint64
	for line := range strings.Lines(r.out) {
		var code struct {
			MovingFactor *uint64 `json:"moving_factor"`
		}
		if err := json.Unmarshal([]byte(line), &code); err != nil || code.MovingFactor == nil {
			t.Fatalf("the line %q is not a code: %v", line, err)
		}
		shown = append(shown, *code.MovingFactor)
	}
	return shown
}

// checkRefused checks for exit status 1, no code, and an error message that contains all of
// want.
func (r result) checkRefused(t *testing.T, want ...string) {
	t.Helper()
	if r.out != "" {
		t.Errorf("standard output is %q, want nothing", r.out)
	}
	r.checkFailed(t, want...)
}

// checkFailed checks for exit status 1 and an error message that contains all of want.
func (r result) checkFailed(t *testing.T, want ...string) {
	t.Helper()
	if r.killed || r.status != 1 {
		t.Errorf("got exit status %d (killed: %v), want 1", r.status, r.killed)
	}
	for _, text := range append(want, "etokenpass: error: ") {
		if !strings.Contains(r.err, text) {
			t.Errorf("standard error lacks %q:\n%s", text, r.err)
		}
	}
}
