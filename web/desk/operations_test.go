package desk_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"etokenpass/tms"
	"etokenpass/tms/wire"
	"etokenpass/web"
	"etokenpass/web/desk"
	"etokenpass/web/webtest"
)

// sample is a request that an operation carries out, the type of its answer in Go, and who may ask
// besides administrators.
type sample struct {
	request, body string
	answer        any
	roles         []desk.Role
}

// document is the SHA-256 of a document.
const document = "0e35971745c02d20eefd9f12b7d1ac118a894cf1accdc4b8d0591675ba6ae935"

// samples has a row for each operation. IMPORT stands for the id of an import.
func samples() map[string]sample {
	application, helpDesk := []desk.Role{desk.Application}, []desk.Role{desk.HelpDesk}
	both := slices.Concat(application, helpDesk)
	return map[string]sample{
		"POST /check":         {"POST /check", `{"user":"anna","code":"` + hotp(0) + `"}`, new(desk.Checked), application},
		"POST /sign":          {"POST /sign", `{"user":"anna","code":"` + hotp(0) + `","document":"payment.txt","document_sha256":"` + document + `"}`, new(desk.Checked), application},
		"POST /test":          {"POST /test", `{"serial":"1","code":"` + hotp(14) + `"}`, new(wire.Check), helpDesk},
		"POST /resync":        {"POST /resync", `{"serial":"1","counter":"F00007"}`, new(wire.Check), helpDesk},
		"POST /unlock":        {"POST /unlock", `{"user":"anna"}`, new(wire.Check), helpDesk},
		"GET /tokens":         {"GET /tokens?limit=1", "", new(desk.Records), helpDesk},
		"GET /users":          {"GET /users?user=anna", "", new(desk.Records), helpDesk},
		"POST /assign":        {"POST /assign", `{"serial":"2","user":"boris","owner":"Boris Orlov","organisation":"Example Ltd","pin":"2468"}`, new(wire.Check), nil},
		"POST /unassign":      {"POST /unassign", `{"serial":"1"}`, new(wire.Check), nil},
		"POST /pin":           {"POST /pin", `{"user":"anna","pin":"2468"}`, new(wire.Check), nil},
		"POST /set":           {"POST /set", `{"serial":"1","next":7}`, new(wire.Check), nil},
		"POST /disable":       {"POST /disable", `{"serial":"1","reason":"lost on a train"}`, new(wire.Check), nil},
		"POST /enable":        {"POST /enable", `{"serial":"3"}`, new(wire.Check), nil},
		"POST /imports":       {"POST /imports", batch, new(desk.Import), nil},
		"GET /imports/{id}":   {"GET /imports/IMPORT", "", new(desk.Import), nil},
		"POST /exports":       {"POST /exports", `{"format":"csv","serials":["1"]}`, new(desk.Export), nil},
		"POST /restored":      {"POST /restored", "", new(desk.Restored), nil},
		"GET /journal":        {"GET /journal?limit=1", "", new(desk.Journal), nil},
		"GET /journal/audit":  {"GET /journal/audit", "", new(desk.Audit), nil},
		"GET /journal/stream": {"GET /journal/stream", "", nil, nil},
		"GET /policy":         {"GET /policy", "", new(desk.Policy), both},
		"GET /policies":       {"GET /policies", "", new([]desk.Policy), both},
		"PUT /faults":         {"PUT /faults", `{"faults":[{"kind":"delay","delay":"1ms","user":"eve","times":3}]}`, new(desk.Faults), nil},
		"GET /faults":         {"GET /faults", "", new(desk.Faults), nil},
		"DELETE /faults":      {"DELETE /faults", "", new(desk.Faults), nil},
		"GET /clock":          {"GET /clock", "", new(web.Clock), nil},
		"POST /clock":         {"POST /clock", `{"advance":"1h"}`, new(web.Clock), nil},
	}
}

// full starts a server that may do everything: its tokens are 1, which is anna's, 2, and 3, which is
// disabled; it has an import.
func full(t *testing.T) (s *served, imported string) {
	t.Helper()
	s = serveWith(t, func(o *desk.Options) { o.Reveal = true })
	s.add("2")
	s.add("3")
	if _, err := s.Disable(t.Context(), call, tms.Key{Serial: "3"}, "lost"); err != nil {
		t.Fatal(err)
	}
	return s, s.upload("/imports", "text/csv", "Z1, "+secretHex+", hotp, 6, 0\n", http.StatusCreated)["id"].(string)
}

