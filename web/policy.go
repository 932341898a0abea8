package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
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
		changePolicy(w, before, after)
		handler.ServeHTTP(w, r)
	})
}

func changePolicy(w http.ResponseWriter, before, after string) {
	header := w.Header()
	header.Set(policyHeader, strings.Replace(header.Get(policyHeader), before, after, 1))
}

// AllowStyles permits the style sheets that are within a page, such as a report that can also be
// saved as one file. Other styles within it remain forbidden.
func AllowStyles(w http.ResponseWriter, page []byte) {
	for _, found := range stylePattern.FindAllSubmatch(page, -1) {
		hash := sha256.Sum256(found[1])
		changePolicy(w, "style-src 'self'", "style-src 'self' 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"'")
	}
}

var stylePattern = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
