package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"etokenpass/web"
)

// span is a parameter with a parser of its own, whose errors quote the value.
type span struct{ duration time.Duration }

func (s *span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	s.duration = d
	return err
}

func (span) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"30s"}}
}

type step struct {
	Action string `json:"action" enum:"press,hold" doc:"What to do."`
	Wait   string `json:"wait,omitempty" format:"duration"`
}

type pressInput struct {
	ID      string    `path:"id" maxLength:"8" example:"0005"`
	After   int       `query:"after" minimum:"0"`
	Strict  bool      `query:"strict"`
	Since   time.Time `query:"since"`
	Timeout span      `query:"timeout"`
	Body    struct {
		Count  int               `json:"count" minimum:"1" maximum:"9" doc:"How often." example:"3"`
		PIN    string            `json:"pin,omitempty" pattern:"^[0-9]+$" patternDescription:"a text of digits" maxLength:"8"`
		Mail   string            `json:"mail,omitempty" format:"email"`
		ID     string            `json:"id,omitempty" format:"uuid"`
		Link   string            `json:"link,omitempty" format:"uri"`
		Steps  []step            `json:"steps,omitempty" maxItems:"2"`
		Labels map[string]int    `json:"labels,omitempty"`
		Small  int8              `json:"small,omitempty"`
		Other  map[string]string `json:"other,omitempty"`
	}
}

type pressAnswer struct {
	Seq  int `header:"Seq" doc:"Which screen."`
	Body struct {
		Code string `json:"code" example:"755224"`
	}
}

