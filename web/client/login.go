package client

import (
	"net/http"
	"strings"

	"etokenpass/web"
)

func (s *site) addLogin(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		s.login(w, r, s.Bank.Practice(), nil)
	})
	mux.Handle("POST /login", web.Form(mostForm, s.signIn))
	mux.HandleFunc("GET /locked", s.sayLocked)
	s.add(mux, "POST /sign-out", started, (*visit).signOut)
}

// login shows the form for login and password. It is there for those who have a session, too: they
// may want another one.
func (s *site) login(w http.ResponseWriter, r *http.Request, filled Credentials, m *message) {
	p := page{Title: text("client.login"), Message: m, Content: filled, here: "/login"}
	s.write(w, r, p.status(), "client-login.html", p)
}

// signIn checks login and password. The password is not written back.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	given := Credentials{strings.TrimSpace(r.PostForm.Get("login")), r.PostForm.Get("password")}
	result, err := s.Bank.SignIn(w, r, given)
	switch {
	case err != nil:
		s.fail(w, r, nil, err)
	case result == Done:
		s.goTo(w, r, "/key")
	case result == Locked:
		s.sayLocked(w, r)
	default:
		s.login(w, r, Credentials{Login: given.Login}, s.message(result))
	}
}

// sayLocked says that the account is locked.
func (s *site) sayLocked(w http.ResponseWriter, r *http.Request) {
	p := page{Title: text("client.login"), Message: s.message(Locked), here: "/locked"}
	s.write(w, r, p.status(), "client-message.html", p)
}

// signOut ends the session.
func (v *visit) signOut() error {
	if !v.CanEnd() {
		return v.goTo("/documents")
	}
	if err := v.End(v.w, v.r); err != nil {
		return err
	}
	return v.goTo("/login")
}
