package etokenpass_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// purePackages are the packages that decide: they have no clock, file, socket, log, source of
// random numbers or goroutine. They may import these packages, and our own that the table of
// imports permits.
var purePackages = map[string][]string{
	"firmware": {"errors", "fmt", "math", "strings", "time"},
	"firmware/oath": {
		"bytes", "encoding", "encoding/binary", "errors", "fmt", "hash", "math", "sync", "time",
		"crypto/hmac", "crypto/sha1", "crypto/sha256", "crypto/sha512",
	},
	"tms": {
		"bytes", "cmp", "context", "embed", "encoding/base64", "encoding/binary", "errors", "fmt", "hash", "io", "iter", "maps", "math",
		"slices", "strings", "sync", "time", "unicode", "unicode/utf8",
		"crypto/hmac", "crypto/sha256", "crypto/subtle", "golang.org/x/crypto/argon2",
	},
	"rehearsal": {
		"bytes", "cmp", "context", "encoding/json", "errors", "fmt", "html/template", "io/fs", "maps", "math", "math/rand/v2", "path", "regexp",
		"slices", "strconv", "strings", "sync", "time", "unicode", "unicode/utf8", "crypto/sha256",
	},
}

func TestTheCoreIsPure(t *testing.T) {
	for folder, allowed := range purePackages {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, "_test.go") })
		if len(paths) < 3 {
			t.Errorf("only %d source files found in %s: %v", len(paths), folder, paths)
		}
		for _, path := range paths {
			checkPure(t, path, allowed)
		}
	}
}

// checkPure reports what makes a source file impure.
func checkPure(t *testing.T, path string, allowed []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, imported := range file.Imports {
		name := strings.Trim(imported.Path.Value, `"`)
		if _, isOurs := ours(name); !isOurs && !slices.Contains(allowed, name) {
			t.Errorf("%s imports %s", path, name)
		}
	}
	clocks := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Local"}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.GoStmt:
			t.Errorf("%v: a go statement", files.Position(node.Pos()))
		case *ast.ChanType, *ast.SelectStmt:
			t.Errorf("%v: a channel", files.Position(node.Pos()))
		case *ast.SelectorExpr:
			pkg, _ := node.X.(*ast.Ident)
			switch {
			case pkg == nil:
			case pkg.Name == "time" && slices.Contains(clocks, node.Sel.Name),
				pkg.Name == "fmt" && strings.HasPrefix(node.Sel.Name, "Print"):
				t.Errorf("%v: %s.%s", files.Position(node.Pos()), pkg.Name, node.Sel.Name)
			}
		}
		return true
	})
}
