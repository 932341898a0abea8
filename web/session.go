package web

import (
	"net/http"
	"time"
)

// sessions are the sign-ins of callers with a browser. A session ends early when its caller is no
// longer in the auth file, or has another bearer token.
type sessions struct {
	auth *Auth
	now  func() time.Time
}

var callerCookie = SessionCookie{Name: "etokenpass-session", Path: "/", Label: "etokenpass session 1\n", Time: 12 * time.Hour}

// of returns the caller of the session of a request, and how much longer the session lasts.
func (s sessions) of(r *http.Request) (caller Caller, left time.Duration, ok bool) {
	name, left, ok := callerCookie.Of(r, s.now(), func(name string) ([]byte, bool) {
		found, known := s.auth.withName(name)
		return found.hash[:], known
	})
	if !ok {
		return Caller{}, 0, false
	}
	found, ok := s.auth.withName(name)
	return found.caller, left, ok
}

// begin gives the browser a session of a caller.
func (s sessions) begin(w http.ResponseWriter, r *http.Request, c credential) {
	callerCookie.Begin(w, r, c.caller.Name, c.hash[:], s.now())
}

// end takes the session from the browser.
func (s sessions) end(w http.ResponseWriter, r *http.Request) { callerCookie.End(w, r) }
