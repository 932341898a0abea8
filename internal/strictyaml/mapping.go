package strictyaml

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/mask"
	"etokenpass/internal/near"
)

// Mapping is one YAML mapping, whose fields are read by name. A problem with a field is noted,
// and reading goes on. Fields that were not read are unknown, which is noted as well.
type Mapping struct {
	document *document
	path     string // "button."; "" at the top
	line     int
	private  bool // neither values nor unknown names may be shown
	values   map[string]*yaml.Node
	order    []string // in the order of the file
	known    []string // in the order in which they were read
}

// read opens a mapping, lets its fields be read, and notes which are unknown. Repeated keys and
// keys that are not text are problems too.
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

// noteUnknown notes the fields that were not read.
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

// Len returns how many fields there are, unknown ones included.
func (m *Mapping) Len() int { return len(m.order) }

// Has reports whether a field is there, whatever it holds.
func (m *Mapping) Has(name string) bool { _, ok := m.values[name]; return ok }

// Require notes a field that is missing; allowed says what it must be. It reports whether the
// field is there.
func (m *Mapping) Require(name, allowed string) bool {
	_, ok := m.take(name)
	if !ok {
		m.wrong(m.line, name, "", "missing: must be %s", allowed)
	}
	return ok
}

// Problem notes a problem with a field, at its line or, if it is not there, at the mapping's.
func (m *Mapping) Problem(name, advice, format string, args ...any) {
	m.wrong(m.lineOf(name), name, advice, format, args...)
}

// Invalid notes that the value of a field is not allowed.
func (m *Mapping) Invalid(name, value, allowed string) {
	m.unfit(name, "", mask.Value(value), allowed)
}

// Mapping reads a field that is a mapping itself. It reports whether it is there, and one.
func (m *Mapping) Mapping(name string, read func(*Mapping)) bool {
	return m.mapping(name, "", "a mapping with fields of its own", false, read)
}

// Private is [Mapping.Mapping] for a mapping that holds a secret: its errors show neither values
// nor the names of unknown fields. If the field is not a mapping, the error says what is allowed,
// and the advice.
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

// unfit is [Mapping.Invalid] with advice, and with what says of the value instead of the value.
func (m *Mapping) unfit(name, advice, what, allowed string) {
	m.refuse(m.lineOf(name), name, advice, what, "must be "+allowed)
}

// refuse notes a value that is not allowed. What says of the value, and the advice, are left out
// where values are private.
func (m *Mapping) refuse(line int, name, advice, what, rule string) {
	if m.private {
		m.wrong(line, name, "", "%s", rule)
		return
	}
	m.wrong(line, name, advice, "%s: %s", what, rule)
}

// lineOf returns the line of a field, or of its mapping if the field is not there.
func (m *Mapping) lineOf(name string) int {
	if node, ok := m.values[name]; ok {
		return node.Line
	}
	return m.line
}

// shown returns a field's name as errors show it. Where values are private so are names: in
// {hex:cafe} the blank is missing, and the secret is in the name.
func (m *Mapping) shown(name string) string {
	if m.private {
		return ""
	}
	return mask.Value(name)
}
