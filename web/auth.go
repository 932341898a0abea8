package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"path"
	"slices"
	"strings"
)

// Auth decides who may use a server: callers with a bearer token (RFC 6750). A nil Auth admits
// everyone.
type Auth struct{ callers []credential }

// Caller is who sent a request.
type Caller struct {
	Name string
	Role string // one of those given to [ReadAuth]
}

// credential is a caller with the hash of the bearer token that proves it.
type credential struct {
	caller Caller
	hash   [sha256.Size]byte
}

// caller returns the caller with a bearer token. It takes the same time for each token: it
// compares hashes, which say nothing about the tokens, and always all of them.
func (a *Auth) caller(token string) (found Caller, ok bool) {
	hash := sha256.Sum256([]byte(token))
	for _, each := range a.callers {
		if subtle.ConstantTimeCompare(hash[:], each.hash[:]) == 1 {
			found, ok = each.caller, true
		}
	}
	return found, ok
}

type callerKey struct{}

// CallerOf returns who sent a request, given its context. ok is false if the server has no
// [Auth] or the path is public.
func CallerOf(ctx context.Context) (caller Caller, ok bool) {
	caller, ok = ctx.Value(callerKey{}).(Caller)
	return caller, ok
}

// check refuses requests without a valid bearer token, except for public paths.
func (a *Auth) check(public []string) middleware {
	return func(next http.Handler) http.Handler {
		if a == nil {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isPublic(r.URL.Path, public) {
				next.ServeHTTP(w, r)
				return
			}
			token, given := bearer(r.Header)
			caller, ok := a.caller(token)
			if !ok {
				unauthorized(given).ServeHTTP(w, r)
				return
			}
			entryOf(r.Context()).caller = caller.Name
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
		})
	}
}

// isPublic reports whether a path needs no authentication. A path that a mux would clean first,
// as in /public/../private, is not.
func isPublic(requested string, public []string) bool {
	if requested == "/healthz" || requested == "/readyz" {
		return true
	}
	if cleaned := path.Clean(requested); cleaned != requested && cleaned+"/" != requested {
		return false
	}
	return slices.ContainsFunc(public, func(allowed string) bool {
		folder, isFolder := strings.CutSuffix(allowed, "*")
		return requested == allowed || isFolder && strings.HasPrefix(requested, folder)
	})
}

// bearer returns the bearer token of a request, and whether there was any authorization.
func bearer(header http.Header) (token string, given bool) {
	all := header.Values("Authorization")
	if len(all) != 1 {
		return "", len(all) > 0
	}
	scheme, token, _ := strings.Cut(all[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", true
	}
	return strings.TrimLeft(token, " "), true
}

func unauthorized(given bool) *Problem {
	const scheme = `Bearer realm="etokenpass"`
	if given {
		return NewProblem(http.StatusUnauthorized, "the bearer token is not one of those in the auth file", "").
			With("WWW-Authenticate", scheme+`, error="invalid_token"`)
	}
	return NewProblem(http.StatusUnauthorized, "the request has no bearer token", "send the header Authorization: Bearer TOKEN").
		With("WWW-Authenticate", scheme)
}
