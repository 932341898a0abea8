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
	"cmd/etokenpass":           {"cmd/internal/bank", "cmd/internal/batch", "cmd/internal/cli", "cmd/internal/rehearse", "cmd/internal/serve", "cmd/internal/tms", "cmd/internal/token"},
	"cmd/etokenpass-window":    {"cmd/internal/cli", "display/window", "device", "profiles", "internal/durable", "internal/errs", "internal/locale"},
	"cmd/internal/token":       {"cmd/internal/cli", "device", "device/scenario", "display", "profiles", "internal/durable", "internal/errs"},
	"cmd/internal/tms":         {"cmd/internal/cli", "cmd/internal/seeds", "cmd/internal/serving", "cmd/internal/storing", "tms", "tms/intake", "tms/sqlstore", "tms/wire", "web", "web/desk", "profiles", "profiles/seedfile", "internal/folders", "internal/input", "internal/shell", "internal/value"},
	"cmd/internal/rehearse":    {"cmd/internal/cli", "rehearsal", "tms", "device", "profiles", "assets", "internal/durable", "internal/input", "internal/locale", "internal/near", "internal/shell"},
	"cmd/internal/serve":       {"cmd/internal/cli", "cmd/internal/serving", "web", "web/tokens", "device", "internal/value"},
	"cmd/internal/bank":        {"cmd/internal/cli", "cmd/internal/serving", "cmd/internal/storing", "tms", "web", "web/bank", "web/tokens", "device", "profiles", "internal/durable", "internal/input", "internal/strictyaml", "internal/value"},
	"cmd/internal/serving":     {"cmd/internal/cli", "web", "internal/errs"},
	"cmd/internal/storing":     {"cmd/internal/cli", "tms", "tms/sqlstore", "internal/durable", "internal/input", "internal/near", "internal/value"},
	"cmd/internal/seeds":       {"cmd/internal/cli", "profiles", "profiles/intake", "profiles/seedfile", "internal/mask"},
	"cmd/internal/batch":       {"cmd/internal/cli", "cmd/internal/seeds", "device", "display", "firmware", "firmware/oath", "profiles", "profiles/intake", "profiles/seedfile", "internal/mask", "internal/shell"},
	"cmd/internal/cli":         {"device", "profiles", "display", "internal/durable", "internal/errs", "internal/input", "internal/locale", "internal/mask", "internal/near", "internal/shell", "internal/value"},
	"cmd/internal/cli/clitest": {"internal/golden"},

	// servers
	"web":            {"assets", "internal/durable", "internal/locale", "internal/near", "internal/shell", "internal/strictyaml", "internal/value"},
	"web/upload":     {"web", "profiles/seedfile", "internal/near"},
	"web/tokens":     {"web", "web/upload", "assets", "device", "display", "display/face", "profiles", "profiles/seedfile", "internal/locale", "internal/near", "internal/strictyaml", "internal/value"},
	"web/webtest":    {},
	"web/client":     {"web", "assets", "internal/locale"},
	"web/rehearsals": {"web", "internal/near", "web/client", "web/desk", "web/tokens", "assets", "rehearsal", "tms", "device", "display", "display/face", "profiles", "internal/durable", "internal/locale", "internal/value"},
	"web/bank":       {"web", "web/client", "web/desk", "web/rehearsals", "web/tokens", "assets", "rehearsal", "tms", "tms/intake", "device", "display", "profiles", "internal/durable", "internal/locale", "internal/near", "internal/strictyaml", "internal/value"},
	"web/desk":       {"web", "web/upload", "assets", "tms", "tms/intake", "tms/wire", "profiles", "profiles/seedfile", "internal/locale", "internal/value"},

	// the validator
	"tms":           {"firmware/oath", "internal/shell", "internal/strictyaml", "internal/value"},
	"tms/sqlstore":  {"tms", "internal/durable"},
	"tms/storetest": {"tms", "firmware/oath"},
	"tms/intake":    {"tms", "profiles", "profiles/seedfile"},
	"tms/wire":      {"tms", "internal/value"},

	// rehearsals
	"rehearsal": {"tms", "device", "profiles", "display", "assets", "internal/locale", "internal/near", "internal/strictyaml", "internal/value"},

	// drawing
	"display":               {"internal/segment"},
	"display/face":          {"display", "internal/locale"},
	"display/face/facetest": {"display", "display/face"},
	"display/window":        {"device", "display", "display/face", "internal/errs", "internal/locale", "assets"},

	// a token in use
	"device":          {"profiles", "firmware", "internal/durable", "internal/folders", "internal/shell", "internal/value"},
	"device/scenario": {"device", "profiles"},

	// profiles and seed files
	"profiles":          {"firmware/oath", "internal/durable", "internal/folders", "internal/input", "internal/mask", "internal/near", "internal/segment", "internal/shell", "internal/strictyaml", "internal/value"},
	"profiles/seedfile": {"profiles", "internal/input", "internal/mask", "internal/qrscan", "internal/value"},
	"profiles/intake":   {"profiles", "profiles/seedfile", "internal/durable"},

	// foundations
	"assets":              {},
	"firmware":            {"firmware/oath"},
	"firmware/oath":       {},
	"internal/durable":    {},
	"internal/errs":       {},
	"internal/folders":    {},
	"internal/golden":     {},
	"internal/input":      {},
	"internal/locale":     {"assets"},
	"internal/mask":       {},
	"internal/near":       {},
	"internal/peer":       {},
	"internal/qrscan":     {},
	"internal/segment":    {},
	"internal/shell":      {},
	"internal/strictyaml": {"internal/mask", "internal/near", "internal/value"},
	"internal/value":      {},

	// the root package, tests and tools
	"":               {},
	"e2e":            {},
	"tools/artwork":  {"display", "display/face"},
	"tools/chromium": {},
	"tools/figures":  {"firmware/oath", "display", "display/face", "tms", "tms/sqlstore", "tools/chromium", "tools/xvfb"},
	"tools/xvfb":     {},
}

