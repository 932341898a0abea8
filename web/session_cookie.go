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

// SessionCookie is a kind of session of browsers. The server remembers none of them: a cookie says
// who has signed in and until when, as NAME:SECONDS:MAC, and the MAC proves it. So sessions survive
// a restart, and all servers with the same keys know them. A session ends early when its key
// changes.
//
// Browsers send the cookie by themselves, so another site could use it. That site's requests
// change nothing: the server has refused them before, by Sec-Fetch-Site or Origin, which browsers
// set and pages cannot change. Nor can it read anything, as no answer permits that (CORS). The
// cookie is also SameSite=Strict, which alone would not be enough: servers on other ports of a
// machine are the same site.
type SessionCookie struct {
	Name  string        // of the cookie; the port of the server is added
	Path  string        // of the pages that get it
	Label string        // what these MACs are for, so that they are valid for nothing else
	Time  time.Duration // how long a session lasts
}

// Begin gives the browser a session. The name is who has signed in: letters, digits, dots, dashes,
// underscores and @.
func (c SessionCookie) Begin(w http.ResponseWriter, r *http.Request, name string, key []byte, now time.Time) {
	statement := fmt.Sprintf("%s:%d", name, now.Add(c.Time).Unix())
	c.set(w, r, statement+":"+c.mac(key, statement), int(c.Time.Seconds()))
}

// End takes the session from the browser. It would be valid until its time is over.
func (c SessionCookie) End(w http.ResponseWriter, r *http.Request) { c.set(w, r, "", -1) }

// Of returns whose session a request has, and how much longer it lasts. keyOf returns the key of a
// name; ok is false if there is none. Pages of configured origins have no part in a session: what
// they change needs a bearer token.
func (c SessionCookie) Of(r *http.Request, now time.Time, keyOf func(name string) (key []byte, ok bool)) (name string, left time.Duration, ok bool) {
	if ownPages.Check(r) != nil {
		return "", 0, false
	}
	for _, cookie := range r.CookiesNamed(c.name(r)) { // another server on this machine may have set one, too
		if name, left, ok = c.read(cookie.Value, now, keyOf); ok {
			return name, left, true
		}
	}
	return "", 0, false
}

var ownPages = http.NewCrossOriginProtection()

// read verifies the value of a cookie.
func (c SessionCookie) read(value string, now time.Time, keyOf func(string) ([]byte, bool)) (name string, left time.Duration, ok bool) {
	parts := strings.Split(value, ":")
	if len(parts) != 3 {
		return "", 0, false
	}
	key, known := keyOf(parts[0])
	if !known || !hmac.Equal([]byte(parts[2]), []byte(c.mac(key, parts[0]+":"+parts[1]))) {
		return "", 0, false
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	left = time.Unix(seconds, 0).Sub(now)
	return parts[0], left, err == nil && left > 0
}

// mac returns the MAC of what a session states.
func (c SessionCookie) mac(key []byte, statement string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(c.Label + statement))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (c SessionCookie) set(w http.ResponseWriter, r *http.Request, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: c.name(r), Value: value, Path: c.Path, MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: isBehindTLS(r),
	})
}

// name returns the name of the cookie. Browsers send a cookie to all ports of a host, so the name
// has the port in it: two servers on one machine do not sign each other's users out.
func (c SessionCookie) name(r *http.Request) string {
	_, port, _ := splitHost(r.Host) // the guard has checked it
	return c.Name + "-" + port
}

// isBehindTLS reports whether a form was sent over TLS, to a proxy. Only the page's origin tells.
func isBehindTLS(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Origin"), "https://")
}
