package tokens_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// demo is the serial of the token of RFC 4226 appendix D: 755224, 287082, 359152, 969429, …
const demo = "000000000000"

// realClock as the start of a clock means the real clock.
var realClock time.Time

// client sends requests to a server without a network.
type client struct {
	t      *testing.T
	server http.Handler
}

// virtual returns a client of a server on virtual clocks.
func virtual(t *testing.T, change ...func(*tokens.Options)) client {
	t.Helper()
	return start(t, append([]func(*tokens.Options){func(o *tokens.Options) { o.Start = web.DefaultStart }}, change...)...)
}

// start returns a client of a server.
func start(t *testing.T, change ...func(*tokens.Options)) client {
	t.Helper()
	var o tokens.Options
	for _, f := range change {
		f(&o)
	}
	server, err := tokens.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return client{t, server}
}

// send sends a request, like "POST /tokens", with a body.
func (c client) send(request, body string, headers ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	method, path, _ := strings.Cut(request, " ")
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

// do sends a request that must succeed, and returns the answer.
func (c client) do(request, body string, headers ...string) map[string]any {
	c.t.Helper()
	w := c.send(request, body, headers...)
	if w.Code >= 300 {
		c.t.Fatalf("%s: %d %s", request, w.Code, w.Body)
	}
	answer := map[string]any{}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			c.t.Fatalf("%s: %v\n%s", request, err, w.Body)
		}
	}
	return answer
}

// refused sends a request that must fail with a status, and returns the problem.
func (c client) refused(status int, request, body string, headers ...string) web.Problem {
	c.t.Helper()
	w := c.send(request, body, headers...)
	var problem web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != status || problem.Problem == "" {
		c.t.Fatalf("%s %s: %d, want %d: %s", request, body, w.Code, status, w.Body)
	}
	return problem
}

// demoToken creates the demo token.
func (c client) demoToken() { c.t.Helper(); c.do("POST /tokens", `{"profile":"demo"}`) }

// text returns a field of an answer as JSON.
func text(value any) string {
	data, _ := json.Marshal(value)
	return string(data)
}

func TestNewRefuses(t *testing.T) {
	profile := profiles.New(demo, profiles.Secret{})
	secret, err := profiles.NewSecret([]byte("12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	profile.Secret = secret
	for name, test := range map[string]struct {
		options tokens.Options
		want    string
	}{
		"same token": {tokens.Options{Profiles: []*profiles.Profile{profile, profile}}, "there is already a token with the serial 000000000000"},
		"far start":  {tokens.Options{Start: web.DefaultStart.AddDate(7900, 0, 0)}, "the start time is in the year 9926: must be from 1 to 9799"},
	} {
		if _, err := tokens.New(test.options); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The codes of a token follow one another without waiting, on both clocks.
func TestCodes(t *testing.T) {
	for _, clock := range []time.Time{realClock, web.DefaultStart} {
		c := start(t, func(o *tokens.Options) { o.Start = clock })
		c.demoToken()
		for i, want := range []string{"755224", "287082", "359152", "969429"} {
			got := c.do("POST /tokens/"+demo+"/code", "")
			if got["code"] != want || got["moving_factor"] != float64(i) || got["counter"] != float64(i+1) || got["serial"] != demo {
				t.Errorf("clock %v: %v, want %s", clock, got, want)
			}
		}
		if seq := c.do("GET /tokens/"+demo+"/screen", "")["seq"]; seq != 7.0 { // each but the first code follows a screen that is off
			t.Errorf("clock %v: screen %v", clock, seq)
		}
	}
}

// The button's actions on a virtual clock, and the screens that they lead to.
func TestButton(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for _, step := range []struct{ action, lcd, state, seq, time, counter string }{
		{`{"action":"press"}`, "755224", "code", "1", "00:00.000", "1"},
		{`{"action":"press","times":3}`, "755224", "code", "1", "00:00.000", "1"}, // ignored
		{`{"action":"hold"}`, "888888", "self-test", "2", "00:04.000", "null"},
		{`{"action":"press","times":4}`, "F00001", "counter", "3", "00:04.000", "1"},
		{`{"action":"hold","duration":"27s"}`, "888888", "self-test", "4", "00:31.000", "null"},
		{`{"action":"down"}`, "888888", "self-test", "4", "00:31.000", "null"},
		{`{"action":"up"}`, "888888", "self-test", "4", "00:31.000", "null"},
	} {
		got := c.do("POST /tokens/"+demo+"/button", step.action)
		want := []any{step.lcd, step.state, step.seq, `"2026-01-01T00:` + step.time + `Z"`, step.counter}
		if have := []any{got["lcd"], got["state"], text(got["seq"]), text(got["time"]), text(got["counter"])}; text(have) != text(want) {
			t.Errorf("%s: %v, want %v", step.action, have, want)
		}
	}
}

// A counter that cannot be saved shows no code, and the log says why. What a client did wrong is not logged.
func TestLog(t *testing.T) {
	var log strings.Builder
	folder := t.TempDir()
	c := virtual(t, func(o *tokens.Options) {
		o.Store, o.Log = &device.Store{Folder: folder}, slog.New(slog.NewTextHandler(&log, nil))
	})
	c.demoToken()
	c.refused(409, "POST /tokens", `{"profile":"demo"}`)
	c.refused(422, "POST /tokens/"+demo+"/button", `{"action":"push"}`)
	if log.Len() > 0 {
		t.Errorf("%s", log.String())
	}
	if err := os.WriteFile(filepath.Join(folder, profiles.FileName(demo)+".yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.refused(500, "POST /tokens/"+demo+"/code", "")
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "is damaged: it is empty") {
		t.Errorf("%s", got)
	}
	c.do("DELETE /tokens/"+demo, "")
	c.refused(409, "POST /tokens", `{"profile":"demo"}`)
}

// With saved state, a server continues where another has stopped, and deleting a token loses nothing.
func TestSavedState(t *testing.T) {
	store := &device.Store{Folder: t.TempDir()}
	saved := func(o *tokens.Options) { o.Store = store }
	first := virtual(t, saved)
	first.demoToken()
	first.do("POST /tokens/"+demo+"/code", "")
	first.do("DELETE /tokens/"+demo, "")
	first.demoToken()
	if got := first.do("POST /tokens/"+demo+"/code", "")["code"]; got != "287082" {
		t.Errorf("after deleting the token: %v", got)
	}
	second := virtual(t, saved)
	second.demoToken()
	for _, step := range []struct {
		server client
		want   string
	}{{second, "359152"}, {first, "969429"}, {second, "338314"}} {
		if got := step.server.do("POST /tokens/"+demo+"/code", "")["code"]; got != step.want {
			t.Errorf("%v, want %s", got, step.want)
		}
	}
}

// decoded returns the body of an answer.
func decoded(w *httptest.ResponseRecorder) map[string]any {
	answer := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &answer) // the caller notices what is missing
	return answer
}