// testsMayImport lists, for each package, what its tests may import besides what the package
// may import.
var testsMayImport = map[string][]string{
	"cmd/etokenpass":        {"cmd/internal/cli/clitest", "device", "firmware/oath", "profiles", "web", "internal/golden", "internal/peer"},
	"cmd/etokenpass-window": {"cmd/internal/cli/clitest", "display", "display/face", "display/face/facetest"},

	"cmd/internal/bank": {"internal/errs"},
	"cmd/internal/tms":  {"firmware/oath"},

	"display":        {"internal/golden", "internal/peer"},
	"display/face":   {"display/face/facetest", "internal/golden", "display/window", "device", "internal/peer"},
	"display/window": {"internal/golden", "profiles"},
	"rehearsal":      {"internal/errs", "internal/golden"},

	"device": {"display"},

	"profiles":          {"internal/errs", "internal/peer"},
	"profiles/seedfile": {"firmware/oath", "internal/peer"},

	"assets":              {"internal/peer"},
	"firmware/oath":       {"internal/peer"},
	"internal/qrscan":     {"internal/peer"},
	"internal/strictyaml": {"internal/errs"},

	"web":            {"internal/errs", "internal/peer"},
	"web/tokens":     {"web/webtest"},
	"web/client":     {"web/webtest"},
	"web/rehearsals": {"web/webtest", "internal/golden"},
	"web/bank":       {"web/webtest", "tms/sqlstore", "firmware/oath"},
	"web/desk":       {"web/webtest", "firmware/oath", "tms/sqlstore", "internal/peer"},

	"tms":          {"tms/storetest", "internal/errs", "internal/peer"},
	"tms/sqlstore": {"firmware/oath", "tms/storetest", "internal/errs"},

	"":              {"device", "display", "display/face", "display/window", "profiles", "rehearsal", "tms", "internal/golden", "internal/locale", "internal/peer", "internal/value"},
	"e2e":           {"display", "display/face", "display/face/facetest", "firmware/oath", "internal/golden", "internal/peer", "tools/chromium", "tools/xvfb"},
	"tools/artwork": {"internal/golden", "internal/peer"},
}

// systems are the values of GOOS whose files are checked.
var systems = []string{"linux", "windows", "darwin"}