// pressAPI is an API like those of the servers.
func pressAPI(ready func(context.Context) error) (http.Handler, huma.API) {
	mux := http.NewServeMux()
	api := web.NewAPI(mux, web.Info{Title: "Presses", Version: "1.2.3", Description: "Presses <buttons>.", Ready: ready})
	huma.Register(api, huma.Operation{
		OperationID: "press", Method: http.MethodPost, Path: "/api/v1/tokens/{id}/button", Summary: "Press the button",
		MaxBodyBytes: 10_000,
	}, func(_ context.Context, input *pressInput) (*pressAnswer, error) {
		switch input.Body.Count {
		case 7:
			return nil, web.NewProblem(http.StatusConflict, "the LCD is lit", "try again later").With("Retry-After", "27")
		case 8:
			return nil, errors.New("the disk is full")
		}
		answer := &pressAnswer{Seq: 5}
		answer.Body.Code = "755224"
		return answer, nil
	})
	huma.Register(api, huma.Operation{
		OperationID: "import", Method: http.MethodPost, Path: "/api/v1/import", Summary: "Import a file", MaxBodyBytes: 4 << 20,
	}, func(_ context.Context, input *struct{ RawBody []byte }) (*struct{}, error) {
		if len(input.RawBody) < 2<<20 {
			return nil, web.NewProblem(http.StatusBadRequest, "too small for this test", "")
		}
		return nil, nil
	})
	hub := web.NewHub[press](web.HubConfig{})
	hub.Describe(api, huma.Operation{OperationID: "events", Path: "/api/v1/events", Summary: "Follow all tokens"}, "press", "release")
	mux.HandleFunc("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) { hub.Serve(w, r, "") })
	return web.Routes(mux), api
}

// send sends a request to a handler.
func send(handler http.Handler, method, target, contentType, text string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(text))
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

const button = "/api/v1/tokens/0005/button"

func TestAPIErrors(t *testing.T) {
	handler, _ := pressAPI(nil)
	detail := func(location, message string) []web.Detail { return []web.Detail{{location, message}} }
	for _, test := range []struct {
		query, text string
		status      int
		problem     string
		hint        string
		details     []web.Detail
	}{
		{"", `{"count": 0}`, 422, "the request is not valid", "", detail("body.count", "must be at least 1")},
		{"", `{"count": 10}`, 422, "the request is not valid", "", detail("body.count", "must be at most 9")},
		{"", `{"count": 1.5}`, 422, "the request is not valid", "", detail("body.count", "must be a whole number")},
		{"", `{"count": "755224"}`, 422, "the request is not valid", "", detail("body.count", "must be a whole number")},
		{"", `{"count": null}`, 422, "the request is not valid", "", detail("body.count", "must be a whole number")},
		{"", `{}`, 422, "the request is not valid", "", detail("body", "the field count is missing")},
		{"", `[]`, 422, "the request is not valid", "", detail("body", "must be an object")},
		{"", `{"count": 1, "coutn": 2}`, 422, "the request is not valid", "did you mean count?",
			detail("body", "unknown field: must be one of count, id, labels, link, mail, other, pin, small, steps")},
		{"", `{"count": 1, "COUNT": 2}`, 422, "the request is not valid", "did you mean count?",
			detail("body", "unknown field: must be one of count, id, labels, link, mail, other, pin, small, steps")},
		{"", `{"count": 1, "count.755224": 2}`, 422, "the request is not valid", "", detail("body.count", "unknown field: there are none here")},
		{"", `{"count": 1, "pin": "secret"}`, 422, "the request is not valid", "", detail("body.pin", "must be a text of digits")},
		{"", `{"count": 1, "pin": "7552247552"}`, 422, "the request is not valid", "", detail("body.pin", "must have at most 8 characters")},
		{"", `{"count": 1, "mail": "755224"}`, 422, "the request is not valid", "", detail("body.mail", "must be an e-mail address")},
		{"", `{"count": 1, "id": "755224"}`, 422, "the request is not valid", "", detail("body.id", "must be a UUID")},
		{"", `{"count": 1, "link": ":755224"}`, 422, "the request is not valid", "", detail("body.link", "must be a URI")},
		{"", `{"count": 1, "steps": [{"action": "press"}, {"action": "755224"}]}`, 422, "the request is not valid", "",
			detail("body.steps[1].action", "must be one of press, hold")},
		{"", `{"count": 1, "steps": [{"action": "press", "wait": "755224"}]}`, 422, "the request is not valid", "",
			detail("body.steps[0].wait", "must be a duration with its unit, like 1m30s")},
		{"", `{"count": 1, "steps": [{"action": "press", "wiat": 1}]}`, 422, "the request is not valid", "did you mean wait?",
			detail("body.steps[0]", "unknown field: must be one of action, wait")},
		{"", `{"count": 1, "labels": {"755224": "x"}}`, 422, "the request is not valid", "", detail("body.labels", "must be a whole number")},
		{"", `{"count": 1, "small": 755224}`, 422, "the request is not valid", "", detail("body", "the field small must be as documented")},
		{"", `{"count": 755224`, 400, "the request is not valid", "", detail("body", "not valid JSON: it ends too early")},
		{"", "{\n\"count\": 755224x}", 400, "the request is not valid", "", detail("body", "not valid JSON at line 2, byte 16")},
		{"", `{"count": 1} 755224`, 400, "the request is not valid", "", detail("body", "not valid JSON at line 1, byte 14")},
		{"", "", 400, "the request has no body: must be application/json", "", nil},
		{"", `{"count": 1, "pin": "` + strings.Repeat("7", 10_000) + `"}`, 413, "the body is too large: must be at most 9999 bytes", "", nil},

		{"", `{"count": 1, "pin": "1", "count": 755224}`, 400, "the request is not valid", "", detail("body", "a field is given twice")},
		{"", `{"count": 1, "steps": [{"action": "press"}, {"action": "press", "action": "755224"}]}`, 400, "the request is not valid", "",
			detail("body", "a field is given twice")},
		{"", `{"count": 1, "other": {"a": "1", "\u0061": "755224"}}`, 400, "the request is not valid", "", detail("body", "a field is given twice")},

		{"?strict=1&strict=755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query.strict", "given twice: must be one value")},
		{"?after=1;755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query", "must be like name=value&name=value")},
		{"?after=%zz755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query", "must be like name=value&name=value")},
		{"?after=755224x", `{"count": 1}`, 422, "the request is not valid", "", detail("query.after", "must be a whole number")},
		{"?after=-1", `{"count": 1}`, 422, "the request is not valid", "", detail("query.after", "must be at least 0")},
		{"?strict=755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query.strict", "must be true or false")},
		{"?since=755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query.since", "must be a date and time, like 2026-01-15T10:00:00Z")},
		{"?timeout=755224", `{"count": 1}`, 422, "the request is not valid", "", detail("query.timeout", "must be like 30s")},
		{"?time_out=755224", `{"count": 1}`, 422, "the request is not valid", "did you mean timeout?",
			detail("query", "unknown parameter: must be one of after, strict, since, timeout")},
		{"?755224", `{"count": 1}`, 422, "the request is not valid", "",
			detail("query", "unknown parameter: must be one of after, strict, since, timeout")},

		{"", `{"count": 7}`, 409, "the LCD is lit", "try again later", nil},
		{"", `{"count": 8}`, 500, "internal error", "the server's log says more", nil},
	} {
		response := send(handler, http.MethodPost, button+test.query, "application/json", test.text)
		got := problem(t, response.Result(), response.Body.String(), test.status)
		if got.Problem != test.problem || got.Advice != test.hint {
			t.Errorf("%s %s: %q, hint %q", test.query, test.text, got.Problem, got.Advice)
		}
		if diff := cmp.Diff(test.details, got.Errors); diff != "" {
			t.Errorf("%s %s: %s", test.query, test.text, diff)
		}
		if strings.Contains(response.Body.String(), "755224") {
			t.Errorf("%s %s: the error repeats the value: %s", test.query, test.text, response.Body)
		}
		if test.status == http.StatusConflict && response.Header().Get("Retry-After") != "27" {
			t.Errorf("Retry-After is missing: %v", response.Header())
		}
	}
	response := send(handler, http.MethodPost, button, "text/755224", `{"count": 1}`)
	p := problem(t, response.Result(), response.Body.String(), http.StatusUnsupportedMediaType)
	if diff := cmp.Diff(detail("body", "unknown content type: must be application/json"), p.Errors); diff != "" {
		t.Error(diff)
	}
	if response = send(handler, http.MethodPost, button, "application/x-www-form-urlencoded", `{"count": 1}`); response.Code != http.StatusOK {
		t.Errorf("JSON from curl -d: %d %s", response.Code, response.Body)
	}
	response = send(handler, http.MethodGet, "/healthz?755224=1", "", "")
	p = problem(t, response.Result(), response.Body.String(), http.StatusUnprocessableEntity)
	if diff := cmp.Diff(detail("query", "unknown parameter: this operation has none"), p.Errors); diff != "" {
		t.Error(diff)
	}
	var wrong []string
	for n := range 21 {
		wrong = append(wrong, fmt.Sprintf(`"label%d": "x"`, n))
	}
	response = send(handler, http.MethodPost, button, "application/json", `{"count": 1, "labels": {`+strings.Join(wrong, ",")+`}}`)
	p = problem(t, response.Result(), response.Body.String(), http.StatusUnprocessableEntity)
	if len(p.Errors) != 10 || p.Problem != "the request is not valid; 11 more errors are not shown" {
		t.Errorf("%d errors: %s", len(p.Errors), p.Problem)
	}
}

