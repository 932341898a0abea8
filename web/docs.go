package web

import (
	"bytes"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/assets"
)

// reference is the API's document as the page /docs shows it.
type reference struct {
	Title, Version, Description string
	Operations                  []docOperation
	Schemas                     []docSchema
}

type docOperation struct {
	ID, Method, Path, Summary, Description, Curl string
	Parameters                                   []docField
	Bodies                                       []docBody
	Answers                                      []docAnswer
}

type docAnswer struct {
	Status, Description string
	Bodies              []docBody
	Headers             []docField
}

type docBody struct {
	ContentType, Example string
	Schema               *docType
}

// docField is a parameter, a header or a field of an object.
type docField struct {
	Name, Note, Description, Rules string
	Type                           docType
}

// docType names a type: "list of Token", where Token is a link.
type docType struct{ Prefix, Name, Link string }

type docSchema struct {
	ID, Name, Description, Example string
	Fields                         []docField
}

var docPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("api.html").Funcs(template.FuncMap{"spans": spansOf}).ParseFS(assets.FS, "pages/api.html"))
})

// addDocs adds the page /docs, which describes the API without a script or another server.
func addDocs(mux *http.ServeMux, document *huma.OpenAPI, base string) {
	mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) {
		d := describer{document.Components.Schemas, "http://" + r.Host + base}
		var page bytes.Buffer
		if err := docPage().Execute(&page, d.reference(document)); err != nil {
			panic(err)
		}
		serveStatic(w, r, "", "text/html; charset=utf-8", page.Bytes())
	})
	mux.Handle("GET /docs.css", Asset("pages/api.css"))
}

// describer converts a document for the page.
type describer struct {
	schemas huma.Registry
	base    string // of the lines with curl
}

func (d describer) reference(document *huma.OpenAPI) reference {
	all := reference{Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description}
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Patch, item.Delete} {
			if op != nil {
				all.Operations = append(all.Operations, d.operation(op))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.schemas.Map())) {
		schema := d.schemas.Map()[name]
		all.Schemas = append(all.Schemas, docSchema{
			ID: schemaID(name), Name: name, Description: schema.Description, Fields: d.fields(schema), Example: d.exampleText(schema),
		})
	}
	return all
}

func (d describer) operation(op *huma.Operation) docOperation {
	all := docOperation{
		ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description, Curl: d.curl(op),
	}
	for _, parameter := range op.Parameters {
		note := parameter.In
		if parameter.Required {
			note += ", required"
		}
		all.Parameters = append(all.Parameters, d.field(parameter.Name, note, parameter.Description, parameter.Schema))
	}
	if op.RequestBody != nil {
		all.Bodies = d.bodies(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		response := op.Responses[status]
		answer := docAnswer{Status: status, Description: response.Description, Bodies: d.bodies(response.Content)}
		for _, name := range slices.Sorted(maps.Keys(response.Headers)) {
			header := response.Headers[name]
			answer.Headers = append(answer.Headers, d.field(name, "", header.Description, header.Schema))
		}
		all.Answers = append(all.Answers, answer)
	}
	return all
}

func (d describer) bodies(content map[string]*huma.MediaType) (all []docBody) {
	for _, contentType := range slices.Sorted(maps.Keys(content)) {
		media := content[contentType]
		body := docBody{ContentType: contentType}
		if media.Schema != nil {
			named := d.typeOf(media.Schema)
			body.Schema = &named
			if named.Link == "" || named.Prefix != "" { // the example of a named schema is with the schema
				body.Example = d.exampleText(media.Schema)
			}
		}
		switch {
		case media.Example != nil:
			body.Example = asJSON(media.Example)
		case contentType == streamType:
			body.Example = d.streamExample(media.Schema)
		}
		all = append(all, body)
	}
	return all
}

// fields returns the fields of an object, the required ones first.
func (d describer) fields(schema *huma.Schema) (all []docField) {
	var optional []docField
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		property := schema.Properties[name]
		if slices.Contains(schema.Required, name) {
			all = append(all, d.field(name, "required", property.Description, property))
		} else {
			optional = append(optional, d.field(name, "", property.Description, property))
		}
	}
	return append(all, optional...)
}

func (d describer) field(name, note, description string, schema *huma.Schema) docField {
	field := docField{Name: name, Note: note, Description: description}
	if schema == nil {
		return field
	}
	if description == "" {
		field.Description = schema.Description
	}
	field.Type, field.Rules = d.typeOf(schema), rulesOf(schema)
	return field
}

func (d describer) typeOf(schema *huma.Schema) docType {
	if name := refName(schema.Ref); name != "" {
		return docType{Name: name, Link: schemaID(name)}
	}
	if schema.Type == huma.TypeArray && schema.Items != nil {
		item := d.typeOf(schema.Items)
		item.Prefix = "list of " + item.Prefix
		return item
	}
	if len(schema.OneOf) > 0 {
		var names []string
		for _, one := range schema.OneOf {
			name := d.typeOf(one).Name
			if one.Title != "" {
				name = one.Title
			}
			names = append(names, name)
		}
		return docType{Name: strings.Join(names, " or ")}
	}
	name := schema.Type
	if schema.Format != "" {
		name += " (" + schema.Format + ")"
	}
	if schema.Nullable {
		name += " or null"
	}
	return docType{Name: name}
}

// rulesOf says in words which values a schema allows.
func rulesOf(schema *huma.Schema) string {
	var rules []string
	add := func(words, value string) { rules = append(rules, words+" "+value) }
	number := func(words string, value *float64) {
		if value != nil {
			add(words, strconv.FormatFloat(*value, 'f', -1, 64))
		}
	}
	count := func(words string, value *int, unit string) {
		if value != nil {
			add(words, strconv.Itoa(*value)+" "+unit)
		}
	}
	if len(schema.Enum) > 0 {
		var words []string
		for _, word := range schema.Enum {
			words = append(words, plainText(word))
		}
		add("one of", strings.Join(words, ", "))
	}
	number("at least", schema.Minimum)
	number("greater than", schema.ExclusiveMinimum)
	number("at most", schema.Maximum)
	number("less than", schema.ExclusiveMaximum)
	count("at least", schema.MinLength, "characters")
	count("at most", schema.MaxLength, "characters")
	count("at least", schema.MinItems, "items")
	count("at most", schema.MaxItems, "items")
	switch {
	case schema.PatternDescription != "":
		rules = append(rules, schema.PatternDescription)
	case schema.Pattern != "":
		add("matches", schema.Pattern)
	}
	if schema.Default != nil {
		add("default:", plainText(schema.Default))
	}
	if len(schema.Examples) > 0 {
		add("like", plainText(schema.Examples[0]))
	}
	return strings.Join(rules, "; ")
}

func schemaID(name string) string { return "schema-" + name }

// refName returns the name of the schema that a reference leads to, or "".
func refName(ref string) string { return strings.TrimPrefix(ref, "#/components/schemas/") }
