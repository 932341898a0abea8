package tokens_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"

	"etokenpass/web/tokens"
)

// operations returns the operations of an API, as "GET /path", without those that never end.
func operations(api *huma.OpenAPI) (all map[string]*huma.Operation) {
	all = map[string]*huma.Operation{}
	for path, item := range api.Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
		} {
			if op != nil && !strings.HasSuffix(path, "/events") {
				all[method+" "+path] = op
			}
		}
	}
	return all
}

// word draws a text that is likely to be useful, or hostile.
func word(t *rapid.T, label string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{demo, "T", "none", "", "..", "%2e%2e/", "press", "hold", "lit", "change", "27s", "-1s", "1ms", "0", "-1", "1e99", "true", "\x00", "null", "2026-01-01T00:00:10Z"}),
		rapid.StringN(0, 20, 60),
	).Draw(t, label)
}

// valueOf draws a value that mostly has a schema.
func valueOf(t *rapid.T, api *huma.OpenAPI, schema *huma.Schema, label string) any {
	if schema.Ref != "" {
		schema = api.Components.Schemas.SchemaFromRef(schema.Ref)
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
		return rapid.SliceOfN(rapid.SampledFrom([]string{"1a", "6g", "9z", ""}), 0, 3).Draw(t, label)
	case huma.TypeObject:
		object := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if slices.Contains(schema.Required, name) || rapid.IntRange(0, 2).Draw(t, label+" has "+name) == 0 {
				object[name] = valueOf(t, api, schema.Properties[name], label+"."+name)
			}
		}
		return object
	}
	return word(t, label)
}

// requestOf draws a request for an operation.
func requestOf(t *rapid.T, api *huma.OpenAPI, name string, op *huma.Operation) (request, body string) {
	query := url.Values{}
	for _, parameter := range op.Parameters {
		switch parameter.In {
		case "path":
			id := demo
			if rapid.IntRange(0, 5).Draw(t, "other token") == 0 {
				id = word(t, "id")
			}
			name = strings.ReplaceAll(name, "{"+parameter.Name+"}", url.PathEscape(id))
		case "query":
			if rapid.IntRange(0, 2).Draw(t, "has "+parameter.Name) == 0 {
				query.Set(parameter.Name, fmt.Sprint(valueOf(t, api, parameter.Schema, parameter.Name)))
			}
		}
	}
	if query.Has("wait") {
		query.Set("timeout", "1ms") // nothing else uses the token meanwhile
	}
	if len(query) > 0 {
		name += "?" + query.Encode()
	}
	if op.RequestBody != nil {
		data, _ := json.Marshal(valueOf(t, api, op.RequestBody.Content["application/json"].Schema, "body"))
		body = string(data)
		if rapid.IntRange(0, 9).Draw(t, "raw body") == 0 {
			body = rapid.StringN(0, 40, 200).Draw(t, "body")
		}
	}
	return name, body
}

// checkAnswer checks an answer against the description of its operation.
func checkAnswer(t rapid.TB, api *huma.OpenAPI, op *huma.Operation, w *httptest.ResponseRecorder) {
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
	huma.Validate(api.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, result)
	if len(result.Errors) > 0 {
		t.Fatalf("%v: %s", result.Errors, w.Body)
	}
}

