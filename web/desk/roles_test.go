package desk_test

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/web"
	"etokenpass/web/desk"
	"etokenpass/web/webtest"
)

// tokenOf returns the bearer token of the caller with a role.
func tokenOf(role desk.Role) string { return "a-bearer-token-of-" + string(role) }

// wrongToken is in no auth file.
const wrongToken = "a-bearer-token-of-a-stranger"

// guarded serves through the listener and the guards of the command, to the callers of an auth file,
// one for each role. It returns the address.
func guarded(t *testing.T, s *served, options desk.Options, log *slog.Logger) (url string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "auth.yaml")
	file := "callers:\n"
	for _, role := range desk.Roles() {
		file += "  - {name: " + role + "-1, token: " + tokenOf(desk.Role(role)) + ", role: " + role + "}\n"
	}

	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	auth, err := web.ReadAuth(path, desk.Roles()...)
	if err != nil {
		t.Fatal(err)
	}
	address, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listening, err := web.Listen(web.Config{Listen: address, Auth: auth, Public: desk.PublicPaths(options), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- listening.Serve(ctx, s.server) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listening.URL()
}

// ask sends a request with a bearer token, or without one if it is "". The body of the answer is read,
// unless the answer is a stream.
func ask(t rapid.TB, url, token string, request webtest.Request) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(request.Target, " ")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(request.Body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", request.ContentType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	w := httptest.NewRecorder()
	maps.Copy(w.Header(), response.Header)
	w.WriteHeader(response.StatusCode)
	if response.Header.Get("Content-Type") == "text/event-stream" {
		return w
	}
	if _, err := io.Copy(w, response.Body); err != nil {
		t.Fatal(err)
	}
	return w
}

// otherPaths are those besides the operations, with who may use them.
func otherPaths() map[string]sample {
	all := []desk.Role{desk.Application, desk.HelpDesk}
	form := "user=anna&pass=" + hotp(0)
	return map[string]sample{
		"GET /openapi.json":    {"GET /openapi.json", "", nil, all},
		"GET /docs":            {"GET /docs", "", nil, all},
		"POST /validate/check": {"POST /validate/check", form, nil, []desk.Role{desk.Application}},
		"GET /validate/check":  {"GET /validate/check?" + form, "", nil, []desk.Role{desk.Application}},
		"POST /token/resync":   {"POST /token/resync", "serial=1&otp1=" + hotp(40) + "&otp2=" + hotp(41), nil, []desk.Role{desk.HelpDesk}},
	}
}

// Each operation has a decision for each caller: administrators may do everything, and whoever is not
// in the auth file nothing.
func TestRoles(t *testing.T) {
	api := described()
	operations := api.Operations()
	rows := otherPaths()
	for name, row := range samples() {
		row.request = strings.Replace(row.request, " ", " /api/v1", 1)
		rows[strings.Replace(name, " ", " /api/v1", 1)] = row
	}
	for name, row := range rows {
		request := webtest.Request{Target: row.request, ContentType: contentType(row.body), Body: row.body}
		if strings.HasPrefix(row.body, "user=") || strings.HasPrefix(row.body, "serial=") {
			request.ContentType = "application/x-www-form-urlencoded"
		}
		s, id := full(t)
		request.Target = strings.ReplaceAll(request.Target, "IMPORT", id)
		url := guarded(t, s, desk.Options{}, nil)
		for caller, want := range map[string]int{"": http.StatusUnauthorized, wrongToken: http.StatusUnauthorized} {
			if w := ask(t, url, caller, request); w.Code != want {
				t.Errorf("%s with the token %q: got %d, want %d", name, caller, w.Code, want)
			}
		}
		for _, role := range []desk.Role{desk.Application, desk.HelpDesk, desk.Admin} { // the last one changes something
			may := role == desk.Admin || slices.Contains(row.roles, role)
			w := ask(t, url, tokenOf(role), request)
			if got := w.Code != http.StatusForbidden; got != may || may && w.Code >= 300 && !slices.Contains(row.roles, role) {
				t.Errorf("%s as %s: got %d %s, want permission %t", name, role, w.Code, w.Body, may)
			}
			if operation := operations[name]; operation != nil {
				api.Check(t, operation, w)
			}
		}
	}
}

// --open-checks opens /validate/check to all, and nothing else.
func TestOpenChecks(t *testing.T) {
	options := desk.Options{OpenChecks: true}
	s := serveWith(t, func(o *desk.Options) { o.Open, o.OpenChecks = false, true })
	url := guarded(t, s, options, nil)
	for request, want := range map[string]int{
		"POST /validate/check":                  http.StatusOK,
		"GET /validate/check?user=eve&pass=1":   http.StatusOK,
		"POST /validate/check/":                 http.StatusUnauthorized,
		"POST /validate/../validate/check":      http.StatusUnauthorized,
		"POST /validate/samlcheck":              http.StatusUnauthorized,
		"POST /token/resync":                    http.StatusUnauthorized,
		"POST /auth":                            http.StatusUnauthorized,
		"POST /api/v1/check":                    http.StatusUnauthorized,
		"GET /api/v1/journal":                   http.StatusUnauthorized,
		"GET /openapi.json":                     http.StatusUnauthorized,
		"POST //validate/check":                 http.StatusUnauthorized,
		"POST /validate/check%2f..%2f..%2fauth": http.StatusUnauthorized,
	} {
		body := "user=eve&pass=755224"
		if w := ask(t, url, "", webtest.Request{Target: request, ContentType: "application/x-www-form-urlencoded", Body: body}); w.Code != want {
			t.Errorf("%s: got %d, want %d", request, w.Code, want)
		}
	}
	if entry := s.lastEntry(); entry.Requester != "privacyidea" {
		t.Errorf("asked by %q", entry.Requester)
	}
}

// Each operation with a body answers a request that is not one with an error that it describes.
func TestErrors(t *testing.T) {
	api := described()
	s := serve(t)
	url := guarded(t, s, desk.Options{}, nil)
	for name, operation := range api.Operations() {
		if operation.RequestBody == nil || operation.RequestBody.Content["application/json"] == nil {
			continue
		}
		for _, row := range []struct {
			contentType, body string
			status            int
		}{
			{"application/json", "{", http.StatusBadRequest},
			{"application/json", "", http.StatusBadRequest},
			{"application/json", `{"unknown":"755224"}`, http.StatusUnprocessableEntity},
			{"application/json", `[]`, http.StatusUnprocessableEntity},
			{"application/xml", "<a/>", http.StatusUnsupportedMediaType},
			{"application/json", `{"user":"` + strings.Repeat("x", 2<<20) + `"}`, http.StatusRequestEntityTooLarge},
		} {
			w := ask(t, url, tokenOf(desk.Admin), webtest.Request{Target: name, ContentType: row.contentType, Body: row.body})
			if w.Code != row.status || strings.Contains(w.Body.String(), "755224") {
				t.Errorf("%s with %.20s: got %d %s, want %d", name, row.body, w.Code, w.Body, row.status)
			}
			api.Check(t, operation, w)
		}
	}
}
