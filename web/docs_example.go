package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/shell"
)

// curl returns a command line that calls an operation with examples of what it requires.
func (d describer) curl(op *huma.Operation) string {
	words := []string{"curl"}
	if op.Method != http.MethodGet {
		words = append(words, "-X", op.Method)
	}
	path, query := op.Path, ""
	for _, parameter := range op.Parameters {
		value := plainText(d.parameterExample(parameter))
		switch {
		case parameter.In == "path":
			path = strings.Replace(path, "{"+parameter.Name+"}", value, 1)
		case parameter.In == "query" && parameter.Required:
			query += "&" + parameter.Name + "=" + value
		case parameter.In == "header" && parameter.Required:
			words = append(words, "-H", parameter.Name+": "+value)
		}
	}
	if op.RequestBody != nil {
		contentType, body := d.bodyExample(op.RequestBody)
		data := "-d"
		if body == fileExample {
			data = "--data-binary" // -d would remove line breaks
		}
		words = append(words, "-H", "Content-Type: "+contentType, data, body)
	}
	if query != "" {
		query = "?" + query[1:]
	}
	words = append(words, d.base+path+query)
	for i, word := range words {
		words[i] = shell.Quote(word)
	}
	return strings.Join(words, " ")
}

func (d describer) parameterExample(parameter *huma.Param) any {
	switch {
	case parameter.Example != nil:
		return parameter.Example
	case parameter.Schema == nil:
		return parameter.Name
	}
	if example := d.example(parameter.Schema, 0); example != "" && example != nil && example != 0 {
		return example
	}
	return strings.ToUpper(parameter.Name)
}

// fileExample is a body that curl reads from a file.
const fileExample = "@FILE"

// bodyExample returns an example of a body, in JSON if it may be.
func (d describer) bodyExample(body *huma.RequestBody) (contentType, text string) {
	all := slices.Sorted(maps.Keys(body.Content))
	contentType = all[0]
	if slices.Contains(all, "application/json") {
		contentType = "application/json"
	}
	media := body.Content[contentType]
	switch {
	case media.Example != nil:
		return contentType, compactJSON(media.Example)
	case media.Schema == nil || media.Schema.Format == "binary":
		return contentType, fileExample
	}
	return contentType, compactJSON(d.example(media.Schema, 0))
}

// deepest bounds examples of schemas that contain themselves.
const deepest = 5

// example returns a value that a schema allows, as far as examples, defaults and words show one.
func (d describer) example(schema *huma.Schema, depth int) any {
	if schema.Ref != "" {
		schema = d.schemas.SchemaFromRef(schema.Ref)
	}
	switch {
	case schema == nil || depth > deepest:
		return nil
	case len(schema.Examples) > 0:
		return schema.Examples[0]
	case schema.Default != nil:
		return schema.Default
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case len(schema.OneOf) > 0:
		return d.example(schema.OneOf[0], depth+1)
	}
	switch schema.Type {
	case huma.TypeObject:
		object := map[string]any{}
		for name, property := range schema.Properties {
			if slices.Contains(schema.Required, name) || len(property.Examples) > 0 {
				object[name] = d.example(property, depth+1)
			}
		}
		return object
	case huma.TypeArray:
		if schema.Items == nil {
			return []any{}
		}
		return []any{d.example(schema.Items, depth+1)}
	case huma.TypeBoolean:
		return false
	case huma.TypeInteger, huma.TypeNumber:
		if schema.Minimum != nil {
			return *schema.Minimum
		}
		return 0
	}
	return ""
}

// exampleText returns an example in JSON, or "" if the schema is not an object or a list.
func (d describer) exampleText(schema *huma.Schema) string {
	switch example := d.example(schema, 0).(type) {
	case map[string]any:
		if len(example) == 0 {
			return ""
		}
		return asJSON(example)
	case []any:
		return asJSON(example)
	}
	return ""
}

// streamExample returns the first kind of event of a stream as it is sent.
func (d describer) streamExample(schema *huma.Schema) string {
	first := schema.Items.OneOf[0].Properties
	return fmt.Sprintf("event: %s\ndata: %s", plainText(first["event"].Enum[0]), compactJSON(d.example(first["data"], 0)))
}

func plainText(value any) string { return fmt.Sprint(value) }

// asJSON returns a value in JSON on several lines. Values of a document can always be encoded.
func asJSON(value any) string {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func compactJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
