package assets_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"etokenpass/internal/peer"
)

// The tools that distributions check these files with accept them and have no remark about the desktop entry.
func TestDesktopEntryIsValid(t *testing.T) {
	if output := validated(t, "desktop-file-validate", "desktop/etokenpass.desktop"); output != "" {
		t.Error(output)
	}
}

func TestMetainfoIsValid(t *testing.T) {
	files, err := filepath.Glob("desktop/*.metainfo.xml")
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files of metainfo, want one; %v", len(files), err)
	}
	validated(t, "appstreamcli", "validate", "--no-net", files[0])
}

// validated runs a tool, which has to accept what it is given, and returns its output.
func validated(t *testing.T, tool string, args ...string) string {
	t.Helper()
	peer.Need(t, tool)
	output, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	return string(output)
}
