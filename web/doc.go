// Package web holds what all HTTP servers of this project share: the listener and its guards,
// authentication, signing in, errors, the API's description, events, pages, metrics, readiness
// and shutdown. Its functions work with any [net/http.Handler]; package web knows nothing of tokens or validators.
//
//	Listen ──> Server.Serve ──> log ──> Host ──> Origin, CORS ──> limits ──> authentication ──> handler
//
// The servers are test doubles and practice systems, so they listen on loopback unless told
// otherwise. A browser must not be a way around that: a request under a foreign Host name (DNS
// rebinding), or one from a foreign Origin that changes something, is answered with 403.
//
// With an [Auth], a client sends a bearer token with each request. A browser sends it once, to the
// page /sign-in, which it gets instead of any page that it may not see, and then has a session.
// Handlers need not know which of the two it was: [CallerOf] returns the caller.
//
// Errors are problem details (RFC 9457), see [Problem]. Neither errors nor logs contain what a
// client sent, which may be a PIN or a code.
package web
