package client

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/web"
)

// page is the data of each template.
type page struct {
	Options
	Title   line
	Session Session // nil before the login
	Message *message
	Content any

	here string // the path of the page, which its languages link to
}

// of returns the page as that of a session.
func (p page) of(session Session) page {
	p.Session = session
	return p
}

// IsReadOnly reports whether the customer has signed in with Cancel.
func (p page) IsReadOnly() bool { return p.Session != nil && p.Session.Stage() == ReadOnly }

// IsOpen reports whether the customer has signed in.
func (p page) IsOpen() bool { return p.Session != nil && p.Session.Stage() != AtKey }

// TakesFocus reports whether the first field of the page is to have the focus: not if there is a
// message, which is to be read first, and not in a frame, which may be loaded while the customer
// does something beside it.
func (p page) TakesFocus() bool { return !p.Framed && p.Message == nil }

// Address returns the address of the page. The page is an answer to a form now and then, so its message
// is a part of that address.
func (p page) Address() string {
	query := url.Values{}
	if p.Message != nil {
		query.Set("said", string(p.Message.Result))
	}
	return p.Base + p.here + "?" + query.Encode()
}

// status returns the status of the page, which its message decides.
func (p page) status() int {
	if p.Message == nil {
		return http.StatusOK
	}
	return p.Message.Status
}

// write answers with a page. Without a message, it has that of the address, if there is one.
func (s *site) write(w http.ResponseWriter, r *http.Request, status int, template string, p page) {
	p.Options = s.Options
	if p.Message == nil {
		p.Message = s.message(Result(r.URL.Query().Get("said")))
	}
	s.templates.Write(w, r, status, template, p)
}

// failure is what a page says about a request that could not be decided.
type failure struct {
	Text     locale.Key
	Detail   string          // what the bank says; "" if that is not for customers
	Language locale.Language // of the detail, if not that of the page
}

// fail answers a request that could not be decided.
func (s *site) fail(w http.ResponseWriter, r *http.Request, session Session, err error) {
	status, f := s.failure(r, err)
	p := page{Title: text("client.failed"), Content: f, here: placeOf(session)}
	s.write(w, r, status, "client-failed.html", p.of(session))
}

// failure returns the status for an error, and what to say about it.
func (s *site) failure(r *http.Request, err error) (int, failure) {
	var problem *web.Problem
	var told locale.Told
	switch {
	case errors.As(err, &problem) && problem.Status == http.StatusNotFound:
		return problem.Status, failure{Text: "client.not_found"}
	case errors.As(err, &problem):
		return problem.Status, failure{"client.failed.text", problem.Error(), locale.English}
	case errors.As(err, &told):
		return http.StatusConflict, failure{Text: "client.failed.text", Detail: locale.New(web.Language(r)).Error(told)}
	}
	if r.Context().Err() == nil { // else the customer is gone
		s.Log.Error("Internet-Client cannot decide", "err", err)
	}
	return http.StatusInternalServerError, failure{Text: "client.failed.later"}
}

// Time returns a time as a language writes it.
func (p page) Time(t time.Time, language locale.Language) string {
	layout := "2 Jan 2006, 15:04"
	if language == locale.Russian {
		layout = "02.01.2006, 15:04"
	}
	return t.UTC().Format(layout) + " UTC"
}

// State returns the name of a document's state.
func (p page) State(d Document) locale.Key {
	switch d.State {
	case Signed:
		return "client.state.signed"
	case Sent:
		return "client.state.sent"
	default:
		return "client.state.written"
	}
}

// Next returns what a state means, and what comes next.
func (p page) Next(d Document) locale.Key {
	switch d.State {
	case Signed:
		return "client.next.signed"
	case Sent:
		return "client.next.sent"
	default:
		return "client.next.written"
	}
}
