// The tests that begin with TestDurable show what docs/profile.md promises under "What
// is remembered": no moving factor is ever used twice, whatever is killed when,
// and a disk that refuses gives an error and no code. They run the real binary,
// because a process is what gets killed.
//
// Codes of six digits repeat by chance, so the tests compare moving factors.
package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits before it takes a process for stuck. Nothing
// here takes nearly as long.
const patience = 30 * time.Second

// builtBinary builds the command once a test run. No test is the last one, so none
// can clean up after the others: the file is deleted at once and only held open,
// and is started by way of /proc.
var builtBinary = sync.OnceValues(func() (*os.File, error) {
	dir, err := os.MkdirTemp("", "etokenpass-durable-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what stays is in the folder for such things
	path := filepath.Join(dir, "etokenpass")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if told, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, told)
	}
	return os.Open(path)
})

// fob is a token with a folder of its own to save its counter in.
type fob struct{ profile, state string }

// newFob makes one that was never used. Its first moving factor is 0. Lines are
// added to its profile.
func newFob(t *testing.T, lines ...string) fob {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir()) // as strace shows it
	if err != nil {
		t.Fatal(err)
	}
	f := fob{profile: filepath.Join(folder, "fob.yaml"), state: filepath.Join(folder, "state")}
	profile := "serial: \"000512345678\"\nfirst_moving_factor: 0\n" +
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n" + strings.Join(lines, "\n")
	if err := os.WriteFile(f.profile, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

// command is "etokenpass NAME" for this token, not yet started. It is killed when
// the patience is over.
func (f fob) command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("the binary cannot be built: %v", err)
	}
	path := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), binary.Fd())
	return exec.CommandContext(untilPatienceEnds(t), path, append([]string{name, "--profile", f.profile, "--state", f.state}, args...)...)
}

func untilPatienceEnds(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// press presses once, which has to work, and gives the code's moving factor.
func (f fob) press(t *testing.T) uint64 {
	t.Helper()
	end := run(t, f.command(t, "press", "--format", "json"))
	shown := end.movingFactors(t)
	if end.status != 0 || len(shown) != 1 {
		t.Fatalf("a press failed: %+v", end)
	}
	return shown[0]
}

// saved is the saved counter and the file that it is in, as "status" tells them.
func (f fob) saved(t *testing.T) (counter uint64, path string) {
	t.Helper()
	end := run(t, f.command(t, "status", "--format", "json"))
	var status struct {
		Counter uint64 `json:"counter"`
		State   string `json:"state"`
	}
	if err := json.Unmarshal([]byte(end.out), &status); err != nil || end.status != 0 {
		t.Fatalf("status failed: %+v, %v", end, err)
	}
	return status.Counter, status.State
}

// contents are those of a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lacking ends a test that the machine cannot run. In CI that is a failure, since
// nobody would notice there that it never runs.
func lacking(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("cannot run here, and CI has to: "+format, args...)
	}
	t.Skipf("cannot run here (make deps may help): "+format, args...)
}
