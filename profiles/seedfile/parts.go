package seedfile

import (
	"maps"
	"slices"
	"strings"
)

// parts are what an element may have, as far as we know. Anything else could change
// the codes of a token, so it is never left out without a word.
type parts struct{ attrs, children []string }

// knownParts are those of the elements of a format, by their names.
type knownParts map[string]parts

// rootParts are the attributes that the root of a file may have. What is in it is for its
// reader.
var rootParts = parts{attrs: []string{"Version", "Id", "ID", "id", "schemaLocation", "noNamespaceSchemaLocation", "lang", "space"}}

// noteUnknown notes the attributes and the elements of an element that are not known. A
// name that is known but for upper and lower case is refused: it means what we would
// leave out.
func (r *record) noteUnknown(e *element, known parts) error {
	for _, name := range slices.Sorted(maps.Keys(e.attrs)) {
		if err := r.noteName(e, "attribute", name, known.attrs); err != nil {
			return err
		}
	}
	for _, child := range e.children {
		if err := r.noteName(e, "element", child.name, known.children); err != nil {
			return err
		}
	}
	return nil
}

func (r *record) noteName(e *element, what, name string, known []string) error {
	if slices.Contains(known, name) {
		return nil
	}
	for _, right := range known {
		if strings.EqualFold(name, right) {
			return wrongIn(e, "", "its %s has the %s %s: must be %s, as upper and lower case matter in XML", e.name, what, shownName(name), right)
		}
	}
	r.note(e.name+" "+what+" "+name, "%s has the %s %s, which is not known: left out", e.name, what, shownName(name))
	return nil
}