// contentType returns that of a body in a sample.
func contentType(body string) string {
	if strings.HasPrefix(body, "{") {
		return "application/json"
	}
	return "text/csv"
}

// described returns the API of a server.
func described() *webtest.API {
	server := desk.New(desk.Options{Store: tms.NewMemory(make([]byte, 32)), Policy: &tms.Policy{}})
	return &webtest.API{
		Document: server.OpenAPI(), IDs: []string{"unknown"}, Items: []string{"1", "2", hotp(0), hotp(1)},
		Words: []string{"1", "2", "3", "9", "anna", "boris", hotp(0), hotp(1), hotp(14), pin, pin + hotp(0), "F00007", "7", "csv", "pskc", document, "2026-01-15T13:00:00Z", "1h", "request-1", batch},
	}
}

// Each operation has a row in the table, so that a new one is not forgotten by the tests that follow.
func TestOperations(t *testing.T) {
	var got []string
	for path, item := range described().Document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && strings.HasPrefix(path, "/api/") {
				got = append(got, op.Method+" "+strings.TrimPrefix(path, "/api/v1"))
			}
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(got, slices.Sorted(maps.Keys(samples()))); diff != "" {
		t.Errorf("operations (-) and rows of samples (+):\n%s", diff)
	}
}

// The answer of each operation is one that the description has, as another implementation of OpenAPI
// reads it, too, and a client in Go decodes it into a
// type of this package without losing anything.
func TestAnswers(t *testing.T) {
	api := described()
	operations := api.Operations()
	document := webtest.Send(t, serve(t).server, webtest.Request{Target: "GET /openapi.json"})
	peer := webtest.ReadPeer(t, document.Body.Bytes())
	for name, row := range samples() {
		if row.answer == nil {
			continue // a stream; it has a test of its own
		}
		s, id := full(t)
		target := strings.ReplaceAll(strings.Replace(row.request, " ", " /api/v1", 1), "IMPORT", id)
		w := webtest.Send(t, s.server, webtest.Request{Target: target, ContentType: contentType(row.body), Body: row.body})
		if w.Code >= 300 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		operation := strings.Replace(name, " ", " /api/v1", 1)
		api.Check(t, operations[operation], w)
		peer.Check(t, operation, w.Code, "application/json", w.Body.Bytes())
		var sent, again any
		if err := json.Unmarshal(w.Body.Bytes(), &sent); err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(w.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(row.answer); err != nil {
			t.Errorf("%s: %v in %v", name, err, sent)
			continue
		}
		data, err := json.Marshal(row.answer)
		if err == nil {
			err = json.Unmarshal(data, &again)
		}
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sent, again); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// Whatever clients send, under whatever policy, each answer is one that the description has, and the
// server goes on.
func TestOpenAPI(t *testing.T) {
	api := described()
	operations := api.Operations()
	names := slices.Sorted(maps.Keys(operations))
	rapid.Check(t, func(rt *rapid.T) {
		lines := []string{"pin: " + rapid.SampledFrom([]string{"none", "separate", "prefix", "challenge"}).Draw(rt, "pin"), "throttle: 1s", "unlock_after: 1m"}
		policy, err := tms.ParsePolicy("test.yaml", []byte("name: test\n"+strings.Join(lines, "\n")))
		if err != nil {
			rt.Fatal(err)
		}
		validator := &tms.Validator{Store: tms.NewMemory(make([]byte, 32)), Policy: policy}
		server := desk.New(desk.Options{Store: validator.Store, Policy: policy, Open: true, Reveal: true, Start: noon})
		defer server.Close() //nolint:errcheck // it never fails
		if err := addAnna(validator); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "requests") {
			name := rapid.SampledFrom(names).Draw(rt, "operation")
			api.Try(rt, server, name, operations[name])
			webtest.Send(rt, server, webtest.Request{Target: "DELETE /api/v1/faults"}) // a delay would be a real one
		}
	})
}

// The same with a store in a file, which has its own view of what a text is.
func TestOpenAPIOnSQLite(t *testing.T) {
	api := described()
	operations := api.Operations()
	names := slices.Sorted(maps.Keys(operations))
	s := serveWith(t, func(o *desk.Options) { o.Store, o.Reveal = sqlite(t), true })
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "operation")
		api.Try(rt, s.server, name, operations[name])
		webtest.Send(rt, s.server, webtest.Request{Target: "DELETE /api/v1/faults"})
	})
	s.has(s.get("/journal/audit", http.StatusOK), fields{"complete": true})
}
