package web

import (
	"net/http"
	"strings"
)

// policyHeader says what a page may load, and where it may be shown.
const policyHeader = "Content-Security-Policy"

// AllowFraming lets the pages of a handler be shown in a frame of another page of this server.
// Without it, no page can.
func AllowFraming(handler http.Handler) http.Handler {
	return withPolicy(handler, "frame-ancestors 'none'", "frame-ancestors 'self'")
}

// WithFrames lets the pages of a handler show pages of this server in frames.
func WithFrames(handler http.Handler) http.Handler {
	return withPolicy(handler, "base-uri 'none'", "base-uri 'none'; frame-src 'self'")
}

// withPolicy replaces a part of the policy that the guard has set.
func withPolicy(handler http.Handler, before, after string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set(policyHeader, strings.Replace(header.Get(policyHeader), before, after, 1))
		handler.ServeHTTP(w, r)
	})
}
