package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"etokenpass/web"
)

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// signedIn is when callers sign in.
var signedIn = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// A session is valid for twelve hours, on all servers that know the caller with the same bearer
// token under the same port.
func TestSession(t *testing.T) {
	at := &clock{now: signedIn}
	first := serve(t, web.Config{Auth: auth(t)}.WithNow(at.Now), who)
	_, value, _ := strings.Cut(first.signIn(t, annaToken), "=")
	parts := strings.Split(value, ":")
	const session = "etokenpass-session-PORT="
	for _, test := range []struct {
		what   string
		after  string // how long after signing in
		auth   string
		cookie string // PORT stands for the server's port
		want   string // of the caller; "" if the session is not valid
	}{
		{"at once", "0s", callers, session + value, "anna@bank viewer true"},
		{"in the last second", "11h59m59s", callers, session + value, "anna@bank viewer true"},
		{"over", "12h", callers, session + value, ""},
		{"long over", "8760h", callers, session + value, ""},

		{"another order of callers", "1h", "callers: [{name: anna@bank, token: " + annaToken + ", role: viewer}, {name: ci, token: " + ciToken + ", role: viewer}]", session + value, "anna@bank viewer true"},
		{"another role", "1h", "callers: [{name: anna@bank, token: " + annaToken + ", role: operator}]", session + value, "anna@bank operator true"},
		{"the caller was removed", "1h", "callers: [{name: ci, token: " + ciToken + ", role: viewer}]", session + value, ""},
		{"the bearer token was changed", "1h", "callers: [{name: anna@bank, token: a-new-token-of-anna, role: viewer}]", session + value, ""},
		{"another caller has the token now", "1h", "callers: [{name: anna, token: " + annaToken + ", role: viewer}]", session + value, ""},

		{"another port", "1h", callers, "etokenpass-session-1=" + value, ""},
		{"no port", "1h", callers, "etokenpass-session=" + value, ""},
		{"next to another one", "1h", callers, session + "ci:1:x; " + session + value, "anna@bank viewer true"},
		{"another name", "1h", callers, session + "ci:" + parts[1] + ":" + parts[2], ""},
		{"no name", "1h", callers, session + ":" + parts[1] + ":" + parts[2], ""},
		{"a later time", "1h", callers, session + parts[0] + ":9" + parts[1] + ":" + parts[2], ""},
		{"the same time in other digits", "1h", callers, session + parts[0] + ":0" + parts[1] + ":" + parts[2], ""},
		{"no MAC", "1h", callers, session + parts[0] + ":" + parts[1] + ":", ""},
		{"another MAC", "1h", callers, session + parts[0] + ":" + parts[1] + ":" + strings.Repeat("A", 43), ""},
		{"a shorter MAC", "1h", callers, session + value[:len(value)-1], ""},
		{"a longer MAC", "1h", callers, session + value + "A", ""},
		{"one more part", "1h", callers, session + value + ":", ""},
		{"the bearer token", "1h", callers, session + annaToken, ""},
		{"nothing", "1h", callers, session, ""},
	} {
		server := serve(t, web.Config{Auth: authOf(t, test.auth)}.WithNow(at.Now), who)
		at.set(signedIn.Add(duration(t, test.after)))
		response, text := server.ask(t, "GET /\nCookie: "+test.cookie, nil)
		if got := response.StatusCode == http.StatusOK; got != (test.want != "") || got && text != test.want {
			t.Errorf("%s: %d %s, want %q", test.what, response.StatusCode, text, test.want)
		}
	}
}

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The cookie's port is the one by which the browser reaches the server, and the cookie is for TLS
// only if the browser uses TLS.
func TestSessionBehindAProxy(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t), Hosts: []string{"proxy.example:443", "plain.example:80"}}, who)
	for _, test := range []struct{ headers, name, secure string }{
		{"Host: proxy.example:443\nOrigin: https://proxy.example:443", "etokenpass-session-443", "; Secure"},
		{"Host: plain.example\nOrigin: http://plain.example", "etokenpass-session-80", ""},
		{"Host: [::1]:PORT\nOrigin: http://[::1]:PORT", "etokenpass-session-" + server.port(), ""},
	} {
		response, text := server.ask(t, "POST /sign-in\n"+test.headers, url.Values{"token": {ciToken}})
		got := response.Header.Get("Set-Cookie")
		if !strings.HasPrefix(got, test.name+"=") || !strings.HasSuffix(got, "; HttpOnly"+test.secure+"; SameSite=Strict") {
			t.Errorf("%q: %s\n%s", test.headers, got, text)
		}
	}
}

