package tokens_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"

	"etokenpass/web"
	"etokenpass/web/tokens"
	"etokenpass/web/webtest"
)

// describedBy returns the API of a server.
func describedBy(server *tokens.Server) *webtest.API {
	return &webtest.API{
		Document: server.OpenAPI(), IDs: []string{demo}, Items: []string{"1a", "6g", "9z"},
		Words: []string{demo, "T", "press", "hold", "lit", "change", "27s", "2026-01-01T00:00:10Z"},
	}
}

// Whatever clients send, each answer is one that the description has, and the server goes on.
func TestOpenAPI(t *testing.T) {
	server, err := tokens.New(tokens.Options{Start: web.DefaultStart})
	if err != nil {
		t.Fatal(err)
	}
	api := describedBy(server)
	all := api.Operations()
	names := slices.Sorted(maps.Keys(all))
	rapid.Check(t, func(t *rapid.T) {
		server, err := tokens.New(tokens.Options{Start: web.DefaultStart, Seed: "42"})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close() //nolint:errcheck // it never fails
		webtest.Send(t, server, webtest.Request{Target: "POST /api/v1/tokens", ContentType: "application/json", Body: `{"profile":"demo"}`})
		for range rapid.IntRange(1, 12).Draw(t, "requests") {
			name := rapid.SampledFrom(names).Draw(t, "operation")
			api.Try(t, server, name, all[name])
		}
	})
}

// The successful answer of each operation is one that the description has, as another implementation of
// OpenAPI reads it, too.
func TestAnswersAreDescribed(t *testing.T) {
	server, err := tokens.New(tokens.Options{Version: "test", Start: web.DefaultStart})
	if err != nil {
		t.Fatal(err)
	}
	api := describedBy(server)
	all := api.Operations()
	peer := webtest.ReadPeer(t, webtest.Send(t, server, webtest.Request{Target: "GET /openapi.json"}).Body.Bytes())
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
		api.Check(t, op, w)
		if contentType := w.Header().Get("Content-Type"); strings.HasSuffix(contentType, "json") {
			peer.Check(t, strings.Replace(name, " ", " /api/v1", 1), w.Code, contentType, w.Body.Bytes())
		}
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