func TestAPI(t *testing.T) {
	handler, _ := pressAPI(nil)
	same := `{"count": 3, "steps": [{"action": "press"}, {"action": "press"}], "labels": {"count": 1}}` // the same names, but not in one object
	if response := send(handler, http.MethodPost, button, "", same); response.Code != http.StatusOK {
		t.Errorf("%d: %s", response.Code, response.Body)
	}
	response := send(handler, http.MethodPost, button+"?after=3&timeout=5s", "", `{"count": 3, "labels": {"a": 1}}`)
	if got := response.Body.String(); response.Code != http.StatusOK || got != "{\"code\":\"755224\"}\n" || response.Header().Get("Seq") != "5" {
		t.Errorf("%d: %s %v", response.Code, got, response.Header())
	}
	for path, want := range map[string]int{"/schemas/Problem.json": 404, "/openapi.yaml": 404, "/openapi-3.0.json": 404, "/openapi": 404} {
		if response := send(handler, http.MethodGet, path, "", ""); response.Code != want {
			t.Errorf("%s: %d", path, response.Code)
		}
	}
}

// An operation may accept a larger body than the server does otherwise.
func TestAPIBodyLimit(t *testing.T) {
	handler, _ := pressAPI(nil)
	server := serve(t, web.Config{}, handler)
	for size, want := range map[int64]int{1: 400, 3 << 20: 204, 5 << 20: 413} {
		request, _ := http.NewRequest(http.MethodPost, server.URL()+"/api/v1/import", io.LimitReader(zeros{}, size))
		request.ContentLength = size
		request.Header.Set("Content-Type", "application/octet-stream")
		response, text := do(t, request)
		if response.StatusCode != want {
			t.Errorf("%d bytes: %d %s", size, response.StatusCode, text)
		}
	}
}