// A page of another site cannot use the cookie that the browser sends with its requests. Pages of
// configured origins change nothing with it either; they have bearer tokens.
func TestSessionAndOtherSites(t *testing.T) {
	const allowed = "https://app.example"
	server := serve(t, web.Config{Auth: auth(t), Origins: []string{allowed}}, who)
	cookie := server.signIn(t, ciToken)
	for _, test := range []struct {
		request string
		want    int
	}{
		{"POST /api\nSec-Fetch-Site: same-origin\nOrigin: http://127.0.0.1:PORT", 200},
		{"POST /api\nOrigin: http://127.0.0.1:PORT", 200}, // under a name without TLS there is no Sec-Fetch-Site
		{"POST /api", 200}, // not a browser
		{"GET /api\nSec-Fetch-Site: none", 200},

		{"POST /api\nOrigin: https://evil.example", 403},
		{"PUT /api\nOrigin: https://evil.example", 403},
		{"DELETE /api\nOrigin: https://evil.example", 403},
		{"POST /api\nOrigin: null", 403},
		{"POST /api\nSec-Fetch-Site: cross-site", 403},
		{"POST /api\nSec-Fetch-Site: same-site\nOrigin: http://127.0.0.1:1", 403}, // another server on this machine
		{"POST /sign-in\nOrigin: https://evil.example", 403},
		{"POST /sign-in\nSec-Fetch-Site: same-site", 403},
		{"POST /sign-out\nOrigin: https://evil.example", 403},
		{"POST /sign-out\nSec-Fetch-Site: cross-site", 403},

		{"POST /api\nOrigin: " + allowed, 401},
		{"POST /api\nSec-Fetch-Site: same-site\nOrigin: " + allowed, 401},
		{"POST /api\nOrigin: " + allowed + "\nAuthorization: Bearer " + ciToken, 200},
		{"POST /api\nAuthorization: Bearer wrong-wrong-wrong-wrong", 401}, // the session does not make up for it
	} {
		response, text := server.ask(t, test.request+"\n"+cookie, nil)
		if response.StatusCode != test.want {
			t.Errorf("%q: %d, want %d: %s", test.request, response.StatusCode, test.want, text)
		}
		if response.Header.Get("Set-Cookie") != "" || response.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%q: the headers %v", test.request, response.Header)
		}
	}
}

// A request that waits, such as an event stream, ends with its session. One with a bearer token
// does not.
func TestRequestsEndWithTheirSession(t *testing.T) {
	at := &clock{now: signedIn}
	waiting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, hasEnd := r.Context().Deadline(); hasEnd {
			<-r.Context().Done()
			_, _ = io.WriteString(w, "over")
		}
	})
	server := serve(t, web.Config{Auth: auth(t)}.WithNow(at.Now), waiting)
	cookie := server.signIn(t, ciToken)
	at.set(signedIn.Add(duration(t, "11h59m59.99s")))
	if response, text := server.ask(t, "GET /\n"+cookie, nil); response.StatusCode != http.StatusOK || text != "over" {
		t.Errorf("with a session: %d %s", response.StatusCode, text)
	}
	if response, text := server.ask(t, "GET /\nAuthorization: Bearer "+ciToken, nil); response.StatusCode != http.StatusOK || text != "" {
		t.Errorf("with a bearer token: %d %s", response.StatusCode, text)
	}
}