// Whatever clients send, each answer is one that the description has, and the server goes on.
func TestOpenAPI(t *testing.T) {
	server, err := tokens.New(tokens.Options{Clock: tokens.Virtual})
	if err != nil {
		t.Fatal(err)
	}
	api := server.OpenAPI()
	all := operations(api)
	names := slices.Sorted(maps.Keys(all))
	rapid.Check(t, func(t *rapid.T) {
		server, err := tokens.New(tokens.Options{Clock: tokens.Virtual, Seed: "42"})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close() //nolint:errcheck // it never fails
		send := func(request, body string) *httptest.ResponseRecorder {
			method, path, _ := strings.Cut(request, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
			r.URL, err = url.Parse(path)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			return w
		}
		send("POST /api/v1/tokens", `{"profile":"demo"}`)
		for range rapid.IntRange(1, 12).Draw(t, "requests") {
			name := rapid.SampledFrom(names).Draw(t, "operation")
			request, body := requestOf(t, api, name, all[name])
			w := send(request, body)
			if w.Code == 301 || w.Code == 307 || w.Code == 404 && strings.Contains(w.Body.String(), "nothing at this path") || w.Code == 405 {
				continue // a path that is another one, such as one with an empty id
			}
			if w.Code >= 500 {
				t.Fatalf("%s %s: %d %s", request, body, w.Code, w.Body)
			}
			checkAnswer(t, api, all[name], w)
		}
	})
}

// The successful answer of each operation is one that the description has.
func TestAnswersAreDescribed(t *testing.T) {
	server, err := tokens.New(tokens.Options{Clock: tokens.Virtual})
	if err != nil {
		t.Fatal(err)
	}
	api := server.OpenAPI()
	all := operations(api)
	path := "/tokens/" + demo
	for name, test := range map[string]struct{ request, body string }{
		"GET /tokens":                      {"GET /tokens?limit=1", ""},
		"POST /tokens":                     {"POST /tokens", `{"type":"time"}`},
		"GET /tokens/{id}":                 {"GET " + path, ""},
		"PATCH /tokens/{id}":               {"PATCH " + path, `{"dead_segments":["1g"],"battery":{"codes":14000,"years":7}}`},
		"DELETE /tokens/{id}":              {"DELETE " + path, ""},
		"POST /tokens/{id}/button":         {"POST " + path + "/button", `{"action":"hold","duration":"5s"}`},
		"POST /tokens/{id}/code":           {"POST " + path + "/code", ""},
		"POST /tokens/{id}/counter-screen": {"POST " + path + "/counter-screen", ""},
		"GET /tokens/{id}/screen":          {"GET " + path + "/screen?wait=lit&after=0", ""},
		"GET /tokens/{id}/screen.png":      {"GET " + path + "/screen.png", ""},
		"GET /tokens/{id}/screen.svg":      {"GET " + path + "/screen.svg", ""},
		"GET /tokens/{id}/face.png":        {"GET " + path + "/face.png?back=true", ""},
		"GET /tokens/{id}/history":         {"GET " + path + "/history", ""},
		"DELETE /tokens/{id}/history":      {"DELETE " + path + "/history", ""},
		"GET /tokens/{id}/state":           {"GET " + path + "/state", ""},
		"PUT /tokens/{id}/state":           {"PUT " + path + "/state", `{"counter":7}`},
		"POST /tokens/{id}/reset":          {"POST " + path + "/reset", ""},
		"GET /tokens/{id}/profile":         {"GET " + path + "/profile", ""},
		"GET /tokens/{id}/clock":           {"GET " + path + "/clock", ""},
		"POST /tokens/{id}/clock":          {"POST " + path + "/clock", `{"set":"2027-01-01T00:00:00Z"}`},
		"GET /clock":                       {"GET /clock", ""},
		"POST /clock":                      {"POST /clock", `{"rate":10}`},
	} {
		op := all[strings.Replace(name, " ", " /api/v1", 1)]
		if op == nil {
			t.Errorf("there is no operation %s", name)
			continue
		}
		c := virtual(t)
		c.demoToken()
		c.do("POST "+path+"/code", "")
		w := c.send(test.request, test.body)
		if w.Code >= 300 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		checkAnswer(t, api, op, w)
		delete(all, strings.Replace(name, " ", " /api/v1", 1))
	}
	for name := range all {
		if strings.Contains(name, "/api/") {
			t.Errorf("%s is not tested", name)
		}
	}
}

// The operations of the API. Scripts, clients and documents rely on their names.
func TestOperations(t *testing.T) {
	server, err := tokens.New(tokens.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for path, item := range server.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && strings.HasPrefix(path, "/api/") {
				got = append(got, op.Method+" "+strings.TrimPrefix(path, "/api/v1"))
			}
		}
	}
	slices.Sort(got)
	want := []string{
		"DELETE /tokens/{id}", "DELETE /tokens/{id}/history",
		"GET /clock", "GET /events", "GET /tokens", "GET /tokens/{id}", "GET /tokens/{id}/clock", "GET /tokens/{id}/events", "GET /tokens/{id}/face.png",
		"GET /tokens/{id}/history", "GET /tokens/{id}/profile", "GET /tokens/{id}/screen", "GET /tokens/{id}/screen.png", "GET /tokens/{id}/screen.svg",
		"GET /tokens/{id}/state",
		"PATCH /tokens/{id}",
		"POST /clock", "POST /tokens", "POST /tokens/{id}/button", "POST /tokens/{id}/clock", "POST /tokens/{id}/code", "POST /tokens/{id}/counter-screen",
		"POST /tokens/{id}/reset",
		"PUT /tokens/{id}/state",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