// listed is what go list prints about a package for one system.
type listed struct {
	ImportPath                               string
	Imports, TestImports, XTestImports, Deps []string
}

// packages returns what go list prints about all packages for all systems, including the
// end-to-end tests.
func packages(t *testing.T) []listed {
	t.Helper()
	var all []listed
	for _, system := range systems {
		list := exec.Command("go", "list", "-tags", "e2e", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
		list.Env = append(os.Environ(), "GOOS="+system)
		output, err := list.Output()
		if err != nil {
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				t.Fatalf("go list for %s: %v\n%s", system, err, exit.Stderr)
			}
			t.Fatal(err)
		}
		for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
			var one listed
			if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
	}
	return all
}

const module = "etokenpass"

// ours returns the path of a package within this module; the root package's is empty.
func ours(importPath string) (path string, isOurs bool) {
	if importPath == module {
		return "", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	seen := map[string]bool{}
	for _, pkg := range packages(t) {
		path, _ := ours(pkg.ImportPath)
		allowed, known := mayImport[path]
		if !known {
			t.Errorf("package %s is not in the table of imports", path)
			continue
		}
		seen[path] = true
		checkImports(t, path, pkg.Imports, allowed)
		inTests := slices.Concat(allowed, testsMayImport[path], []string{path})
		checkImports(t, path+" (tests)", slices.Concat(pkg.TestImports, pkg.XTestImports), inTests)
	}
	for path := range mayImport {
		if !seen[path] {
			t.Errorf("package %s is in the table of imports but does not exist", path)
		}
	}
	for path := range testsMayImport {
		if !seen[path] {
			t.Errorf("package %s is in the table of imports of tests but does not exist", path)
		}
	}
}

func checkImports(t *testing.T, importer string, imports, allowed []string) {
	t.Helper()
	for _, imported := range imports {
		if path, isOurs := ours(imported); isOurs && !slices.Contains(allowed, path) {
			t.Errorf("%s imports %s; it may import %v", importer, imported, allowed)
		}
	}
}

// layers lists the top-level folders of the packages that a program is made of, from the
// top layer down. The root package, tests and tools are above all of them.
var layers = [][]string{
	{"cmd"},
	{"web"},
	{"rehearsal"},
	{"tms"},
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

// Imports point downward or stay within a layer.
func TestImportsPointDownward(t *testing.T) {
	for path, allowed := range mayImport {
		for _, imported := range allowed {
			if layerOf(imported) < layerOf(path) {
				t.Errorf("%s may import %s, which is in a higher layer", path, imported)
			}
		}
	}
}

// Only commands import packages of cmd, so that all others can be used as libraries. This
// includes tests and tools.
func TestOnlyCommandsImportCommands(t *testing.T) {
	for _, table := range []map[string][]string{mayImport, testsMayImport} {
		for path, allowed := range table {
			for _, imported := range allowed {
				if strings.HasPrefix(imported, "cmd/") && !strings.HasPrefix(path, "cmd/") {
					t.Errorf("%s may import %s", path, imported)
				}
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
		isHelper := strings.HasSuffix(path, "test") || path == "internal/golden" || path == "internal/peer"
		if layerOf(path) >= 0 && !isHelper && !strings.Contains(section, "`"+path+"`") {
			t.Errorf("README's project structure does not mention %s", path)
		}
	}
}

// The firmware needs the standard library alone, and a headless command needs neither a
// display nor the C library.
func TestDependencies(t *testing.T) {
	for _, pkg := range packages(t) {
		path, _ := ours(pkg.ImportPath)
		isFirmware := strings.HasPrefix(path, "firmware")
		if !isFirmware && path != "cmd/etokenpass" {
			continue
		}
		for _, dependency := range pkg.Deps {
			first, _, _ := strings.Cut(dependency, "/")
			foreign := strings.Contains(first, ".") // a host: not the standard library, nor its vendored copies
			if isFirmware && foreign {
				t.Errorf("%s depends on %s", path, dependency)
			}
			if strings.Contains(dependency, "ebiten") || strings.HasPrefix(dependency, module+"/display/window") {
				t.Errorf("%s depends on %s", path, dependency)
			}
		}
	}
}
