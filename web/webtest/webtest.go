// Package webtest holds what the tests of our HTTP servers share: it draws requests from the
// description of an API, and compares answers with it. It knows nothing of what is served.
package webtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"
)

// API draws requests from the description of an API.
type API struct {
	Document *huma.OpenAPI
	Words    []string // texts that are likely to be useful, besides hostile ones
	IDs      []string // useful values of parameters in paths
	Items    []string // useful items of lists

	Fields map[string]any // useful fields of objects whose fields are not described
}

// Operations returns the operations of an API, as "GET /path", without streams, which never end.
func (a *API) Operations() map[string]*huma.Operation {
	all := map[string]*huma.Operation{}
	for path, item := range a.Document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && !isStream(op) {
				all[op.Method+" "+path] = op
			}
		}
	}
	return all
}

func isStream(op *huma.Operation) bool {
	answer := op.Responses["200"]
	return answer != nil && answer.Content["text/event-stream"] != nil
}

// Request is a request for an operation.
type Request struct {
	Target      string // like GET /path?query
	ContentType string // "" without a body
	Body        string
}

// Draw draws a request for an operation. Most are almost right.
func (a *API) Draw(t *rapid.T, name string, op *huma.Operation) Request {
	query := url.Values{}
	for _, parameter := range op.Parameters {
		switch parameter.In {
		case "path":
			id := rapid.SampledFrom(a.IDs).Draw(t, parameter.Name)
			if rapid.IntRange(0, 5).Draw(t, "other "+parameter.Name) == 0 {
				id = a.word(t, parameter.Name)
			}
			name = strings.ReplaceAll(name, "{"+parameter.Name+"}", url.PathEscape(id))
		case "query":
			if rapid.IntRange(0, 2).Draw(t, "has "+parameter.Name) == 0 {
				query.Set(parameter.Name, fmt.Sprint(a.value(t, parameter.Schema, parameter.Name)))
			}
		}
	}
	if query.Has("wait") && slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == "timeout" }) {
		query.Set("timeout", "1ms") // nothing else happens meanwhile
	}
	if len(query) > 0 {
		name += "?" + query.Encode()
	}
	request := Request{Target: name}
	if op.RequestBody != nil {
		request.ContentType, request.Body = a.body(t, op.RequestBody)
	}
	return request
}

// body draws a body and its content type. A body that is not JSON is one of the words.
func (a *API) body(t *rapid.T, described *huma.RequestBody) (contentType, body string) {
	contentType = rapid.SampledFrom(slices.Sorted(maps.Keys(described.Content))).Draw(t, "content type")
	switch {
	case rapid.IntRange(0, 9).Draw(t, "raw body") == 0:
		body = rapid.StringN(0, 40, 200).Draw(t, "body")
	case contentType == "application/json":
		data, _ := json.Marshal(a.value(t, described.Content[contentType].Schema, "body"))
		body = string(data)
	default:
		body = a.word(t, "body")
	}
	return contentType, body
}

// word draws a text that is likely to be useful, or hostile.
func (a *API) word(t *rapid.T, label string) string {
	hostile := []string{"none", "", "..", "%2e%2e/", "1ms", "-1s", "0", "-1", "1e99", "true", "\x00", "\xff", "null", "'; --", "<script>", strings.Repeat("9", 400)}
	return rapid.OneOf(rapid.SampledFrom(a.Words), rapid.SampledFrom(hostile), rapid.StringN(0, 20, 60)).Draw(t, label)
}

