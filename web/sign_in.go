package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"etokenpass/assets"
)

// signIn answers what everyone may ask a server with an auth file: to be signed in or out, and
// what the page for it loads.
type signIn struct {
	auth     *Auth
	sessions sessions
	pages    *Pages
	mux      *http.ServeMux
}

// The paths of forms and links.
const (
	signInPath  = "/sign-in"
	signOutPath = "/sign-out"
)

// mostSignIn is the size of a form, in bytes. A bearer token and a path are smaller.
const mostSignIn = 16 << 10

func newSignIn(auth *Auth, sessions sessions, practice string) *signIn {
	s := &signIn{auth, sessions, NewPages(assets.FS, "pages/sign-in.html", "pages/parts.html").ForPractice(practice), http.NewServeMux()}
	s.mux.HandleFunc("GET "+signInPath, func(w http.ResponseWriter, r *http.Request) {
		s.write(w, r, http.StatusOK, signInPage{Next: localPath(r.URL.Query().Get("next"))})
	})
	s.mux.Handle("POST "+signInPath, Form(mostSignIn, s.enter))
	s.mux.HandleFunc("POST "+signOutPath, s.leave)
	AddLook(s.mux)
	s.mux.Handle("GET /sign-in.css", Asset("pages/sign-in.css"))
	s.mux.Handle("GET /icon/etokenpass.svg", Asset("icon/etokenpass.svg"))
	return s
}

// has reports whether a request is for what signIn answers.
func (s *signIn) has(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return pattern != ""
}

func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	notePattern(s.mux).ServeHTTP(w, r)
}

// signInPage is the data of the page.
type signInPage struct {
	Next  string // where to go then: a path of this server
	Wrong bool   // whether the bearer token was wrong
}

// Address is that of the page: it is shown at any path.
func (p signInPage) Address() string { return signInPath + "?" + url.Values{"next": {p.Next}}.Encode() }

// ask answers a request for a page with the page for signing in.
func (s *signIn) ask(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, http.StatusUnauthorized, signInPage{Next: nextOf(r)})
}

// nextOf returns the path of a request, without the choice of a language: this page makes it, too,
// and the later choice counts.
func nextOf(r *http.Request) string {
	target := *r.URL
	if query := target.Query(); query.Has(languageName) {
		query.Del(languageName)
		target.RawQuery = query.Encode()
	}
	return localPath(target.RequestURI())
}

func (s *signIn) write(w http.ResponseWriter, r *http.Request, status int, page signInPage) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", bearerScheme)
	}
	s.pages.Write(w, r, status, "sign-in.html", page)
}

// enter begins a session for whoever knows a bearer token.
func (s *signIn) enter(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.PostForm.Get("next"))
	found, ok := s.auth.withToken(strings.TrimSpace(r.PostForm.Get("token"))) // copied with a space or a line break
	if !ok {
		s.write(w, r, http.StatusUnauthorized, signInPage{next, true})
		return
	}
	entryOf(r.Context()).caller = found.caller.Name
	s.sessions.begin(w, r, found)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// leave ends the session, if there is one.
func (s *signIn) leave(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// localPath returns next if it is a path of this server, with or without a query, and else /.
// Browsers take backslashes for slashes and leave out control characters, so that a backslash or
// a tab after the first slash can lead to another host, as in //host.
func localPath(next string) string {
	isOdd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) }
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, isOdd) {
		return "/"
	}
	return next
}
