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

// Auth decides who may use a server: callers with a bearer token (RFC 6750), which a browser sends
// once, to sign in. A nil Auth admits everyone.
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

// withToken returns the caller with a bearer token. It takes the same time for each token: it
// compares hashes, which say nothing about the tokens, and always all of them.
func (a *Auth) withToken(token string) (found credential, ok bool) {
	hash := sha256.Sum256([]byte(token))
	for _, each := range a.callers {
		if subtle.ConstantTimeCompare(hash[:], each.hash[:]) == 1 {
			found, ok = each, true
		}
	}
	return found, ok
}

// withName returns the caller with a name.
func (a *Auth) withName(name string) (found credential, ok bool) {
	i := slices.IndexFunc(a.callers, func(each credential) bool { return each.caller.Name == name })
	if i < 0 {
		return credential{}, false
	}
	return a.callers[i], true
}

type callerKey struct{}

// CallerOf returns who sent a request, given its context. ok is false if the server has no
// [Auth] or the path is public.
func CallerOf(ctx context.Context) (caller Caller, ok bool) {
	caller, ok = ctx.Value(callerKey{}).(Caller)
	return caller, ok
}

// withCaller returns the context of a request whose caller is known. The log names the caller.
func withCaller(ctx context.Context, caller Caller) context.Context {
	entryOf(ctx).caller = caller.Name
	return context.WithValue(ctx, callerKey{}, caller)
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

// bearerScheme tells clients how to authenticate (RFC 6750).
const bearerScheme = `Bearer realm="etokenpass"`

func unauthorized(given bool) *Problem {
	if given {
		return NewProblem(http.StatusUnauthorized, "the bearer token is not one of those in the auth file", "").
			With("WWW-Authenticate", bearerScheme+`, error="invalid_token"`)
	}
	return NewProblem(http.StatusUnauthorized, "the request has no bearer token", "send the header Authorization: Bearer TOKEN").
		With("WWW-Authenticate", bearerScheme)
}
