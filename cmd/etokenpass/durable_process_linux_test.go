package main_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// ending is how a process ended, and what it wrote before.
type ending struct {
	killed   bool
	status   int
	out, err string
}

// start starts a command. The function it gives waits until the command ends.
func start(t *testing.T, cmd *exec.Cmd) (wait func() ending) {
	t.Helper()
	var out, told strings.Builder
	if cmd.Stdout == nil { // or the caller wants it elsewhere
		cmd.Stdout = &out
	}
	cmd.Stderr = &told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() ending {
		t.Helper()
		if err := cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			t.Fatalf("%v: %v", cmd.Args, err)
		}
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		return ending{status.Signaled(), status.ExitStatus(), out.String(), told.String()}
	}
}

func run(t *testing.T, cmd *exec.Cmd) ending {
	t.Helper()
	return start(t, cmd)()
}

// movingFactors are those of the codes that a process with --format json has
// shown, even if it was killed after that.
func (e ending) movingFactors(t *testing.T) []uint64 {
	t.Helper()
	var shown []uint64
	for line := range strings.Lines(e.out) {
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

// refused checks that a process failed as it should: exit status 1, no code, and
// an error that tells all of this.
func (e ending) refused(t *testing.T, tells ...string) {
	t.Helper()
	if e.out != "" {
		t.Errorf("standard output has %q, want nothing", e.out)
	}
	e.failed(t, tells...)
}

// failed checks that a process ended with exit status 1 and an error that tells
// all of this.
func (e ending) failed(t *testing.T, tells ...string) {
	t.Helper()
	if e.killed || e.status != 1 {
		t.Errorf("got exit status %d (killed: %v), want 1", e.status, e.killed)
	}
	for _, each := range append(tells, "etokenpass: error: ") {
		if !strings.Contains(e.err, each) {
			t.Errorf("standard error does not tell %q:\n%s", each, e.err)
		}
	}
}
