package seedfile

import "strings"

// element is one XML element with everything in it. Names are local ones: files in
// the field have the right namespaces, wrong ones, or none.
type element struct {
	name     string
	space    string // the namespace, for those who have to tell drafts apart
	line     int
	attrs    map[string]string
	text     string // its own, trimmed
	children []*element
}

// child is the first child of one of some names, or nil.
func (e *element) child(names ...string) *element {
	if e == nil {
		return nil
	}
	for _, name := range names {
		for _, child := range e.children {
			if child.name == name {
				return child
			}
		}
	}
	return nil
}

// all are the children of one of some names.
func (e *element) all(names ...string) []*element {
	if e == nil {
		return nil
	}
	var found []*element
	for _, child := range e.children {
		for _, name := range names {
			if child.name == name {
				found = append(found, child)
			}
		}
	}
	return found
}

// repeated is an element within e that has the name, and the namespace, of an earlier one
// beside it; nil where there is none. Extensions and what is of others may come again.
func (e *element) repeated() *element {
	if e == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, child := range e.children {
		if child.space != e.space && child.space != "" && !isKnownSpace(child.space) {
			continue
		}
		if seen[child.name] && child.name != "Extensions" && child.name != "Extension" {
			return child
		}
		seen[child.name] = true
		if twice := child.repeated(); twice != nil && child.name != "Extensions" && child.name != "Policy" {
			return twice
		}
	}
	return nil
}

// isKnownSpace tells of the namespaces that PSKC itself uses.
func isKnownSpace(space string) bool {
	for _, part := range []string{"keyprov", "xmlenc", "xmldsig", "pkcs-5"} {
		if strings.Contains(space, part) {
			return true
		}
	}
	return false
}

// at follows a path of names, each the first child; nil where it ends.
func (e *element) at(path ...string) *element {
	for _, name := range path {
		e = e.child(name)
	}
	return e
}

// value is the text of an element, "" of none.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return e.text
}

// attr is the first attribute of some names that is there, trimmed.
func (e *element) attr(names ...string) string {
	if e == nil {
		return ""
	}
	for _, name := range names {
		if value, there := e.attrs[name]; there {
			return trimXML(value)
		}
	}
	return ""
}
