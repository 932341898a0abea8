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

	"etokenpass/tools/chromium"
	"etokenpass/tools/xvfb"
)

// patience is the time limit for every wait. Tests wait for events, not for time to
// pass, and none takes nearly as long.
const patience = 30 * time.Second

// tools are the programs that the tests call, with their Debian packages.
var tools = map[string]string{
	"Xvfb": xvfb.Package, "xdotool": "xdotool", "import": "imagemagick", "xclip": "xclip", "zbarimg": "zbar-tools",
	"chromium": chromium.Package, "qrencode": "qrencode",
}

// libraries are the Debian packages of the libraries that the window loads.
const libraries = "libgl1 libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxrandr2 libxi6 libxinerama1"

// bin is the folder with etokenpass and etokenpass-window.
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
		return 1, fmt.Errorf("the end-to-end tests need Debian packages that are not installed:\n  apt-get install %s %s",
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

// until waits until a condition is met. what describes the condition.
func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !met(); {
		if time.Now().After(deadline) {
			t.Fatalf("timed out after %v waiting until %s", patience, what)
		}
		time.Sleep(10 * time.Millisecond) // between two checks
	}
}
