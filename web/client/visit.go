package client

import (
	"net/http"
	"slices"

	"etokenpass/web"
)

// visit is a request of a customer who has a session.
type visit struct {
	*site
	Session
	w http.ResponseWriter
	r *http.Request
}

// mostForm is how many bytes a form may have; the longest document in percent-encoding is shorter.
const mostForm = 16 << 10

// add adds a page for customers whose session is at one of the stages. Others are sent to where
// they are.
func (s *site) add(mux *http.ServeMux, pattern string, stages []Stage, handle func(*visit) error) {
	mux.Handle(pattern, web.Form(mostForm, func(w http.ResponseWriter, r *http.Request) {
		session, err := s.Bank.Session(r)
		switch {
		case err != nil:
		case session == nil || !slices.Contains(stages, session.Stage()):
			s.goTo(w, r, placeOf(session))
		default:
			err = handle(&visit{s, session, w, r})
		}
		if err != nil {
			s.fail(w, r, session, err)
		}
	}))
}

// The stages that pages are for.
var (
	started = []Stage{AtKey, Full, ReadOnly}
	asked   = []Stage{AtKey}
	opened  = []Stage{Full, ReadOnly}
)

// placeOf returns the path of the page where a customer is, whose session may be nil.
func placeOf(session Session) string {
	switch {
	case session == nil:
		return "/login"
	case session.Stage() == AtKey:
		return "/key"
	}
	return "/documents"
}

// goTo sends a customer to another page.
func (s *site) goTo(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, s.Base+path, http.StatusSeeOther)
}

func (v *visit) goTo(path string) error {
	v.site.goTo(v.w, v.r, path)
	return nil
}

func (v *visit) write(template string, p page) error {
	v.site.write(v.w, v.r, p.status(), template, p.of(v.Session))
	return nil
}

// locked answers a customer whose account is locked, and whose session has ended.
func (v *visit) locked() error {
	v.sayLocked(v.w, v.r)
	return nil
}

// field returns what was entered, such as a session key.
func (v *visit) field(name string) string { return v.r.PostForm.Get(name) }