// value draws a value that mostly has a schema.
func (a *API) value(t *rapid.T, schema *huma.Schema, label string) any {
	if schema.Ref != "" {
		schema = a.Document.Components.Schemas.SchemaFromRef(schema.Ref)
	}
	switch {
	case rapid.IntRange(0, 9).Draw(t, label+" wrong") == 0:
		return rapid.SampledFrom([]any{nil, "x", -1, 1.5, true, []any{}, map[string]any{"unknown": 1}, strings.Repeat("9", 400)}).Draw(t, label)
	case len(schema.Enum) > 0:
		return rapid.SampledFrom(schema.Enum).Draw(t, label)
	case len(schema.Examples) > 0 && rapid.Bool().Draw(t, label+" example"):
		return schema.Examples[0]
	}
	switch schema.Type {
	case huma.TypeBoolean:
		return rapid.Bool().Draw(t, label)
	case huma.TypeInteger, huma.TypeNumber:
		return rapid.IntRange(0, 20).Draw(t, label)
	case huma.TypeArray:
		return a.list(t, schema, label)
	case huma.TypeObject:
		object := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if slices.Contains(schema.Required, name) || rapid.IntRange(0, 2).Draw(t, label+" has "+name) == 0 {
				object[name] = a.value(t, schema.Properties[name], label+"."+name)
			}
		}
		if len(schema.Properties) == 0 {
			a.addFields(t, object, label)
		}
		return object
	}
	return a.word(t, label)
}

// addFields draws the fields of an object whose fields are not described.
func (a *API) addFields(t *rapid.T, object map[string]any, label string) {
	for _, name := range slices.Sorted(maps.Keys(a.Fields)) {
		switch rapid.IntRange(0, 5).Draw(t, label+" has "+name) {
		case 0, 1:
			object[name] = a.Fields[name]
		case 2:
			object[name] = a.word(t, label+"."+name)
		}
	}
}

// list draws a list. Its texts are often useful ones.
func (a *API) list(t *rapid.T, schema *huma.Schema, label string) (items []any) {
	items = []any{}
	for range rapid.IntRange(0, 3).Draw(t, label+" length") {
		if schema.Items != nil && schema.Items.Type != huma.TypeString {
			items = append(items, a.value(t, schema.Items, label+" item"))
			continue
		}
		items = append(items, rapid.SampledFrom(append([]string{""}, a.Items...)).Draw(t, label+" item"))
	}
	return items
}

// Check compares an answer with the description of its operation.
func (a *API) Check(t rapid.TB, op *huma.Operation, w *httptest.ResponseRecorder) {
	t.Helper()
	described := op.Responses[strconv.Itoa(w.Code)]
	if described == nil {
		t.Fatalf("status %d is not described: %s", w.Code, w.Body)
	}
	contentType, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	if w.Body.Len() == 0 && len(described.Content) == 0 {
		return
	}
	media := described.Content[contentType]
	if media == nil {
		t.Fatalf("status %d with content type %s is not described", w.Code, contentType)
	}
	if !strings.HasSuffix(contentType, "json") {
		return
	}
	var value any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	result := &huma.ValidateResult{}
	huma.Validate(a.Document.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, result)
	if len(result.Errors) > 0 {
		t.Fatalf("%v: %s", result.Errors, w.Body)
	}
}

// Send sends a request to a handler.
func Send(t rapid.TB, handler http.Handler, request Request) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(request.Target, " ")
	r := httptest.NewRequest(method, "/", strings.NewReader(request.Body))
	var err error
	if r.URL, err = url.Parse(path); err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", request.ContentType)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// Try sends a request of its own making, and fails unless the answer is one that the description has.
func (a *API) Try(t *rapid.T, handler http.Handler, name string, op *huma.Operation) {
	request := a.Draw(t, name, op)
	w := Send(t, handler, request)
	switch {
	case w.Code >= 500:
		t.Fatalf("%+v: %d %s", request, w.Code, w.Body)
	case !isElsewhere(w):
		a.Check(t, op, w)
	}
}

// isElsewhere reports whether an answer is that of the mux, to a path that is another one, such as one
// with an empty id.
func isElsewhere(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusMovedPermanently || w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMethodNotAllowed ||
		w.Code == http.StatusNotFound && strings.Contains(w.Body.String(), "nothing at this path")
}
