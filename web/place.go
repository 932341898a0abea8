package web

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// place is where in a request an error is.
type place struct {
	path    string       // as in body.steps[2].count; it consists of names that the API documents
	schema  *huma.Schema // of what is there; may be nil
	unknown string       // the rest of the location, which the client may have made up
	known   []string     // the names that are allowed instead of the unknown one
}

// allowed describes the values that are allowed in a place.
func (p place) allowed() string {
	switch {
	case p.schema == nil:
		return "must be as documented"
	case len(p.schema.Examples) > 0:
		return fmt.Sprintf("must be like %v", p.schema.Examples[0])
	case p.schema.PatternDescription != "":
		return "must be " + p.schema.PatternDescription
	case p.schema.Format != "":
		return "must have the format " + p.schema.Format
	}
	return "must be as documented"
}

// schemasKey is the key of the schemas in the metadata of an operation.
const schemasKey = "web.schemas"

// locate finds huma's text for a location in the documentation of an operation.
func locate(op *huma.Operation, location string) place {
	root, rest := location, ""
	if end := strings.IndexAny(location, ".["); end >= 0 {
		root, rest = location[:end], location[end:]
	}
	switch {
	case op == nil:
		return place{path: "request"}
	case slices.Contains([]string{"path", "query", "header", "cookie"}, root):
		return locateParameter(op, root, strings.TrimPrefix(rest, "."))
	case root == "body" || root == "form":
		return locateField(op, place{path: root, schema: bodySchema(op)}, rest)
	}
	return place{path: "request"}
}

func locateParameter(op *huma.Operation, in, name string) place {
	p := place{path: in, unknown: name}
	for _, parameter := range op.Parameters {
		if parameter.In != in {
			continue
		}
		if parameter.Name == name {
			return place{path: in + "." + name, schema: parameter.Schema}
		}
		p.known = append(p.known, parameter.Name)
	}
	return p
}

// bodySchema returns the schema of an operation's body, or nil.
func bodySchema(op *huma.Operation) *huma.Schema {
	if op.RequestBody == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
		if schema := op.RequestBody.Content[name].Schema; schema != nil {
			return schema
		}
	}
	return nil
}

// locateField follows the rest of a location through the schema, as far as it is known there.
func locateField(op *huma.Operation, p place, rest string) place {
	registry, _ := op.Metadata[schemasKey].(huma.Registry)
	for p.schema != nil {
		if registry != nil && p.schema.Ref != "" {
			p.schema = registry.SchemaFromRef(p.schema.Ref)
			continue
		}
		if rest == "" {
			return p
		}
		next, step := nextField(p.schema, rest)
		if next == nil {
			p.unknown = strings.TrimPrefix(rest, ".")
			p.known = slices.Sorted(maps.Keys(p.schema.Properties))
			return p
		}
		p.schema, p.path, rest = next, p.path+step, rest[len(step):]
	}
	return p
}

// nextField returns the schema of the field or item at the start of a location, and how it is
// written there. It returns nil if the schema has none like it.
func nextField(schema *huma.Schema, rest string) (next *huma.Schema, step string) {
	if digits, ok := strings.CutPrefix(rest, "["); ok && schema.Items != nil {
		end := strings.IndexByte(digits, ']')
		if end > 0 && strings.Trim(digits[:end], "0123456789") == "" {
			return schema.Items, rest[:end+2]
		}
	}
	for name, property := range schema.Properties {
		after, ok := strings.CutPrefix(rest, "."+name)
		if ok && len(name) >= len(step) && (after == "" || after[0] == '.' || after[0] == '[') {
			next, step = property, "."+name
		}
	}
	return next, step
}
