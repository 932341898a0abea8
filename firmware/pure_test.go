package firmware_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// The firmware is pure: this test fails if its source uses a clock, a file, a log
// or a goroutine. The import test at the root checks its indirect dependencies.
func TestFirmwareIsPure(t *testing.T) {
	allowed := map[string]bool{
		"bytes": true, "encoding": true, "encoding/binary": true, "errors": true, "fmt": true, "hash": true, "math": true,
		"strings": true, "time": true, "crypto/hmac": true, "crypto/sha1": true, "crypto/sha256": true, "crypto/sha512": true,
		"etokenpass/firmware/oath": true,
	}
	clocks := map[string]bool{
		"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "AfterFunc": true,
		"Tick": true, "NewTicker": true, "NewTimer": true, "Local": true,
	}
	for _, path := range sources(t) {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if name := strings.Trim(imported.Path.Value, `"`); !allowed[name] {
				t.Errorf("%s imports %s", path, name)
			}
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.GoStmt:
				t.Errorf("%v: a go statement", files.Position(node.Pos()))
			case *ast.ChanType, *ast.SelectStmt:
				t.Errorf("%v: a channel", files.Position(node.Pos()))
			case *ast.SelectorExpr:
				if pkg, ok := node.X.(*ast.Ident); ok && pkg.Name == "time" && clocks[node.Sel.Name] {
					t.Errorf("%v: time.%s", files.Position(node.Pos()), node.Sel.Name)
				}
				if pkg, ok := node.X.(*ast.Ident); ok && pkg.Name == "fmt" && strings.HasPrefix(node.Sel.Name, "Print") {
					t.Errorf("%v: fmt.%s", files.Position(node.Pos()), node.Sel.Name)
				}
			}
			return true
		})
	}
}

func sources(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"*.go", "oath/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if !strings.HasSuffix(path, "_test.go") {
				found = append(found, path)
			}
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d source files found: %v", len(found), found)
	}
	return found
}
