package web

import (
	"context"
	"net/http"
	"time"
)

// gate lets in the callers of an auth file, and everyone to public paths.
type gate struct {
	auth     *Auth
	public   []string
	sessions sessions
	signIn   *signIn
}

// admit returns the gate of a server. Without an auth file, there is none.
func (c Config) admit() middleware {
	if c.Auth == nil {
		return func(next http.Handler) http.Handler { return next }
	}
	now := c.now
	if now == nil {
		now = time.Now
	}
	sessions := sessions{c.Auth, now}
	g := &gate{c.Auth, c.Public, sessions, newSignIn(c.Auth, sessions, c.Practice)}
	return g.check
}

func (g *gate) check(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.signIn.has(r) {
			g.signIn.ServeHTTP(w, r)
			return
		}
		if isPublic(r.URL.Path, g.public) {
			next.ServeHTTP(w, r)
			return
		}
		ctx, end, ok := g.identify(r)
		if !ok {
			g.refuse(w, r)
			return
		}
		defer end()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// identify finds out who sent a request: the caller with its bearer token or, if it has no
// authorization at all, that of its session. The context knows the caller, and ends with the
// session, so that an event stream does not outlive it.
func (g *gate) identify(r *http.Request) (ctx context.Context, end context.CancelFunc, ok bool) {
	if token, given := bearer(r.Header); given {
		found, ok := g.auth.withToken(token)
		if !ok {
			return nil, nil, false
		}
		return withCaller(r.Context(), found.caller), func() {}, true
	}
	caller, left, ok := g.sessions.of(r)
	if !ok {
		return nil, nil, false
	}
	ctx, end = context.WithTimeout(withCaller(r.Context(), caller), left)
	return ctx, end, true
}

// refuse answers a browser that wants a page with the page for signing in, and everything else
// with a problem.
func (g *gate) refuse(w http.ResponseWriter, r *http.Request) {
	if wantsPage(r) {
		g.signIn.ask(w, r)
		return
	}
	_, given := bearer(r.Header)
	unauthorized(given).ServeHTTP(w, r)
}
