package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whichever step of saving the disk refuses, or the process does not survive: there
// is no code, and the next press shows a new one. A code is skipped only if the new
// counter was in place already.
func TestDurableFaults(t *testing.T) {
	strace := strace(t)
	table := []struct {
		step, call string
		path       func(fob fob, state string) string // what the call is about, or its folder
		next       uint64                             // the moving factor after 0
	}{
		{"fsync of the temporary file", "fsync", func(_ fob, state string) string { return draftOf(state) }, 1},
		{"rename onto the state file", renames, func(fob fob, _ string) string { return fob.state }, 1},
		{"fsync of the folder", "fsync", func(fob fob, _ string) string { return fob.state }, 2},
	}
	for _, row := range table {
		for _, fault := range []string{"error=EIO", "signal=KILL"} {
			t.Run(row.step+", "+fault, func(t *testing.T) {
				fob := newFob(t)
				fob.press(t)
				_, state := fob.saved(t)

				end := run(t, straced(strace, fob.command(t, "press"), "-o", os.DevNull,
					"-P", row.path(fob, state), "-e", "trace="+row.call, "-e", "inject="+row.call+":"+fault))
				if strings.HasPrefix(fault, "error") {
					end.refused(t, "input/output error", "etokenpass: hint: ")
				} else if !end.killed || end.out != "" { // strace ends in the way of the process that it traces
					t.Errorf("got %+v, want it killed and no code", end)
				}
				if next := fob.press(t); next != row.next {
					t.Errorf("then a press shows moving factor %d, want %d", next, row.next)
				}
			})
		}
	}
}

// draftOf is where a file is written before it takes the place of a path.
func draftOf(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".etokenpass-new")
}

// renames are the names of the call that renames, on whatever architecture. The
// question marks are for strace, where it does not know them all.
const renames = "?rename,?renameat,?renameat2"

// strace finds a strace that may trace.
func strace(t *testing.T) (path string) {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		lacking(t, "%v", err)
	}
	if told, err := exec.CommandContext(untilPatienceEnds(t), path, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		lacking(t, "strace may not trace: %v: %s", err, told)
	}
	return path
}

// straced puts a command under strace.
func straced(strace string, cmd *exec.Cmd, options ...string) *exec.Cmd {
	cmd.Args = append(append([]string{strace, "-f"}, options...), append([]string{cmd.Path}, cmd.Args[1:]...)...)
	cmd.Path = strace
	return cmd
}
