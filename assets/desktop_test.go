package assets_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"etokenpass/internal/peer"
)

// The distributions' own validators accept the files; for the desktop entry they print no warning either.
func TestDesktopEntryIsValid(t *testing.T) {
	if output := validated(t, "desktop-file-validate", "desktop/etokenpass.desktop"); output != "" {
		t.Error(output)
	}
}

func TestMetainfoIsValid(t *testing.T) {
	files, err := filepath.Glob("desktop/*.metainfo.xml")
	if err != nil || len(files) != 1 {
		t.Fatalf("got %d metainfo files, want 1; %v", len(files), err)
	}
	validated(t, "appstreamcli", "validate", "--no-net", files[0])
}

// validated runs a validator, fails the test if the validator does, and returns its output.
func validated(t *testing.T, tool string, args ...string) string {
	t.Helper()
	peer.Need(t, tool)
	output, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	return string(output)
}
