package web_test

import (
	"net/http"
	"strings"
	"testing"

	"etokenpass/web"
)

// A page is shown in no frame, and shows none, unless its handler says otherwise; then only pages of
// the same server.
func TestFrames(t *testing.T) {
	for _, test := range []struct {
		name        string
		handler     http.Handler
		has, hasNot string
	}{
		{"by default", answering("ok"), "frame-ancestors 'none'", "frame-src"},
		{"a page in a frame", web.AllowFraming(answering("ok")), "frame-ancestors 'self'", "frame-src"},
		{"a page with frames", web.WithFrames(answering("ok")), "frame-src 'self'", "frame-ancestors 'self'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, web.Config{}, test.handler)
			response, _ := server.raw(t, "GET / HTTP/1.1\nHost: 127.0.0.1:PORT")
			policy := response.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, test.has) || strings.Contains(policy, test.hasNot) {
				t.Errorf("%s", policy)
			}
			if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s", policy)
			}
		})
	}
}

// A page that can be saved as one file has its styles within it.
func TestStylesWithinAPage(t *testing.T) {
	page := "<style>p { color: red }</style><p>ok"
	server := serve(t, web.Config{}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		web.AllowStyles(w, []byte(page))
		_, _ = w.Write([]byte(page))
	}))
	response, _ := server.raw(t, "GET / HTTP/1.1\nHost: 127.0.0.1:PORT")
	const hash = "'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='"
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "style-src 'self' "+hash) || strings.Contains(policy, "unsafe") {
		t.Error(policy)
	}
}
