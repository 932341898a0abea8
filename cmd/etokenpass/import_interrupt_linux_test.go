package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An interrupted import leaves no profiles behind.
func TestInterruptedImportLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	file, to := filepath.Join(folder, "fleet.csv"), filepath.Join(folder, "profiles")
	mustRun(t, "fleet", "--count", "20000", "--random-seed", "1", "--as", "csv", "--output", file)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "etokenpass")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	const timeout = 30 * time.Second // far longer than the import takes
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "import", file, "--to", to)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for ; len(profilesIn(t, to)) == 0; time.Sleep(time.Millisecond) { // polling interval
		if ctx.Err() != nil {
			t.Fatalf("no profile was written: %v: %s", cmd.Wait(), &stderr)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "etokenpass: error: nothing was imported: interrupted") {
		t.Errorf("%v: %s", err, &stderr)
	}
	if left := profilesIn(t, to); len(left) > 0 {
		t.Errorf("%d profiles left behind", len(left))
	}
}

// profilesIn returns the paths of the profiles in a folder.
func profilesIn(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
