package strictyaml

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/mask"
	"etokenpass/internal/near"
)

// Mapping is a YAML mapping whose fields are read by name. Problems with fields are collected,
// and reading continues. Fields that were not read are reported as unknown.
type Mapping struct {
	document *document
	path     string // "button."; "" at the top
	line     int
	private  bool // errors must not show values or unknown names
	values   map[string]*yaml.Node
	order    []string // names in the order of the file
	known    []string // names in the order in which they were read
}

// read reads a mapping and reports unknown fields, repeated keys and keys that are not text.
func (d *document) read(path string, private bool, node *yaml.Node, read func(*Mapping)) {
	m := &Mapping{document: d, path: path, line: node.Line, private: private, values: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			m.wrong(key.Line, "", "", "a key that is not text")
			continue
		}
		if first, twice := m.values[key.Value]; twice {
			m.wrong(key.Line, m.shown(key.Value), "", "given twice: first on line %d", first.Line)
			continue
		}
		m.values[key.Value] = value
		m.order = append(m.order, key.Value)
	}
	read(m)
	m.noteUnknown()
}

// noteUnknown reports the fields that were not read.
func (m *Mapping) noteUnknown() {
	for _, name := range m.order {
		if slices.Contains(m.known, name) {
			continue
		}
		advice := ""
		if word := near.Word(name, m.known); word != "" && !m.private {
			advice = fmt.Sprintf("did you mean %s?", word)
		}
		if strings.Contains(name, ":") {
			advice = "a colon must be followed by a space"
		}
		m.wrong(m.values[name].Line, m.shown(name), advice, "unknown field: must be one of %s", strings.Join(m.known, ", "))
	}
}

// Len returns the number of fields, including unknown ones.
func (m *Mapping) Len() int { return len(m.order) }

// Has reports whether a field is present, whatever its value.
func (m *Mapping) Has(name string) bool { _, ok := m.values[name]; return ok }

// IsEmptyList reports whether a field is a list without items.
func (m *Mapping) IsEmptyList(name string) bool {
	node, ok := m.values[name]
	return ok && node.Kind == yaml.SequenceNode && len(node.Content) == 0
}

// Require reports whether a field is present. If it is missing, it adds a problem that says
// what is allowed.
func (m *Mapping) Require(name, allowed string) bool {
	_, ok := m.take(name)
	if !ok {
		m.wrong(m.line, name, "", "missing: must be %s", allowed)
	}
	return ok
}

// Problem adds a problem with a field, on its line or, if it is absent, on the line of the
// mapping.
func (m *Mapping) Problem(name, advice, format string, args ...any) {
	m.wrong(m.lineOf(name), name, advice, format, args...)
}

// Invalid adds a problem with a value that is not allowed; allowed describes what is.
func (m *Mapping) Invalid(name, value, allowed string) {
	m.unfit(name, "", mask.Value(value), allowed)
}

// Mapping reads a field that is itself a mapping. It reports whether the field is present and a
// mapping.
func (m *Mapping) Mapping(name string, read func(*Mapping)) bool {
	return m.mapping(name, "", "a mapping with fields of its own", false, read)
}

// Private is like [Mapping.Mapping], but for a mapping that contains a secret: its errors show
// neither values nor the names of unknown fields. If the field is not a mapping, the error
// contains allowed and the advice.
func (m *Mapping) Private(name, allowed, advice string, read func(*Mapping)) bool {
	return m.mapping(name, advice, allowed, true, read)
}

func (m *Mapping) mapping(name, advice, allowed string, private bool, read func(*Mapping)) bool {
	node, ok := m.take(name)
	if !ok {
		return false
	}
	if node.Kind != yaml.MappingNode {
		m.wrong(node.Line, name, advice, "must be %s", allowed)
		return false
	}
	m.document.read(m.path+name+".", private, node, read)
	return true
}

// Mappings reads a list of up to most mappings and calls read for each, in order. Errors name an
// item by its position, counted from 1: steps[2].text.
func (m *Mapping) Mappings(name string, most int, read func(*Mapping)) {
	m.mappings(name, most, m.private, read)
}

// PrivateMappings is like [Mapping.Mappings], but for mappings that contain secrets: their errors
// show neither values nor the names of unknown fields.
func (m *Mapping) PrivateMappings(name string, most int, read func(*Mapping)) {
	m.mappings(name, most, true, read)
}

func (m *Mapping) mappings(name string, most int, private bool, read func(*Mapping)) {
	node, ok := m.take(name)
	if !ok {
		return
	}
	if node.Kind != yaml.SequenceNode {
		m.wrong(node.Line, name, "", "must be a list, each item a mapping with fields of its own")
		return
	}
	if len(node.Content) > most {
		m.wrong(node.Line, name, "", "%d items: must be at most %d", len(node.Content), most)
		return
	}
	for i, item := range node.Content {
		path := fmt.Sprintf("%s[%d]", name, i+1)
		if item.Kind != yaml.MappingNode {
			m.wrong(item.Line, path, "", "must be a mapping with fields of its own")
			continue
		}
		m.document.read(m.path+path+".", private, item, read)
	}
}

func (m *Mapping) take(name string) (*yaml.Node, bool) {
	if !slices.Contains(m.known, name) {
		m.known = append(m.known, name)
	}
	node, ok := m.values[name]
	return node, ok
}

func (m *Mapping) wrong(line int, name, advice, format string, args ...any) {
	field := strings.TrimSuffix(m.path+name, ".")
	m.document.problems = append(m.document.problems, m.document.wrong(line, field, advice, format, args...))
}

// unfit is like [Mapping.Invalid], but with advice and with a description of the value instead
// of the value.
func (m *Mapping) unfit(name, advice, what, allowed string) {
	m.refuse(m.lineOf(name), name, advice, what, "must be "+allowed)
}

// refuse adds a problem with a value that is not allowed. In a private mapping it omits the
// description of the value and the advice.
func (m *Mapping) refuse(line int, name, advice, what, rule string) {
	if m.private {
		m.wrong(line, name, "", "%s", rule)
		return
	}
	m.wrong(line, name, advice, "%s: %s", what, rule)
}

// lineOf returns the line of a field, or of its mapping if the field is absent.
func (m *Mapping) lineOf(name string) int {
	if node, ok := m.values[name]; ok {
		return node.Line
	}
	return m.line
}

// shown returns a field's name for errors. A private mapping hides names too: in {hex:cafe} a
// space is missing, so the secret is in the name.
func (m *Mapping) shown(name string) string {
	if m.private {
		return ""
	}
	return mask.Value(name)
}
