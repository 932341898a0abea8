package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// sources parses the Go files of the packages whose errors the commands print, and returns them
// by folder.
func sources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	folders := map[string][]*ast.File{}
	for _, root := range []string{"../../cmd", "../../profiles", "../../device", "../../display", "../../tms", "../../web"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			folders[filepath.Dir(path)] = append(folders[filepath.Dir(path)], file)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return folders
}

// literals returns the strings in an expression, with a placeholder for each formatting verb and
// each operand that is not a literal.
func literals(node ast.Node) (texts []string) {
	ast.Inspect(node, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, isText := textOf(expr)
		if isText {
			texts = append(texts, text)
		}
		return !isText
	})
	return texts
}

var verb = regexp.MustCompile(`%[a-z]`)

// textOf returns the text of a string literal, or of a concatenation that contains one.
func textOf(expr ast.Expr) (text string, ok bool) {
	switch e := expr.(type) {
	case *ast.BasicLit:
		unquoted, err := strconv.Unquote(e.Value)
		return verb.ReplaceAllString(unquoted, "1"), err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, isLeft := textOf(e.X)
		right, isRight := textOf(e.Y)
		return left + right, e.Op == token.ADD && (isLeft || isRight)
	}
	return "X", false
}

// isAdvice reports whether a name is one that the code uses for hints.
func isAdvice(expr ast.Expr) bool {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name == "advice" || e.Name == "Advice" || strings.HasSuffix(e.Name, "Advice")
	case *ast.SelectorExpr:
		return isAdvice(e.Sel)
	}
	return false
}

// hintParams returns the functions of a package that take hints, and the positions of those
// parameters.
func hintParams(files []*ast.File) map[string][]int {
	places := map[string][]int{"Hinted": {1}}
	add := func(name string, fn *ast.FuncType) {
		at := 0
		for _, field := range fn.Params.List {
			for _, param := range field.Names {
				if param.Name == "advice" {
					places[name] = append(places[name], at)
				}
				at++
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				add(n.Name.Name, n.Type)
			case *ast.AssignStmt:
				if fn, ok := n.Rhs[0].(*ast.FuncLit); ok {
					if name, ok := n.Lhs[0].(*ast.Ident); ok {
						add(name.Name, fn.Type)
					}
				}
			}
			return true
		})
	}
	return places
}

// hintsOf returns the texts of all hints in a package.
func hintsOf(files []*ast.File) (hints []string) {
	places := hintParams(files)
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if isAdvice(n.Key) {
					hints = append(hints, literals(n.Value)...)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if isAdvice(left) {
						hints = append(hints, literals(n.Rhs[min(i, len(n.Rhs)-1)])...)
					}
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if isAdvice(name) && i < len(n.Values) {
						hints = append(hints, literals(n.Values[i])...)
					}
				}
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				for _, at := range places[name] {
					if at < len(n.Args) {
						hints = append(hints, literals(n.Args[at])...)
					}
				}
			}
			return true
		})
	}
	return hints
}

// allCommands returns a command and all its subcommands.
func allCommands(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, sub := range cmd.Commands() {
		all = append(all, allCommands(sub)...)
	}
	return all
}

var flagName = regexp.MustCompile(`--([a-z][a-z-]*)`)

// unknownFlags returns the flags in a hint that do not exist in the command they belong to: the
// one that the hint names, or else the one that prints it.
func unknownFlags(root, command *cobra.Command, hint string) (flags []string) {
	for clause := range strings.SplitSeq(hint, "; ") {
		of := command
		before, others, names := strings.Cut(clause, root.Name()+" ")
		if names {
			for _, flag := range flagName.FindAllStringSubmatch(before, -1) {
				if of.Flags().Lookup(flag[1]) == nil {
					flags = append(flags, flag[0])
				}
			}
			words := strings.Fields(strings.ReplaceAll(others, ",", " , "))
			for len(words) > 0 {
				i := slices.IndexFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == words[0] })
				if i < 0 {
					break
				}
				root, words = root.Commands()[i], words[1:]
			}
			of, clause, root = root, others, command.Root()
		}
		for _, flag := range flagName.FindAllStringSubmatch(clause, -1) {
			if of.Flags().Lookup(flag[1]) == nil {
				flags = append(flags, flag[0])
			}
		}
	}
	return flags
}

// No command prints a hint that names a flag it does not have, and each hint is printed in full
// by at least one command.
func TestHintsNameExistingFlags(t *testing.T) {
	a, _, _ := terminal("")
	root := newRootCommand(a)
	commands := allCommands(root)
	found := 0
	for folder, files := range sources(t) {
		for _, hint := range hintsOf(files) {
			if !strings.Contains(hint, "--") && !strings.Contains(hint, "etokenpass ") {
				continue
			}
			found++
			full := false
			for _, command := range commands {
				printed := cli.HintFor(command, hint)
				full = full || printed == hint
				if flags := unknownFlags(root, command, printed); len(flags) > 0 {
					t.Errorf("%s: %q is printed by %s, which has no %v", folder, printed, command.CommandPath(), flags)
				}
			}
			if !full {
				t.Errorf("%s: %q is printed in full by no command", folder, hint)
			}
		}
	}
	if found < 25 {
		t.Errorf("found only %d hints", found)
	}
}

// Every command with a flag that a text of the program names exists.
func TestTextsNameExistingFlags(t *testing.T) {
	a, _, _ := terminal("")
	root := newRootCommand(a)
	named, found := regexp.MustCompile(`etokenpass [a-z][^\n|;&()]*--[a-z][^\n|;&()]*`), 0
	for folder, files := range sources(t) {
		for _, file := range files {
			for _, text := range literals(file) {
				for _, each := range named.FindAllString(text, -1) {
					found++
					if flags := unknownFlags(root, root, each); len(flags) > 0 && !slices.Equal(flags, []string{"--help"}) {
						t.Errorf("%s: %q names %v, which does not exist", folder, each, flags)
					}
				}
			}
		}
	}
	if found < 25 {
		t.Errorf("found only %d commands with flags", found)
	}
}
