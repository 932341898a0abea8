package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// If a step of saving the counter fails, or the process is killed during it, no code is shown
// and the next press shows a new one. A code is skipped only if the new counter was already
// in place.
func TestDurableFaults(t *testing.T) {
	strace := strace(t)
	table := []struct {
		step, call string
		path       func(token testToken, state string) string // the path that strace filters by
		next       uint64                                     // the next press's moving factor
	}{
		{"fsync of the temporary file", "fsync", func(_ testToken, state string) string { return tempFile(state) }, 1},
		{"rename onto the state file", renames, func(token testToken, _ string) string { return token.state }, 1},
		{"fsync of the folder", "fsync", func(token testToken, _ string) string { return token.state }, 2},
	}
	for _, row := range table {
		for _, fault := range []string{"error=EIO", "signal=KILL"} {
			t.Run(row.step+", "+fault, func(t *testing.T) {
				token := newToken(t)
				token.press(t)
				_, state := token.saved(t)

				res := run(t, underStrace(strace, token.command(t, "press"), "-o", os.DevNull,
					"-P", row.path(token, state), "-e", "trace="+row.call, "-e", "inject="+row.call+":"+fault))
				if strings.HasPrefix(fault, "error") {
					res.checkRefused(t, "input/output error", "etokenpass: hint: ")
				} else if !res.killed || res.out != "" { // strace ends with the status of the traced process
					t.Errorf("got %+v, want killed and no code", res)
				}
				if next := token.press(t); next != row.next {
					t.Errorf("the next press shows moving factor %d, want %d", next, row.next)
				}
			})
		}
	}
}

// tempFile returns the temporary file that is written and then renamed to path.
func tempFile(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".etokenpass-new")
}

// renames lists the rename system calls of all architectures. The question mark makes strace
// ignore a call that the architecture does not have.
const renames = "?rename,?renameat,?renameat2"

// strace returns the path of strace, or skips the test if it cannot trace a process.
func strace(t *testing.T) (path string) {
	t.Helper()
	path = peer.Need(t, "strace")
	if output, err := exec.CommandContext(timeoutContext(t), path, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		peer.SkipUnlessCI(t, "strace cannot trace: %v: %s", err, output)
	}
	return path
}

// underStrace makes a command run under strace.
func underStrace(strace string, cmd *exec.Cmd, options ...string) *exec.Cmd {
	cmd.Args = append(append([]string{strace, "-f"}, options...), append([]string{cmd.Path}, cmd.Args[1:]...)...)
	cmd.Path = strace
	return cmd
}
