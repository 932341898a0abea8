package tokens_test

import (
	"encoding/json"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/web"
)

// A hostile request gets its status with a problem, and does nothing.
func TestHostileRequests(t *testing.T) {
	const token, yaml = "/tokens/" + demo, "application/yaml"
	c := virtual(t)
	c.demoToken()
	c.do("POST /tokens", `{"serial":"T","type":"time"}`)
	c.do("POST "+token+"/code", "")
	state := func() []any {
		return []any{c.do("GET /tokens", ""), c.do("GET "+token+"/history", ""), c.do("GET "+token+"/state", ""), c.do("GET /clock", ""), c.do("GET /tokens/T/clock", "")}
	}
	before, routines := state(), runtime.NumGoroutine()
	for _, test := range []struct {
		request, body, contentType string
		status                     int
	}{
		// paths
		{"GET /tokens/%2e%2e", "", "", 404},
		{"GET /tokens/%2e%2e%2f" + demo + "/screen", "", "", 404},
		{"GET /tokens/%2e/screen", "", "", 404},
		{"GET /tokens/%2f", "", "", 404},
		{"GET /tokens/%00/screen", "", "", 404},
		{"GET /tokens/%ff%fe/events", "", "", 404},
		{"GET /tokens/" + demo + "%20/screen", "", "", 404},
		{"GET /tokens/" + strings.Repeat("a", 4000), "", "", 404},
		{"GET /tokens/" + strings.Repeat("a", 4001), "", "", 422},
		{"GET /tokens/" + strings.Repeat("%d1%8f", 2000), "", "", 404},
		{"DELETE /tokens/", "", "", 404},
		{"DELETE /tokens", "", "", 405},
		{"DELETE /tokens/%2a", "", "", 404},
		{"TRACE " + token, "", "", 405},
		{"OPTIONS " + token, "", "", 405},
		{"PUT " + token, "{}", "", 405},

		// parameters
		{"GET " + token + "/screen?wait=lit&wait=off", "", "", 422},
		{"GET " + token + "/screen?wait=off&timeout=1s;timeout=2s", "", "", 422},
		{"GET " + token + "/screen?wait=change&after=18446744073709551616", "", "", 422},
		{"GET " + token + "/screen?wait=change&after=1e3", "", "", 422},
		{"GET " + token + "/screen?wait=off&timeout=9999999h", "", "", 422},
		{"GET " + token + "/screen?%zz", "", "", 422},
		{"GET " + token + "/screen.png?height=100000", "", "", 422},
		{"GET " + token + "/face.png?width=1e9", "", "", 422},
		{"GET " + token + "/events?after=1", "", "", 422},
		{"POST " + token + "/code?strict=1&strict=0", "", "", 422},
		{"POST " + token + "/code?Strict=1", "", "", 422},
		{"POST /tokens/T/code?min_valid=-1s", "", "", 422},
		{"POST " + token + "/reset?force=maybe", "", "", 422},
		{"GET /tokens?after=-1", "", "", 422},

		// bodies
		{"POST " + token + "/button", `{"action":"press","action":"hold"}`, "", 400},
		{"POST " + token + "/button", `{"action":"press","times":NaN}`, "", 400},
		{"POST " + token + "/button", `{"action":"press","times":1e99}`, "", 422},
		{"POST " + token + "/button", `{"action":"press","times":1.5}`, "", 422},
		{"POST " + token + "/button", `{"ACTION":"press"}`, "", 422},
		{"POST " + token + "/button", `{"action":"hold","duration":"99999999999999h"}`, "", 422},
		{"POST " + token + "/button", `{"action":"hold","duration":"-4s"}`, "", 422},
		{"POST " + token + "/button", `null`, "", 422},
		{"POST " + token + "/button", strings.Repeat("[", 100_000), "", 400},
		{"POST " + token + "/button", `{"action":"press","x":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`, "", 422},
		{"POST " + token + "/button", `{"action":"press"}` + strings.Repeat(" ", 1<<20), "", 413},
		{"POST " + token + "/button", `action=press`, "application/x-www-form-urlencoded", 400},
		{"POST " + token + "/button", `action=press`, "text/plain", 415},
		{"POST " + token + "/clock", `{"advance":"2562047h"}`, "", 409},
		{"POST " + token + "/clock", `{"set":"1969-12-31T23:59:59Z"}`, "", 409},
		{"POST " + token + "/clock", `{"set":"10000-01-01T00:00:00Z"}`, "", 422},
		{"POST /clock", `{"set":"9999-12-31T23:59:59Z"}`, "", 409},
		{"PUT " + token + "/state", `{"serial":"T","counter":1}`, "", 422},
		{"PUT " + token + "/state", `{"counter":18446744073709551616}`, "", 422},
		{"PUT " + token + "/state", `{"counter":1e3}`, "", 422},
		{"PUT " + token + "/state", `{"counter":-1}`, "", 422},
		{"PATCH " + token, `{"battery":{"made":"9999-01-01T00:00:00Z","years":1}}`, "", 422},
		{"PATCH /tokens/T", `{"offset":"2562047h"}`, "", 422},
		{"PATCH /tokens/T", `{"drift_per_day":"-24h"}`, "", 422},

		// bodies that create tokens
		{"POST /tokens", "a: &a [x,x]\n" + strings.Repeat("b: &b [*a,*a]\n", 100), yaml, 422},
		{"POST /tokens", strings.Repeat("[", 60_000), yaml, 422},
		{"POST /tokens", strings.Repeat("{a: ", 15_000), yaml, 422},
		{"POST /tokens", "serial: A\n---\nserial: B\n", yaml, 422},
		{"POST /tokens", "serial: A\nserial: B\n", yaml, 422},
		{"POST /tokens", "digits: .nan\n", yaml, 422},
		{"POST /tokens", `{"counter":18446744073709551616}`, "", 422},
		{"POST /tokens", `{"serial":"a\u0000b"}`, "", 422},
		{"POST /tokens", `{"serial":"a\u202eb"}`, "", 422},
		{"POST /tokens", "\x00\x00", "", 422},
		{"POST /tokens", "\xff\xfe{\x00}\x00", "", 422},
		{"POST /tokens", "serial,secret\n", "text/csv", 422},
		{"POST /tokens", "PK\x03\x04", "", 422},
		{"POST /tokens", `<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc">&b;</KeyContainer>`, "", 422},
		{"POST /tokens", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x01\x00\x00\x00\x00\x00\x00\x00\x00", "image/png", 422},
	} {
		shown := test.request[:min(len(test.request), 80)] + " " + test.body[:min(len(test.body), 80)]
		var headers []string
		if test.contentType != "" {
			headers = []string{"Content-Type", test.contentType}
		}
		w := c.send(test.request, test.body, headers...)
		if w.Code != test.status {
			t.Errorf("%s: %d, want %d: %s", shown, w.Code, test.status, w.Body)
		}
		checkProblem(t, shown, w)
	}
	if diff := cmp.Diff(before, state()); diff != "" {
		t.Error(diff)
	}
	if now := runtime.NumGoroutine(); now > routines+3 { // those of other tests may end
		t.Errorf("%d goroutines, %d before", now, routines)
	}
}

// checkProblem checks that an answer is a problem that says something.
func checkProblem(t *testing.T, request string, w *httptest.ResponseRecorder) {
	t.Helper()
	var problem web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || problem.Problem == "" || problem.Status != w.Code || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s: %v: %s", request, err, w.Body)
	}
}
