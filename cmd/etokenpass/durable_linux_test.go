// The TestDurable tests check what docs/profile.md promises about the saved counter: a crash
// can skip a code but never repeat one, and if the disk fails, the press reports an error and
// shows no code. They run the real binary, because they kill processes.
//
// Six-digit codes repeat by chance, so the tests compare moving factors.
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

// timeout is how long a test waits for a process. It is far longer than any of them takes.
const timeout = 30 * time.Second

// builtBinary builds the command once per test run. No test knows whether it is the last one, so
// none could delete the file: it is deleted immediately, kept open and started through /proc.
var builtBinary = sync.OnceValues(func() (*os.File, error) {
	dir, err := os.MkdirTemp("", "etokenpass-durable-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // if that fails, it stays in the temporary folder
	path := filepath.Join(dir, "etokenpass")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, output)
	}
	return os.Open(path)
})

// testToken is a token with its own profile file and state folder.
type testToken struct{ profile, state string }

// newToken returns an unused event token with first moving factor 0. The lines are appended to
// its profile.
func newToken(t *testing.T, lines ...string) testToken {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir()) // strace prints resolved paths
	if err != nil {
		t.Fatal(err)
	}
	tok := testToken{profile: filepath.Join(folder, "token.yaml"), state: filepath.Join(folder, "state")}
	profile := "serial: \"000512345678\"\nfirst_moving_factor: 0\n" +
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n" + strings.Join(lines, "\n")
	if err := os.WriteFile(tok.profile, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	return tok
}

// command returns "etokenpass NAME" for this token, not yet started. It is killed after the
// timeout.
func (tok testToken) command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("cannot build the binary: %v", err)
	}
	path := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), binary.Fd())
	return exec.CommandContext(timeoutContext(t), path, append([]string{name, "--profile", tok.profile, "--state", tok.state}, args...)...)
}

// timeoutContext returns a context that expires after the timeout or when the test ends.
func timeoutContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	t.Cleanup(cancel)
	return ctx
}

// press presses the button once and returns the code's moving factor.
func (tok testToken) press(t *testing.T) uint64 {
	t.Helper()
	res := run(t, tok.command(t, "press", "--format", "json"))
	shown := res.movingFactors(t)
	if res.status != 0 || len(shown) != 1 {
		t.Fatalf("a press failed: %+v", res)
	}
	return shown[0]
}

// saved returns the saved counter and the path of the state file, as "status" reports them.
func (tok testToken) saved(t *testing.T) (counter uint64, path string) {
	t.Helper()
	res := run(t, tok.command(t, "status", "--format", "json"))
	var status struct {
		Counter uint64 `json:"counter"`
		State   string `json:"state"`
	}
	if err := json.Unmarshal([]byte(res.out), &status); err != nil || res.status != 0 {
		t.Fatalf("status failed: %+v, %v", res, err)
	}
	return status.Counter, status.State
}

// readFile returns the contents of a file.
func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
