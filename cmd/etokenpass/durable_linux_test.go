// The TestDurable tests check what docs/profile.md promises about the saved counter: a crash
// can skip a code but never repeat one, and if the disk fails, the press reports an error and
// shows no code. They run the real binary, because they kill processes.
//
// Six-digit codes repeat by chance, so the tests compare moving factors.
package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
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
	return etokenpass(t, append([]string{name, "--profile", tok.profile, "--state", tok.state}, args...)...)
}

// etokenpass returns "etokenpass ARGS", not yet started. It is killed after the timeout.
func etokenpass(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("cannot build the binary: %v", err)
	}
	return exec.CommandContext(timeoutContext(t), fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), binary.Fd()), args...)
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

// soakEnv is the environment variable that "make soak" sets for longer test runs.
const soakEnv = "ETOKENPASS_SOAK"

// iterations returns how often a test repeats something: soak times under "make soak", fewer
// than gate times with -short, and gate times otherwise.
func iterations(t *testing.T, gate, soak int) int {
	t.Helper()
	if os.Getenv(soakEnv) != "" {
		return soak
	}
	if testing.Short() {
		return max(gate/5, 1)
	}
	return gate
}

// A press with an unusable state file shows no code and leaves the file unchanged.
// device/store_test.go covers the other ways in which a state file can be invalid.
func TestDurableUnusableStateFile(t *testing.T) {
	otherState := otherTokenState(t)
	table := []struct {
		name  string
		spoil func(string) string
		want  string
	}{
		{"truncated", func(file string) string { return file[:len(file)/2] }, "is damaged"},
		{"empty", func(string) string { return "" }, "is damaged: it is empty"},
		{"newer version", func(file string) string { return strings.Replace(file, "version: 2", "version: 3", 1) }, "newer etokenpass"},
		{"another token", func(string) string { return otherState }, "belongs to another token"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			token := newToken(t)
			token.press(t)
			_, state := token.saved(t)
			good := readFile(t, state)
			spoiled := row.spoil(good)
			if spoiled == good {
				t.Fatalf("this case does not change\n%s", good)
			}
			if err := os.WriteFile(state, []byte(spoiled), 0o600); err != nil {
				t.Fatal(err)
			}

			run(t, token.command(t, "press")).checkRefused(t, state, row.want, "etokenpass: hint: ")
			if after := readFile(t, state); after != spoiled {
				t.Errorf("the state file changed to\n%s", after)
			}
		})
	}
}

// otherTokenState returns the state file of a token with the same serial and another secret.
func otherTokenState(t *testing.T) string {
	t.Helper()
	token := newToken(t)
	profile := strings.Replace(readFile(t, token.profile), `hex: "31`, `hex: "41`, 1)
	if err := os.WriteFile(token.profile, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	token.press(t)
	_, state := token.saved(t)
	return readFile(t, state)
}

// If the battery runs out during several presses, the codes before that are shown.
func TestDurableLastBatteryCode(t *testing.T) {
	token := newToken(t, "battery: {codes: 2}")
	token.press(t)

	res := run(t, token.command(t, "press", "--count", "3", "--format", "json"))
	res.checkFailed(t, "the battery is empty")
	if shown := res.movingFactors(t); !slices.Equal(shown, []uint64{1}) {
		t.Errorf("moving factors %d, want only 1", shown)
	}
	run(t, token.command(t, "press")).checkRefused(t, "the battery is empty")
	if counter, _ := token.saved(t); counter != 2 {
		t.Errorf("the saved counter is %d, want 2", counter)
	}
}
