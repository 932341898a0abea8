package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// origins decides which sites' pages may use the server: its own, and the configured ones.
type origins struct {
	configured []string
	protection *http.CrossOriginProtection
}

func newOrigins(configured []string) (*origins, error) {
	o := &origins{configured, http.NewCrossOriginProtection()}
	for _, origin := range configured {
		parsed, err := url.Parse(origin)
		if err != nil || parsed.User != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || origin != strings.ToLower(origin) {
			return nil, originError(origin)
		}
		if err := o.protection.AddTrustedOrigin(origin); err != nil {
			return nil, originError(origin)
		}
	}
	return o, nil
}

func originError(origin string) error {
	return fmt.Errorf("%q is not an origin: must be like https://app.example or http://localhost:3000, in lower case and without a path", origin)
}

// check refuses requests of foreign pages that change something, and tells browsers that the
// pages of configured origins may read answers (CORS).
func (o *origins) check(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		allowed := slices.Contains(o.configured, origin)
		if len(o.configured) > 0 {
			w.Header().Add("Vary", "Origin")
		}
		if allowed {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Expose-Headers", "*")
		}
		if isPreflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""; isPreflight {
			if !allowed {
				foreign.ServeHTTP(w, r)
				return
			}
			answerPreflight(w)
			return
		}
		if o.protection.Check(r) != nil {
			foreign.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var foreign = NewProblem(http.StatusForbidden, "pages of other sites may not use this server", "start the server with --allow-origin ORIGIN to allow one")

// answerPreflight permits everything: the request itself passes the other guards.
func answerPreflight(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, If-Match, If-None-Match")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