// The time limit for a body does not end an operation that waits for something.
func TestLongOperation(t *testing.T) {
	const limit = 50 * time.Millisecond
	mux := http.NewServeMux()
	api := web.NewAPI(mux, web.Info{Title: "Long", Version: "1"})
	huma.Register(api, huma.Operation{
		OperationID: "wait", Method: http.MethodPost, Path: "/wait", BodyReadTimeout: limit,
	}, func(ctx context.Context, _ *struct{ Body *step }) (*struct{}, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(5 * limit):
			return nil, nil
		}
	})
	server := serve(t, web.Config{}, mux)
	for _, text := range []string{"", `{"action": "press"}`} {
		request, _ := http.NewRequest(http.MethodPost, server.URL()+"/wait", strings.NewReader(text))
		if response, text := do(t, request); response.StatusCode != http.StatusNoContent {
			t.Errorf("%d %s", response.StatusCode, text)
		}
	}
}

// Whatever a client sends, and wherever, errors do not repeat it.
func TestErrorsDoNotEcho(t *testing.T) {
	handler, _ := pressAPI(nil)
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[0-9]{6,12}|[a-z]{9,14}|[A-Z2-7]{16}`).Draw(t, "secret")
		decorated := rapid.SampledFrom([]string{"%s", "x%s", "%sy", "%s.count", "steps[0].%s", "count.%s", "%s[1]", "-%s", "%s@", "%s \"", "%s\x00", "\xff%s", "%%2%s"}).Draw(t, "form")
		value := fmt.Sprintf(decorated, secret)
		quoted, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		text := rapid.SampledFrom([]string{
			`{"count": SECRET}`, `{"count": 1, SECRET: 1}`, `{"count": 1, "pin": SECRET}`, `{"count": 1, "mail": SECRET}`,
			`{"count": 1, "id": SECRET}`, `{"count": 1, "link": SECRET}`, `{"count": 1, "steps": SECRET}`,
			`{"count": 1, "steps": [SECRET]}`, `{"count": 1, "steps": [{"action": SECRET}]}`,
			`{"count": 1, "steps": [{"action": "press", "wait": SECRET}]}`, `{"count": 1, "steps": [{SECRET: 1}]}`,
			`{"count": 1, "labels": {SECRET: "x"}}`, `{"count": 1, "labels": {"x": SECRET}}`, `{"count": 1, "small": 99RAW}`,
			`{"count": 99RAW}`, `{"count": 1, "other": {SECRET: 1}}`, `{"count": 1, "other": SECRET}`, `SECRET`, `[SECRET]`, `RAW`,
			`{"count": RAW`, `{"count": 1}RAW`, `{RAW: 1}`, `{"count": 1e99RAW}`, `{"count": 0}`,
		}).Draw(t, "body")
		text = strings.ReplaceAll(strings.ReplaceAll(text, "SECRET", string(quoted)), "RAW", value)
		escaped := url.QueryEscape(value)
		target := rapid.SampledFrom([]string{
			button, button + "?after=" + escaped, button + "?strict=" + escaped, button + "?since=" + escaped,
			button + "?timeout=" + escaped, button + "?" + escaped + "=1", "/api/v1/tokens/" + url.PathEscape(value+"123456789") + "/button",
			"/api/v1/" + url.PathEscape(value), "/api/v1/import?" + escaped, "/healthz?" + escaped,
		}).Draw(t, "target")
		method := rapid.SampledFrom([]string{"POST", "GET", "PUT"}).Draw(t, "method")
		contentType := rapid.SampledFrom([]string{"application/json", "text/" + url.PathEscape(value), "application/x+json; a=" + url.PathEscape(value)}).Draw(t, "type")

		response := send(handler, method, target, contentType, text)
		if strings.Contains(response.Body.String(), secret) {
			t.Fatalf("%s %s %s: %d repeats %s: %s", method, target, text, response.Code, secret, response.Body)
		}
		if response.Code >= http.StatusInternalServerError {
			t.Fatalf("%s %s %s: %d %s", method, target, text, response.Code, response.Body)
		}
		if response.Code >= http.StatusBadRequest && response.Header().Get("Content-Type") != "application/problem+json" {
			t.Fatalf("%s %s: %d is not a problem: %s", method, target, response.Code, response.Body)
		}
	})
}

func TestReadiness(t *testing.T) {
	var notReady error
	handler, _ := pressAPI(func(context.Context) error { return notReady })
	if response := send(handler, http.MethodGet, "/healthz", "", ""); response.Code != http.StatusOK || response.Body.String() != "{\"status\":\"ok\"}\n" {
		t.Errorf("/healthz: %d %s", response.Code, response.Body)
	}
	if response := send(handler, http.MethodGet, "/readyz", "", ""); response.Code != http.StatusOK || response.Body.String() != "{\"status\":\"ready\"}\n" {
		t.Errorf("/readyz: %d %s", response.Code, response.Body)
	}
	notReady = errors.New("the database is away")
	response := send(handler, http.MethodGet, "/readyz", "", "")
	if p := problem(t, response.Result(), response.Body.String(), http.StatusServiceUnavailable); p.Problem != "not ready: the database is away" {
		t.Error(p.Problem)
	}
	if response := send(handler, http.MethodGet, "/healthz", "", ""); response.Code != http.StatusOK {
		t.Errorf("/healthz: %d", response.Code)
	}
}

// A server that shuts down is not ready any more.
func TestNotReadyAtShutdown(t *testing.T) {
	api, _ := pressAPI(nil)
	mux := http.NewServeMux()
	mux.Handle("/", api)
	asked, stopped := make(chan struct{}), make(chan struct{})
	mux.HandleFunc("GET /wait", func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-web.Stopping(r.Context())
		r.URL.Path = "/readyz"
		api.ServeHTTP(w, r)
	})
	server := serve(t, web.Config{}, mux)
	go func() {
		defer close(stopped)
		<-asked
		if err := server.stop(); err != nil {
			t.Error(err)
		}
	}()
	response, text := server.get(t, "/wait")
	if p := problem(t, response, text, http.StatusServiceUnavailable); p.Problem != "the server is shutting down" {
		t.Error(p.Problem)
	}
	<-stopped
}

// The document is an OpenAPI 3.1 document: the required fields are there, references lead
// somewhere, and paths and parameters fit each other.
func TestDocument(t *testing.T) {
	handler, _ := pressAPI(nil)
	response := send(handler, http.MethodGet, "/openapi.json", "", "")
	if response.Header().Get("Content-Type") != "application/json" || response.Header().Get("ETag") == "" {
		t.Errorf("headers %v", response.Header())
	}
	var document map[string]any
	if err := json.Unmarshal(response.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	if version, _ := document["openapi"].(string); !strings.HasPrefix(version, "3.1.") {
		t.Errorf("openapi is %v", document["openapi"])
	}
	if diff := cmp.Diff(map[string]any{"title": "Presses", "version": "1.2.3", "description": "Presses <buttons>."}, document["info"]); diff != "" {
		t.Error(diff)
	}
	checkReferences(t, document, document)
	ids := map[string]bool{}
	paths := document["paths"].(map[string]any)
	want := []string{"/api/v1/events", "/api/v1/import", "/api/v1/tokens/{id}/button", "/healthz", "/readyz"}
	if got := slices.Sorted(maps.Keys(paths)); !slices.Equal(got, want) {
		t.Errorf("paths %v", got)
	}
	for path, item := range paths {
		for method, each := range item.(map[string]any) {
			operation := each.(map[string]any)
			id, _ := operation["operationId"].(string)
			if id == "" || ids[id] || operation["summary"] == "" {
				t.Errorf("%s %s: the id is %q", method, path, id)
			}
			ids[id] = true
			checkParameters(t, path, operation)
			checkResponses(t, path, operation)
		}
	}
	problems := document["components"].(map[string]any)["schemas"].(map[string]any)["Problem"].(map[string]any)
	if required := fmt.Sprint(problems["required"]); required != "[title status detail]" {
		t.Errorf("a problem requires %s", required)
	}
}

// checkReferences checks that each $ref in a value leads to something in the document.
func checkReferences(t *testing.T, document, value any) {
	t.Helper()
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			checkReferences(t, document, item)
		}
	case map[string]any:
		if reference, ok := value["$ref"].(string); ok {
			target := document
			for _, name := range strings.Split(strings.TrimPrefix(reference, "#/"), "/") {
				object, _ := target.(map[string]any)
				target = object[name]
			}
			if target == nil {
				t.Errorf("%s leads nowhere", reference)
			}
		}
		for _, item := range value {
			checkReferences(t, document, item)
		}
	}
}

var inBraces = regexp.MustCompile(`\{([^}]+)\}`)

// checkParameters compares the parameters in a path with those of the operation.
func checkParameters(t *testing.T, path string, operation map[string]any) {
	t.Helper()
	var want, got []string
	for _, match := range inBraces.FindAllStringSubmatch(path, -1) {
		want = append(want, match[1])
	}
	parameters, _ := operation["parameters"].([]any)
	for _, each := range parameters {
		parameter := each.(map[string]any)
		if parameter["schema"] == nil || !slices.Contains([]any{"path", "query", "header", "cookie"}, parameter["in"]) {
			t.Errorf("%s: parameter %v", path, parameter)
		}
		if parameter["in"] == "path" {
			got = append(got, parameter["name"].(string))
			if parameter["required"] != true {
				t.Errorf("%s: %s is not required", path, parameter["name"])
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: parameters %v, want %v", path, got, want)
	}
}

// checkResponses checks that there is an answer, that each has a description, and that errors
// are problems.
func checkResponses(t *testing.T, path string, operation map[string]any) {
	t.Helper()
	responses, _ := operation["responses"].(map[string]any)
	if len(responses) < 2 {
		t.Errorf("%s: responses %v", path, responses)
	}
	for status, each := range responses {
		response := each.(map[string]any)
		if response["description"] == "" || response["description"] == nil {
			t.Errorf("%s: %s has no description", path, status)
		}
		content, _ := response["content"].(map[string]any)
		if isError := status[0] == '4' || status[0] == '5' || status == "default"; isError != (content["application/problem+json"] != nil) {
			t.Errorf("%s: %s has the content %v", path, status, content)
		}
	}
}

func TestEventsInDocument(t *testing.T) {
	_, api := pressAPI(nil)
	schema := api.OpenAPI().Paths["/api/v1/events"].Get.Responses["200"].Content["text/event-stream"].Schema
	var names []any
	for _, kind := range schema.Items.OneOf {
		names = append(names, kind.Properties["event"].Enum...)
	}
	if !slices.Equal(names, []any{"press", "release", "missed"}) {
		t.Errorf("events %v", names)
	}
}

// The page needs no script and nothing from elsewhere, and shows what is in the document.
func TestDocs(t *testing.T) {
	handler, _ := pressAPI(nil)
	response := send(handler, http.MethodGet, "http://localhost:8617/docs", "", "")
	text := response.Body.String()
	if response.Code != http.StatusOK || response.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%d %v", response.Code, response.Header())
	}
	for _, want := range []string{
		`<html lang="en">`, "Presses &lt;buttons&gt;.", "POST /api/v1/tokens/{id}/button", "Press the button", "GET /api/v1/events",
		`curl -X POST -H &#39;Content-Type: application/json&#39; -d &#39;{&#34;count&#34;:3}&#39; http://localhost:8617/api/v1/tokens/0005/button`,
		"curl http://localhost:8617/healthz", "at least 1; at most 9; like 3", "one of press, hold", "path, required", "list of ", `href="#schema-Problem"`,
		"Event press or Event release or Event missed", `<code>Seq</code>`, "<pre>event: press\ndata: {&#34;n&#34;:3}</pre>", `&#34;code&#34;: &#34;755224&#34;`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not contain %s", want)
		}
	}
	for _, unwanted := range []string{"<script", "<style", " style=", "//unpkg", "https:", "ZgotmplZ", "&lt;nil&gt;", "%!"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the page contains %s", unwanted)
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, `id="`+link[1]+`"`) {
			t.Errorf("the link to %s leads nowhere", link[1])
		}
	}
	style := send(handler, http.MethodGet, "/docs.css", "", "")
	if style.Code != http.StatusOK || style.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet: %d %v", style.Code, style.Header())
	}
}

// A server that is a part of another says where its operations are.
func TestBaseOfAnAPI(t *testing.T) {
	mux := http.NewServeMux()
	web.NewAPI(mux, web.Info{Title: "Presses", Version: "1.2.3", Base: "/tokens"})
	for path, want := range map[string]string{
		"/openapi.json":              `"servers":[{"url":"/tokens"}]`,
		"http://localhost:8618/docs": "curl http://localhost:8618/tokens/readyz",
	} {
		if text := send(mux, http.MethodGet, path, "", "").Body.String(); !strings.Contains(text, want) {
			t.Errorf("%s does not contain %s", path, want)
		}
	}
}
