// Package peer finds the external programs that tests need.
package peer

import (
	"os"
	"os/exec"
	"testing"
)

// Need returns the path of a program. If the program is not installed, it skips the test, or fails it in CI, where make
// deps installs every program.
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
