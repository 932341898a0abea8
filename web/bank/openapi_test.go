package bank_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"

	"etokenpass/tms"
	"etokenpass/web"
	"etokenpass/web/bank"
	"etokenpass/web/webtest"
)

// describedBy returns the API of a bank.
func describedBy(server *bank.Server) *webtest.API {
	return &webtest.API{
		Document: server.OpenAPI(), IDs: []string{anna, "customer1"},
		Words: []string{anna, "customer1", "+7 (812) 555-01-01", annasToken, "27s", "2026-01-01T00:00:10Z"},
		Fields: map[string]any{
			"serial": annasToken, "secret": map[string]any{"hex": strings.Repeat("42", 20)}, "digits": 8, "type": "time", "counter": uint64(math.MaxUint64),
			"display": map[string]any{"dead_segments": []string{"1a"}},
		},
	}
}

// ownOperations returns the operations that are the bank's, not those of its rehearsals.
func ownOperations(api *webtest.API) map[string]*huma.Operation {
	all := api.Operations()
	maps.DeleteFunc(all, func(name string, _ *huma.Operation) bool {
		return strings.Contains(name, "/rehearsals") || strings.Contains(name, "/exercises")
	})
	return all
}

// Whatever clients send, each answer is one that the description has, and the server goes on.
func TestOpenAPI(t *testing.T) {
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	start := func(t rapid.TB) *bank.Server {
		server, err := bank.New(bank.Options{Policy: policy, Seed: "test", Open: true, Keep: inMemory, Start: web.DefaultStart})
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	described := start(t)
	defer described.Close() //nolint:errcheck // it is in memory
	api := describedBy(described)
	all := ownOperations(api)
	names := slices.Sorted(maps.Keys(all))
	rapid.Check(t, func(t *rapid.T) {
		server := start(t)
		defer server.Close() //nolint:errcheck // it is in memory
		for range rapid.IntRange(1, 12).Draw(t, "requests") {
			name := rapid.SampledFrom(names).Draw(t, "operation")
			api.Try(t, server, name, all[name])
		}
	})
}

// The successful answer of each operation is one that the description has, as another implementation of
// OpenAPI reads it, too.
func TestAnswersAreDescribed(t *testing.T) {
	described := open(t).server
	api := describedBy(described)
	all := ownOperations(api)
	peer := webtest.ReadPeer(t, webtest.Send(t, described, webtest.Request{Target: "GET /openapi.json"}).Body.Bytes())
	for name, body := range map[string]string{
		"GET /customers": "", "POST /customers": `{"owner":"Smith"}`, "GET /customers/{login}": "", "DELETE /customers/{login}": "", "GET /customers/{login}/documents": "",
		"GET /clock": "", "POST /clock": `{"advance":"27s"}`, "POST /reset": "",
	} {
		bank := open(t, func(o *bank.Options) { o.Start = web.DefaultStart })
		b := bank.browser()
		b.signIn(anna, annasPassword)
		b.send("/internet-client/key/cancel", nil)
		b.write()
		name = strings.Replace(name, " ", " /api/v1", 1)
		request := webtest.Request{Target: strings.ReplaceAll(name, "{login}", anna), Body: body}
		if body != "" {
			request.ContentType = "application/json"
		}
		w := webtest.Send(t, bank.server, request)
		if w.Code >= 300 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		api.Check(t, all[name], w)
		if contentType := w.Header().Get("Content-Type"); contentType != "" {
			peer.Check(t, name, w.Code, contentType, w.Body.Bytes())
		}
		delete(all, name)
	}
	for name := range all {
		if strings.Contains(name, "/api/") {
			t.Errorf("%s is not tested", name)
		}
	}
}
