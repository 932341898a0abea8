package profiles

import (
	"fmt"
	"slices"
	"strings"

	"etokenpass/internal/mask"

	"gopkg.in/yaml.v3"
)

// fields is one YAML mapping whose fields are taken by name. What is wrong with
// one is noted and the next is read, so that all problems are told at once; what
// nobody took is unknown.
type fields struct {
	file     string
	path     string // "button."; "" at the top
	line     int
	private  bool // neither its values nor unknown names in it may be shown
	values   map[string]*yaml.Node
	order    []string // as they stand in the file
	taken    []string // as they were asked for
	problems *problems
}

// fieldsOf opens a mapping. Duplicate keys, keys that are not text and anything
// that is not a mapping are problems.
func fieldsOf(file, path string, private bool, node *yaml.Node, problems *problems) *fields {
	f := &fields{file: file, path: path, line: node.Line, private: private, values: map[string]*yaml.Node{}, problems: problems}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			f.wrong(key.Line, "", "", "a key that is not text")
			continue
		}
		if first, twice := f.values[key.Value]; twice {
			f.wrong(key.Line, f.shown(key.Value), "", "given twice: first in line %d", first.Line)
			continue
		}
		f.values[key.Value] = value
		f.order = append(f.order, key.Value)
	}
	return f
}

func (f *fields) wrong(line int, name, advice, format string, args ...any) {
	*f.problems = append(*f.problems, &Error{
		File: f.file, Line: line, Field: strings.TrimSuffix(f.path+name, "."),
		Problem: fmt.Sprintf(format, args...), Advice: advice,
	})
}

func (f *fields) take(name string) (*yaml.Node, bool) {
	f.taken = append(f.taken, name)
	node, ok := f.values[name]
	return node, ok
}

// has tells whether the field is there, whatever it holds.
func (f *fields) has(name string) bool { _, ok := f.values[name]; return ok }

// lineOf is the line of a field, or of its mapping when it is not there.
func (f *fields) lineOf(name string) int {
	if node, ok := f.values[name]; ok {
		return node.Line
	}
	return f.line
}

// shown is a field's name as errors show it. Where values are private so are
// names: in {hex:cafe} the space is missing, and the secret is in the name.
func (f *fields) shown(name string) string {
	if f.private {
		return ""
	}
	return mask.Value(name)
}

// invalid notes a value that is not allowed.
func (f *fields) invalid(name, value, allowed string) {
	f.unfit(name, mask.Value(value), allowed)
}

// unfit notes what is not allowed in our words, or the value's own.
func (f *fields) unfit(name, what, allowed string) {
	if f.private {
		f.wrong(f.lineOf(name), name, "", "must be %s", allowed)
		return
	}
	f.wrong(f.lineOf(name), name, "", "%s: must be %s", what, allowed)
}

// inner takes a mapping.
func (f *fields) inner(name string) (*fields, bool) {
	node, ok := f.take(name)
	if !ok {
		return nil, false
	}
	if node.Kind != yaml.MappingNode {
		f.wrong(node.Line, name, "", "must be a mapping with fields of its own")
		return nil, false
	}
	return fieldsOf(f.file, f.path+name+".", false, node, f.problems), true
}

// finish notes the fields that nobody took.
func (f *fields) finish() {
	for _, name := range f.order {
		if slices.Contains(f.taken, name) {
			continue
		}
		advice := ""
		if near := nearest(name, f.taken); near != "" && !f.private {
			advice = fmt.Sprintf("did you mean %s?", near)
		}
		if strings.Contains(name, ":") {
			advice = "a colon needs a blank behind it"
		}
		f.wrong(f.values[name].Line, f.shown(name), advice, "unknown field: must be one of %s", strings.Join(f.taken, ", "))
	}
}
