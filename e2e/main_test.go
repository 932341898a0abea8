//go:build e2e

package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"etokenpass/tools/xvfb"
)

// patience is how long something may take before the tests give it up. Nothing takes
// nearly as long; the tests wait for what happens, not for time.
const patience = 30 * time.Second

// tools are the programs that the tests call, and the Debian packages that have them.
var tools = map[string]string{
	"Xvfb": xvfb.Package, "xdotool": "xdotool", "import": "imagemagick", "xclip": "xclip", "zbarimg": "zbar-tools",
}

// libraries are what the window itself loads.
const libraries = "libgl1 libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxrandr2 libxi6 libxinerama1"

// bin has both programs.
var bin string

func TestMain(m *testing.M) {
	status, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func runAll(m *testing.M) (status int, err error) {
	if missing := missingPackages(); len(missing) > 0 {
		return 1, fmt.Errorf("the end-to-end tests want Debian packages that are not here:\n  apt-get install %s %s",
			strings.Join(missing, " "), libraries)
	}
	if bin, err = os.MkdirTemp("", "etokenpass-e2e-"); err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(bin) }()
	build := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "../cmd/...")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("go build: %w\n%s", err, output)
	}
	return m.Run(), nil
}

func missingPackages() []string {
	var missing []string
	for tool, debian := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, debian)
		}
	}
	sort.Strings(missing)
	return missing
}

// until waits for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("in %v it did not happen that %s", patience, what)
		}
		time.Sleep(10 * time.Millisecond) // between two looks, not instead of them
	}
}
