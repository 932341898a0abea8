package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every key that the code uses exists, every call passes values for exactly the placeholders of its text, and every key
// is used. In a package that imports this one, a string literal that has the form of a key and begins with the name of
// a text file is taken for a key. Only Go files use keys; once the HTML and JavaScript of pages do, their keys count too.
func TestKeysExistAndAreUsed(t *testing.T) {
	texts := New(English)
	groups := map[string]bool{}
	for key := range texts.forms {
		group, _, _ := strings.Cut(string(key), ".")
		groups[group] = true
	}
	used := map[Key]bool{}
	for _, file := range filesOfUsers(t) {
		ast.Inspect(file.tree, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				checkCall(t, file, texts, call)
			}
			text, ok := literal(node)
			group, _, _ := strings.Cut(text, ".")
			if !ok || !groups[group] || !keyPattern.MatchString(text) {
				return true
			}
			used[Key(text)] = true
			if texts.forms[Key(text)] == nil {
				t.Errorf("%s: no text %s", file.at(node), text)
			}
			return true
		})
	}
	for _, key := range slices.Sorted(maps.Keys(texts.forms)) {
		if !used[key] {
			t.Errorf("%s is not used", key)
		}
	}
}

// leading is the number of arguments before the pairs of names and values.
var leading = map[string]int{"Text": 1, "Count": 2, "NewError": 2}

// checkCall compares the values in a call with the placeholders of its text.
func checkCall(t *testing.T, file source, texts *Texts, call *ast.CallExpr) {
	t.Helper()
	name, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || leading[name.Sel.Name] == 0 || len(call.Args) < leading[name.Sel.Name] || call.Ellipsis.IsValid() {
		return
	}
	key, ok := literal(call.Args[0])
	if !ok || texts.forms[Key(key)] == nil {
		return
	}
	var given []string
	switch name.Sel.Name {
	case "Count":
		given = append(given, "n")
	case "NewError":
		if cause, ok := call.Args[1].(*ast.Ident); !ok || cause.Name != "nil" {
			given = append(given, "problem")
		}
	}
	pairs := call.Args[leading[name.Sel.Name]:]
	for i := 0; i < len(pairs); i += 2 {
		value, _ := literal(pairs[i])
		given = append(given, value)
	}
	slices.Sort(given)
	if want := placeholders(texts.forms[Key(key)].any()); !slices.Equal(given, want) || len(pairs)%2 != 0 {
		t.Errorf("%s: %s gets values for %q but has the placeholders %q", file.at(call), key, given, want)
	}
}

func literal(node ast.Node) (string, bool) {
	basic, ok := node.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

// source is a file of the repository.
type source struct {
	set  *token.FileSet
	tree *ast.File
}

func (s source) at(node ast.Node) token.Position { return s.set.Position(node.Pos()) }

// filesOfUsers parses the repository's packages that import this one, without their tests.
func filesOfUsers(t *testing.T) []source {
	t.Helper()
	files := map[string][]source{} // by folder
	users := map[string]bool{}
	set := token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.Dir(path)
		files[folder] = append(files[folder], source{set, tree})
		for _, imported := range tree.Imports {
			users[folder] = users[folder] || imported.Path.Value == `"etokenpass/internal/locale"`
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(files, func(folder string, _ []source) bool { return !users[folder] })
	if len(files) == 0 {
		t.Fatal("no package imports this one")
	}
	return slices.Concat(slices.Collect(maps.Values(files))...)
}
