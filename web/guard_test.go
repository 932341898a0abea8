package web_test

import (
	"net/http"
	"strings"
	"testing"

	"etokenpass/web"
)

// A request is answered only under a name of the server.
func TestHost(t *testing.T) {
	local := serve(t, web.Config{Hosts: []string{"tokens.example", "proxy.example:443"}}, answering("ok"))
	exposed := serve(t, web.Config{Listen: address(t, "0.0.0.0:0"), Open: true, Hosts: []string{"tokens.example"}}, answering("ok"))
	for _, test := range []struct {
		server  running
		request string
		want    int
	}{
		{local, "GET / HTTP/1.1\nHost: 127.0.0.1:PORT", 200},
		{local, "GET / HTTP/1.1\nHost: localhost:PORT", 200},
		{local, "GET / HTTP/1.1\nHost: LOCALHOST:PORT", 200},
		{local, "GET / HTTP/1.1\nHost: [::1]:PORT", 200},
		{local, "GET / HTTP/1.1\nHost: tokens.example:PORT", 200},
		{local, "GET / HTTP/1.1\nHost: proxy.example:443", 200},
		{local, "GET http://localhost:PORT/ HTTP/1.1\nHost: evil.example", 200}, // RFC 9112: Host is ignored

		{local, "GET / HTTP/1.1\nHost: evil.example", 403},
		{local, "GET / HTTP/1.1\nHost: evil.example:PORT", 403}, // DNS rebinding
		{local, "GET / HTTP/1.1\nHost: localhost.evil.example:PORT", 403},
		{local, "GET / HTTP/1.1\nHost: localhost.:PORT", 403},
		{local, "GET / HTTP/1.1\nHost: 127.0.0.1.nip.example:PORT", 403},
		{local, "GET / HTTP/1.1\nHost: 192.0.2.1:PORT", 403},
		{local, "GET / HTTP/1.1\nHost: 127.0.0.1", 403}, // port 80
		{local, "GET / HTTP/1.1\nHost: 127.0.0.1:1", 403},
		{local, "GET / HTTP/1.1\nHost: [::1]", 403},
		{local, "GET / HTTP/1.1\nHost: proxy.example", 403},
		{local, "GET / HTTP/1.1\nHost: :PORT", 403},
		{local, "GET / HTTP/1.1\nHost:", 403},
		{local, "GET / HTTP/1.0", 403},
		{local, "GET http://evil.example/ HTTP/1.1\nHost: localhost:PORT", 403},
		{local, "OPTIONS * HTTP/1.1\nHost: evil.example", 403},
		{local, "GET / HTTP/1.1\nHost: a@localhost:PORT", 400}, // net/http
		{local, "GET / HTTP/1.1\nHost: localhost:PORT\nHost: localhost:PORT", 400},
		{local, "GET / HTTP/1.1", 400},

		{exposed, "GET / HTTP/1.1\nHost: 192.0.2.1:PORT", 200},
		{exposed, "GET / HTTP/1.1\nHost: 192.0.2.1:8080", 200}, // a mapped port
		{exposed, "GET / HTTP/1.1\nHost: [2001:db8::1]:PORT", 200},
		{exposed, "GET / HTTP/1.1\nHost: tokens.example", 200},
		{exposed, "GET / HTTP/1.1\nHost: localhost:8080", 200},
		{exposed, "GET / HTTP/1.1\nHost: evil.example:PORT", 403},
		{exposed, "GET / HTTP/1.1\nHost: 192.0.2.1.nip.example", 403},
		{exposed, "GET / HTTP/1.1\nHost: tokens.example.evil.example", 403},
	} {
		response, text := test.server.raw(t, test.request)
		if response.StatusCode != test.want {
			t.Errorf("%q: %d, want %d: %s", test.request, response.StatusCode, test.want, text)
		}
		if test.want == http.StatusForbidden {
			problem(t, response, text, http.StatusForbidden)
		}
		if strings.Contains(text, "evil") {
			t.Errorf("%q: the answer repeats the name: %s", test.request, text)
		}
	}
}

