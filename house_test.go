package etokenpass_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms is which room may import which of ours. A room that is not here yet is an
// error, so that nobody builds one without a place in the table.
var rooms = map[string][]string{
	"etokenpass":                          {},
	"etokenpass/cmd/etokenpass":           {"cmd/internal/cli", "device", "device/scenario", "display", "profiles", "profiles/seedfile", "firmware", "firmware/oath", "internal/durable"},
	"etokenpass/cmd/etokenpass-window":    {"cmd/internal/cli", "display/window", "device", "profiles", "internal/durable"},
	"etokenpass/display/face/facetest":    {"display", "display/face"},
	"etokenpass/cmd/internal/cli":         {"device", "profiles"},
	"etokenpass/cmd/internal/cli/clitest": {},
	"etokenpass/display":                  {},
	"etokenpass/display/golden":           {},
	"etokenpass/display/window":           {"device", "display", "display/face"},
	"etokenpass/display/face":             {"display"},
	"etokenpass/device":                   {"profiles", "firmware", "internal/durable"},
	"etokenpass/device/scenario":          {"device"},
	"etokenpass/profiles":                 {"internal/durable"},
	"etokenpass/profiles/seedfile":        {"profiles"},
	"etokenpass/firmware":                 {"firmware/oath"},
	"etokenpass/firmware/oath":            {},
	"etokenpass/internal/durable":         {},
	"etokenpass/e2e":                      {},
	"etokenpass/tools/figures":            {"firmware/oath", "display", "display/face", "tools/xvfb"},
	"etokenpass/tools/xvfb":               {},
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T, args ...string) []listed {
	t.Helper()
	output, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps"}, args...)...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	seen := map[string]bool{}
	for _, room := range packages(t, "./...") {
		allowed, known := rooms[room.ImportPath]
		if !known {
			t.Errorf("%s has no place in the table of rooms", room.ImportPath)
			continue
		}
		seen[room.ImportPath] = true
		for _, imported := range room.Imports {
			if ours, isOurs := strings.CutPrefix(imported, "etokenpass/"); isOurs && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, and may import %v", room.ImportPath, imported, allowed)
			}
		}
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("%s is in the table of rooms, and is not there", room)
		}
	}
}

// The firmware stands on the standard library alone; and a headless command
// needs neither a display nor the C library.
func TestWhatRoomsStandOn(t *testing.T) {
	for _, room := range packages(t, "./firmware/...", "./cmd/etokenpass") {
		for _, dependency := range room.Deps {
			first, _, _ := strings.Cut(dependency, "/")
			foreign := strings.Contains(first, ".") // a host: not the standard library, nor its vendored copies
			if strings.HasPrefix(room.ImportPath, "etokenpass/firmware") && foreign {
				t.Errorf("%s depends on %s", room.ImportPath, dependency)
			}
			if strings.Contains(dependency, "ebiten") || strings.HasPrefix(dependency, "etokenpass/display/window") {
				t.Errorf("%s depends on %s", room.ImportPath, dependency)
			}
		}
	}
}
