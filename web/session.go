package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sessions are the sign-ins of browsers. The server remembers none of them: a cookie says who has
// signed in and until when, as NAME:SECONDS:MAC, and the MAC proves it. So sessions survive a
// restart, and all servers with the same auth file know them. A session ends early when its
// caller is no longer in the auth file, or has another bearer token.
//
// Browsers send the cookie by themselves, so another site could use it. That site's requests
// change nothing: [origins] has refused them before, by Sec-Fetch-Site or Origin, which browsers
// set and pages cannot change. Nor can it read anything, as no answer permits that (CORS). The
// cookie is also SameSite=Strict, which alone would not be enough: servers on other ports of a
// machine are the same site.
type sessions struct {
	auth     *Auth
	now      func() time.Time
	ownPages *http.CrossOriginProtection
}

const (
	sessionTime  = 12 * time.Hour
	sessionLabel = "etokenpass session 1\n" // what these MACs are for, so that they are valid for nothing else
)

func newSessions(auth *Auth, now func() time.Time) sessions {
	return sessions{auth, now, http.NewCrossOriginProtection()}
}

// of returns the caller of the session of a request, and how much longer the session lasts. Pages
// of the configured origins have no part in it: what they change needs a bearer token.
func (s sessions) of(r *http.Request) (caller Caller, left time.Duration, ok bool) {
	if s.ownPages.Check(r) != nil {
		return Caller{}, 0, false
	}
	for _, cookie := range r.CookiesNamed(sessionCookie(r)) { // another server on this machine may have set one, too
		if caller, left, ok = s.read(cookie.Value); ok {
			return caller, left, true
		}
	}
	return Caller{}, 0, false
}

// read verifies the value of a cookie.
func (s sessions) read(value string) (caller Caller, left time.Duration, ok bool) {
	parts := strings.Split(value, ":")
	if len(parts) != 3 {
		return Caller{}, 0, false
	}
	found, known := s.auth.withName(parts[0])
	if !known || !hmac.Equal([]byte(parts[2]), []byte(macOf(found, parts[0]+":"+parts[1]))) {
		return Caller{}, 0, false
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	left = time.Unix(seconds, 0).Sub(s.now())
	return found.caller, left, err == nil && left > 0
}

// macOf returns the MAC of what a session of a caller states.
func macOf(c credential, statement string) string {
	mac := hmac.New(sha256.New, c.hash[:])
	mac.Write([]byte(sessionLabel + statement))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// begin gives the browser a session of a caller.
func (s sessions) begin(w http.ResponseWriter, r *http.Request, c credential) {
	statement := fmt.Sprintf("%s:%d", c.caller.Name, s.now().Add(sessionTime).Unix())
	setSession(w, r, statement+":"+macOf(c, statement), int(sessionTime.Seconds()))
}

// end takes the session from the browser. It would be valid until its time is over.
func (s sessions) end(w http.ResponseWriter, r *http.Request) { setSession(w, r, "", -1) }

func setSession(w http.ResponseWriter, r *http.Request, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie(r), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: isBehindTLS(r),
	})
}

// sessionCookie returns the name of the cookie. Browsers send a cookie to all ports of a host, so
// the name has the port in it: two servers on one machine do not sign each other's users out.
func sessionCookie(r *http.Request) string {
	_, port, _ := splitHost(r.Host) // the guard has checked it
	return "etokenpass-session-" + port
}

// isBehindTLS reports whether a form was sent over TLS, to a proxy. Only the page's origin tells.
func isBehindTLS(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Origin"), "https://")
}
