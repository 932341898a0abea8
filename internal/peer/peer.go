// Package peer finds the external programs that tests need. Without them the tests are skipped. In CI, where make deps
// installs every program, they fail instead, because a skipped test would go unnoticed there.
package peer

import (
	"os"
	"os/exec"
	"testing"
)

// Need returns the path of a program. If the program is not installed, it skips the test, or fails it in CI.
func Need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		SkipUnlessCI(t, "%s is not installed", program)
	}
	return path
}

// NeedPython returns the path of a Python interpreter that can import a module. Debian's interpreter, which has the
// modules that make deps installs, need not be the first one on PATH.
func NeedPython(t testing.TB, module string) string {
	t.Helper()
	for _, program := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(program)
		if err == nil && exec.CommandContext(t.Context(), path, "-c", "import "+module).Run() == nil {
			return path
		}
	}
	SkipUnlessCI(t, "no Python interpreter has the module %s", module)
	return ""
}

// SkipUnlessCI skips a test that cannot run on this machine, for the reason given. In CI the test fails.
func SkipUnlessCI(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("this test must run in CI (see make deps): "+format, args...)
	}
	t.Skipf("cannot run here (try make deps): "+format, args...)
}