// Pages of other sites change nothing, and read nothing unless they are allowed.
func TestOrigin(t *testing.T) {
	const allowed = "https://app.example:8443"
	closed := serve(t, web.Config{}, answering("ok"))
	open := serve(t, web.Config{Origins: []string{allowed}}, answering("ok"))
	for _, test := range []struct {
		server  running
		method  string
		headers string
		want    int
		reads   bool // the page may read the answer
	}{
		{closed, "POST", "", 200, false}, // curl
		{closed, "POST", "Origin: http://127.0.0.1:PORT", 200, false},
		{closed, "POST", "Sec-Fetch-Site: same-origin\nOrigin: http://127.0.0.1:PORT", 200, false},
		{closed, "POST", "Sec-Fetch-Site: none", 200, false}, // typed by the user
		{closed, "GET", "Origin: https://evil.example", 200, false},
		{closed, "HEAD", "Origin: https://evil.example", 200, false},

		{closed, "POST", "Origin: https://evil.example", 403, false},
		{closed, "PUT", "Origin: https://evil.example", 403, false},
		{closed, "PATCH", "Origin: https://evil.example", 403, false},
		{closed, "DELETE", "Origin: https://evil.example", 403, false},
		{closed, "PURGE", "Origin: https://evil.example", 403, false},
		{closed, "POST", "Origin: null", 403, false}, // a sandboxed page, or a file
		{closed, "POST", "Origin: http://127.0.0.1:1", 403, false},
		{closed, "POST", "Origin: http://localhost:PORT", 403, false}, // another origin than that of the request
		{closed, "POST", "Origin: %", 403, false},
		{closed, "POST", "Sec-Fetch-Site: cross-site", 403, false},
		{closed, "POST", "Sec-Fetch-Site: same-site\nOrigin: http://127.0.0.1:3000", 403, false},
		{closed, "POST", "Origin: " + allowed, 403, false},
		{closed, "OPTIONS", "Origin: https://evil.example\nAccess-Control-Request-Method: POST", 403, false},

		{open, "POST", "Origin: " + allowed, 200, true},
		{open, "POST", "Sec-Fetch-Site: cross-site\nOrigin: " + allowed, 200, true},
		{open, "GET", "Origin: " + allowed, 200, true},
		{open, "OPTIONS", "Origin: " + allowed + "\nAccess-Control-Request-Method: DELETE", 204, true},
		{open, "GET", "Origin: https://evil.example", 200, false},
		{open, "POST", "Origin: https://app.example", 403, false}, // another port
		{open, "POST", "Origin: http://app.example:8443", 403, false},
		{open, "POST", "Origin: " + allowed + ".evil.example", 403, false},
		{open, "OPTIONS", "Origin: null\nAccess-Control-Request-Method: POST", 403, false},
	} {
		request := test.method + " / HTTP/1.1\nHost: 127.0.0.1:PORT\nConnection: close\nContent-Length: 0\n" + test.headers
		response, _ := test.server.raw(t, strings.TrimSpace(request))
		if response.StatusCode != test.want {
			t.Errorf("%s %q: %d, want %d", test.method, test.headers, response.StatusCode, test.want)
		}
		origin := response.Header.Get("Access-Control-Allow-Origin")
		if reads := origin == allowed; reads != test.reads || origin != "" && !reads {
			t.Errorf("%s %q: Access-Control-Allow-Origin is %q", test.method, test.headers, origin)
		}
		if vary := response.Header.Get("Vary"); (vary == "Origin") != (test.server.Server == open.Server) {
			t.Errorf("%s %q: Vary is %q", test.method, test.headers, vary)
		}
		if response.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Error("cookies are allowed")
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	server := serve(t, web.Config{}, web.Routes(http.NewServeMux()))
	for _, host := range []string{"127.0.0.1:PORT", "evil.example"} { // on errors, too
		response, _ := server.raw(t, "GET / HTTP/1.1\nHost: "+host)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
				"font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                "no-store",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", host, name, got)
			}
		}
	}
}

func TestRoutes(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("GET /a/{id}", answering("a"))
	mux.Handle("PUT /a/{id}", answering("a"))
	mux.Handle("/own", http.NotFoundHandler())
	mux.Handle("/tree/", answering("tree"))
	server := serve(t, web.Config{}, web.Routes(mux))

	response, text := server.raw(t, "GET /a/1 HTTP/1.1\nHost: localhost:PORT")
	if response.StatusCode != http.StatusOK || text != "a" {
		t.Errorf("%d: %s", response.StatusCode, text)
	}
	response, text = server.raw(t, "GET /b/123456?code=123456 HTTP/1.1\nHost: localhost:PORT")
	if p := problem(t, response, text, http.StatusNotFound); p.Problem != "there is nothing at this path" || p.Advice != "/docs on this server lists all requests" {
		t.Error(text)
	}
	response, text = server.raw(t, "DELETE /a/1 HTTP/1.1\nHost: localhost:PORT")
	if p := problem(t, response, text, http.StatusMethodNotAllowed); p.Problem != "this path does not have the method: must be GET, HEAD, PUT" {
		t.Error(text)
	}
	if allow := response.Header.Get("Allow"); allow != "GET, HEAD, PUT" {
		t.Errorf("Allow is %q", allow)
	}
	response, text = server.raw(t, "GET /own HTTP/1.1\nHost: localhost:PORT") // the handler's own answer is kept
	if response.StatusCode != http.StatusNotFound || text != "404 page not found\n" {
		t.Errorf("%d: %s", response.StatusCode, text)
	}
	for path, want := range map[string]string{"/tree": "/tree/", "/x/../a/1": "/a/1", "/x/../y": "/y"} {
		response, _ = server.raw(t, "GET "+path+" HTTP/1.1\nHost: localhost:PORT")
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusTemporaryRedirect || got != want {
			t.Errorf("%s: %d to %q, want %q", path, response.StatusCode, got, want)
		}
	}
	response, _ = server.raw(t, "OPTIONS * HTTP/1.1\nHost: localhost:PORT")
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("OPTIONS *: %d", response.StatusCode)
	}
}
