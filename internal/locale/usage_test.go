package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"etokenpass/assets"
)

// Every key that the code uses exists, every call passes values for exactly the placeholders of its text, and every key
// is used. In a package that imports this one, a string literal that has the form of a key and begins with the name of
// a text file is taken for a key. The templates of pages use keys as well.
func TestKeysExistAndAreUsed(t *testing.T) {
	texts := New(English)
	groups := map[string]bool{}
	for key := range texts.forms {
		group, _, _ := strings.Cut(string(key), ".")
		groups[group] = true
	}
	used := keysOfPages(t, texts)
	files := filesOfUsers(t)
	mistakes := mistakeTexts(t, files, texts)
	for _, file := range files {
		checked := map[ast.Node]bool{}
		ast.Inspect(file.tree, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok && !checked[call] {
				checkCall(t, file, texts, call)
				checkSentence(t, file, texts, call, checked)
				checkMistake(t, file, texts, call, mistakes)
			}
			text, ok := literal(node)
			group, _, _ := strings.Cut(text, ".")
			if !ok || !groups[group] || !keyPattern().MatchString(text) {
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
	given = append(given, names(call.Args[leading[name.Sel.Name]:])...)
	checkValues(t, file.at(call), texts, Key(key), given)
}

// names returns the names in pairs of names and values.
func names(pairs []ast.Expr) (all []string) {
	for i := 0; i < len(pairs); i += 2 {
		name, _ := literal(pairs[i])
		all = append(all, name)
	}
	if len(pairs)%2 != 0 {
		all = append(all, "(no value)")
	}
	return all
}

// checkValues compares the names of given values with the placeholders of a text.
func checkValues(t *testing.T, at any, texts *Texts, key Key, given []string) {
	t.Helper()
	slices.Sort(given)
	if want := placeholders(texts.forms[key].any()); !slices.Equal(given, want) {
		t.Errorf("%v: %s gets values for %q but has the placeholders %q", at, key, given, want)
	}
}

// checkSentence checks the sentences of package rehearsal, which are filled in later: sentence(key, pairs…), with
// .with(name, sentence) for values that are sentences, and wrongAction(key, pairs…). It adds the calls inside a chain
// to checked.
func checkSentence(t *testing.T, file source, texts *Texts, call *ast.CallExpr, checked map[ast.Node]bool) {
	t.Helper()
	var given []string
	inner := call
	for {
		checked[inner] = true
		with, ok := inner.Fun.(*ast.SelectorExpr)
		if !ok || with.Sel.Name != "with" {
			break
		}
		name, _ := literal(inner.Args[0])
		given = append(given, name)
		if inner, ok = with.X.(*ast.CallExpr); !ok {
			return
		}
	}
	name, ok := inner.Fun.(*ast.Ident)
	if !ok || name.Name != "sentence" && name.Name != "wrongAction" || inner.Ellipsis.IsValid() {
		return
	}
	if key, ok := literal(inner.Args[0]); ok && texts.forms[Key(key)] != nil {
		checkValues(t, file.at(call), texts, Key(key), append(given, names(inner.Args[1:])...))
	}
}

// mistakeTexts returns the texts in the table mistakeKinds of package rehearsal, by the constant in the first column.
// The texts in its last column get no values.
func mistakeTexts(t *testing.T, files []source, texts *Texts) map[string]Key {
	t.Helper()
	all := map[string]Key{}
	for _, file := range files {
		ast.Inspect(file.tree, func(node ast.Node) bool {
			table, ok := node.(*ast.ValueSpec)
			if !ok || table.Names[0].Name != "mistakeKinds" {
				return true
			}
			for _, row := range table.Values[0].(*ast.CompositeLit).Elts {
				columns := row.(*ast.CompositeLit).Elts
				text, _ := literal(columns[len(columns)-2])
				all[columns[0].(*ast.Ident).Name] = Key(text)
				last, _ := literal(columns[len(columns)-1])
				checkValues(t, file.at(row), texts, Key(last), nil)
			}
			return false
		})
	}
	if len(all) == 0 {
		t.Error("no table mistakeKinds")
	}
	return all
}

// checkMistake checks a call mistake(Mistake, pairs…) of package rehearsal, or mistakeInCall.
func checkMistake(t *testing.T, file source, texts *Texts, call *ast.CallExpr, mistakes map[string]Key) {
	t.Helper()
	name, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || name.Sel.Name != "mistake" && name.Sel.Name != "mistakeInCall" || call.Ellipsis.IsValid() {
		return
	}
	kind, _ := call.Args[0].(*ast.Ident)
	if kind == nil || mistakes[kind.Name] == "" {
		t.Errorf("%s: the mistake is not a constant in mistakeKinds", file.at(call))
		return
	}
	checkValues(t, file.at(call), texts, mistakes[kind.Name], names(call.Args[1:]))
}

// textInPage matches the use of a text in a template, with its pairs of names and values.
var textInPage = regexp.MustCompile(`\.Text "([^"]+)"((?: "[^"]+" [^ }]+)*)`)

// keysOfPages returns the keys that the templates in assets/pages use, and checks them as those of Go files.
func keysOfPages(t *testing.T, texts *Texts) map[Key]bool {
	t.Helper()
	used := map[Key]bool{}
	pages, err := fs.Glob(assets.FS, "pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages: %v, %v", pages, err)
	}
	for _, page := range pages {
		data, err := fs.ReadFile(assets.FS, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range textInPage.FindAllStringSubmatch(string(data), -1) {
			key := Key(match[1])
			used[key] = true
			if texts.forms[key] == nil {
				t.Errorf("%s: no text %s", page, key)
				continue
			}
			var given []string
			for i, word := range strings.Fields(match[2]) {
				if i%2 == 0 {
					given = append(given, strings.Trim(word, `"`))
				}
			}
			checkValues(t, page, texts, key, given)
		}
	}
	return used
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
