package etokenpass_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport lists, for each package of this module, which others it may import, from the
// top layer down. A package that is missing here fails the test, so that each new one gets
// its place first.
var mayImport = map[string][]string{
	// commands
	"cmd/etokenpass":           {"cmd/internal/batch", "cmd/internal/cli", "cmd/internal/token"},
	"cmd/etokenpass-window":    {"cmd/internal/cli", "display/window", "device", "profiles", "internal/durable", "internal/errs", "internal/locale"},
	"cmd/internal/token":       {"cmd/internal/cli", "device", "device/scenario", "display", "profiles", "internal/durable", "internal/errs"},
	"cmd/internal/batch":       {"cmd/internal/cli", "device", "display", "firmware", "firmware/oath", "profiles", "profiles/intake", "profiles/seedfile", "internal/errs", "internal/mask"},
	"cmd/internal/cli":         {"device", "profiles", "display", "internal/durable", "internal/errs", "internal/locale", "internal/mask"},
	"cmd/internal/cli/clitest": {},

	// drawing
	"display":               {"internal/segment"},
	"display/face":          {"display", "internal/locale"},
	"display/face/facetest": {"display", "display/face"},
	"display/golden":        {},
	"display/window":        {"device", "display", "display/face", "internal/errs", "internal/locale", "assets"},

	// a token in use
	"device":          {"profiles", "firmware", "internal/durable"},
	"device/scenario": {"device", "profiles"},

	// profiles and seed files
	"profiles":          {"firmware/oath", "internal/durable", "internal/mask", "internal/near", "internal/segment", "internal/strictyaml"},
	"profiles/seedfile": {"profiles", "internal/mask"},
	"profiles/intake":   {"profiles", "profiles/seedfile", "internal/durable"},

	// foundations
	"assets":              {},
	"firmware":            {"firmware/oath"},
	"firmware/oath":       {},
	"internal/durable":    {},
	"internal/errs":       {},
	"internal/locale":     {"assets"},
	"internal/mask":       {},
	"internal/near":       {},
	"internal/peer":       {},
	"internal/segment":    {},
	"internal/strictyaml": {"internal/mask", "internal/near"},

	// the root package, tests and tools
	"":              {},
	"e2e":           {},
	"tools/artwork": {"display", "display/face"},
	"tools/figures": {"firmware/oath", "display", "display/face", "tools/xvfb"},
	"tools/xvfb":    {},
}

// listed is what go list prints of a package.
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

const module = "etokenpass"

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	seen := map[string]bool{}
	for _, pkg := range packages(t, "./...") {
		path := strings.TrimPrefix(strings.TrimPrefix(pkg.ImportPath, module), "/")
		allowed, known := mayImport[path]
		if !known {
			t.Errorf("package %s is not in the table of imports", path)
			continue
		}
		seen[path] = true
		for _, imported := range pkg.Imports {
			if ours, isOurs := strings.CutPrefix(imported, module+"/"); isOurs && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s; it may import %v", path, imported, allowed)
			}
		}
	}
	for path := range mayImport {
		if !seen[path] {
			t.Errorf("package %s is in the table of imports but does not exist", path)
		}
	}
}

// layers lists the top-level folders of the packages that a program is made of, from the
// top layer down. The root package, tests and tools are above all of them.
var layers = [][]string{
	{"cmd"},
	{"display"},
	{"device"},
	{"profiles"},
	{"firmware", "internal", "assets"},
}

// layerOf returns the index of a package's layer; -1 if it is above all layers.
func layerOf(path string) int {
	folder, _, _ := strings.Cut(path, "/")
	return slices.IndexFunc(layers, func(folders []string) bool { return slices.Contains(folders, folder) })
}

// Imports point downward or stay within a layer. As cmd is the top layer, no other package
// imports a command, and all of them can be used as libraries.
func TestImportsPointDownward(t *testing.T) {
	for path, allowed := range mayImport {
		for _, imported := range allowed {
			if layerOf(imported) < layerOf(path) {
				t.Errorf("%s may import %s, which is in a higher layer", path, imported)
			}
		}
	}
}

// README describes every package except the root, test helpers, tests and tools.
func TestProjectStructure(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Project structure\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for path := range mayImport {
		isHelper := strings.HasSuffix(path, "test") || path == "display/golden" || path == "internal/peer"
		if layerOf(path) >= 0 && !isHelper && !strings.Contains(section, "`"+path+"`") {
			t.Errorf("README's project structure does not mention %s", path)
		}
	}
}

// The firmware needs the standard library alone, and a headless command needs neither a
// display nor the C library.
func TestDependencies(t *testing.T) {
	for _, pkg := range packages(t, "./firmware/...", "./cmd/etokenpass") {
		for _, dependency := range pkg.Deps {
			first, _, _ := strings.Cut(dependency, "/")
			foreign := strings.Contains(first, ".") // a host: not the standard library, nor its vendored copies
			if strings.HasPrefix(pkg.ImportPath, module+"/firmware") && foreign {
				t.Errorf("%s depends on %s", pkg.ImportPath, dependency)
			}
			if strings.Contains(dependency, "ebiten") || strings.HasPrefix(dependency, module+"/display/window") {
				t.Errorf("%s depends on %s", pkg.ImportPath, dependency)
			}
		}
	}
}
