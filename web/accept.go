package web

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// wantsPage reports whether a request is a browser's, for a page: it prefers HTML, and is neither
// for an API nor from a client that authenticates itself.
func wantsPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && len(r.Header.Values("Authorization")) == 0 &&
		!strings.HasPrefix(r.URL.Path, "/api/") && prefersHTML(r.Header.Values("Accept"))
}

// prefersHTML reports whether a request names HTML, and JSON with a lower weight or not at all (RFC
// 9110, section 12.5.1). Wildcards name nothing: clients that take everything send them.
func prefersHTML(accept []string) bool {
	var html, other float64
	for each := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, parameters, err := mime.ParseMediaType(each)
		if err != nil {
			continue
		}
		weight := 1.0
		if text, given := parameters["q"]; given {
			weight, _ = strconv.ParseFloat(text, 64) // 0 if it is not a number
		}
		switch {
		case name == "text/html":
			html = max(html, weight)
		case strings.HasSuffix(name, "json"):
			other = max(other, weight)
		}
	}
	return html > other
}
