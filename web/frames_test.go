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
