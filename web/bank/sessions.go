package bank

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"etokenpass/web/client"
)

// session is a customer's session. The browser has its id in a cookie, which also says whose it is,
// and the bank only the hash of it, so that whoever reads the bank's files cannot use it.
type session struct {
	Hash  string       `json:"hash"` // SHA-256 of the id, in hex
	Stage client.Stage `json:"stage"`
	Until time.Time    `json:"until"`
}

const (
	sessionTime  = 8 * time.Hour
	mostSessions = 20 // of a customer; the oldest ends
	clientPath   = "/internet-client"
	cookieName   = "etokenpass-bank"
)

// begin begins a session at a stage, and returns its id, always a new one: one that the browser had
// before is worth nothing. The caller holds the account.
func (a *account) begin(stage client.Stage, now time.Time) (id string) {
	id = base64.RawURLEncoding.EncodeToString([]byte(a.customer.Login)) + "." + rand.Text() + rand.Text()
	a.sessions = append(a.sessions, session{hashOf(id), stage, now.Add(sessionTime)})
	a.sessions = slices.DeleteFunc(a.sessions, func(s session) bool { return !now.Before(s.Until) })
	if over := len(a.sessions) - mostSessions; over > 0 {
		a.sessions = slices.Delete(a.sessions, 0, over)
	}
	return id
}

// end ends a session. The caller holds the account.
func (a *account) end(hash string) {
	a.sessions = slices.DeleteFunc(a.sessions, func(s session) bool { return s.Hash == hash })
}

// session returns the session with a hash. The caller holds the account.
func (a *account) session(hash string, now time.Time) (s session, ok bool) {
	i := slices.IndexFunc(a.sessions, func(s session) bool { return s.Hash == hash && now.Before(s.Until) })
	if i < 0 {
		return session{}, false
	}
	return a.sessions[i], true
}

// hashOf returns the hash of a session's id. It says nothing about the id, so that hashes need not be
// compared in constant time.
func hashOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// give gives the browser the cookie of a session.
func give(w http.ResponseWriter, r *http.Request, id string) {
	setCookie(w, r, id, int(sessionTime.Seconds()))
}

func setCookie(w http.ResponseWriter, r *http.Request, id string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: nameOf(r), Value: id, Path: clientPath, MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(r.Header.Get("Origin"), "https://"), // behind a proxy with TLS
	})
}

// nameOf returns the name of the cookie. Browsers send a cookie to all ports of a host, so the name
// has the port in it.
func nameOf(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		return cookieName
	}
	return cookieName + "-" + port
}

// loginOf returns whose session an id is.
func loginOf(id string) string {
	encoded, _, _ := strings.Cut(id, ".")
	login, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return ""
	}
	return string(login)
}
