package web

import (
	"maps"
	"net/http"
)

// middleware wraps a handler.
type middleware func(http.Handler) http.Handler

// guard returns everything that stands between a server and its handler. The first in the list
// sees a request first.
func (c Config) guard(hosts *hosts, origins *origins) func(http.Handler) http.Handler {
	chain := []middleware{
		logRequests(logOf(c), c.Metrics),
		recoverPanics,
		setSecurityHeaders,
		hosts.check,
		origins.check,
		limitBodies(c.MaxBody),
		refuseEncodings,
		c.admit(),
		notePattern,
	}
	return func(handler http.Handler) http.Handler {
		for i := len(chain) - 1; i >= 0; i-- {
			handler = chain[i](handler)
		}
		return handler
	}
}

// securityHeaders tell browsers to load nothing from elsewhere, to run no script within a page,
// and to keep other sites out of ours.
var securityHeaders = http.Header{
	policyHeader: {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"same-origin"}, // with no-referrer, browsers send our forms with Origin: null
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Embedder-Policy": {"require-corp"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Cache-Control":                {"no-store"}, // static files set another one
}

func setSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), securityHeaders) // adding a value to one of them copies its slice
		next.ServeHTTP(w, r)
	})
}
