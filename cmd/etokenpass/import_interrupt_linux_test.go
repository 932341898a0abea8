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

// Who interrupts an import finds nothing of it.
func TestInterruptedImportLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	file, to := filepath.Join(folder, "fleet.csv"), filepath.Join(folder, "profiles")
	answer(t, "fleet", "--count", "100000", "--random-seed", "1", "--as", "csv", "--output", file)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "etokenpass")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	const patience = 30 * time.Second // then it is taken for stuck, and killed
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "import", file, "--to", to)
	var told strings.Builder
	cmd.Stderr = &told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for ; len(profilesIn(t, to)) == 0; time.Sleep(time.Millisecond) { // between two looks, not instead of them
		if ctx.Err() != nil {
			t.Fatalf("nothing is written: %v: %s", cmd.Wait(), &told)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(told.String(), "etokenpass: error: nothing is imported: it was interrupted") {
		t.Errorf("%v: %s", err, &told)
	}
	if left := profilesIn(t, to); len(left) > 0 {
		t.Errorf("%d profiles are left", len(left))
	}
}

func profilesIn(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
