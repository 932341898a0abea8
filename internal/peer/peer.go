// Package peer finds the programs that tests compare ours with.
package peer

import (
	"os"
	"os/exec"
	"testing"
)

// Need returns the path of a program. Without it the test is skipped; in CI, where make deps has installed it, the test
// fails.
func Need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") != "" {
		t.Fatalf("%s is missing, and CI must have it: run make deps", program)
	}
	if err != nil {
		t.Skipf("%s is not installed (make deps)", program)
	}
	return path
}
