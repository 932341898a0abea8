package client

import "net/http"

// keyForm is the form for a session key.
type keyForm struct {
	Action, Cancel string    // the paths of the two buttons
	Document       *Document // what is signed; nil at the login
}

func (s *site) addKey(mux *http.ServeMux) {
	s.add(mux, "GET /key", asked, func(v *visit) error { return v.askKey(nil) })
	s.add(mux, "POST /key", asked, (*visit).enterKey)
	s.add(mux, "POST /key/cancel", asked, (*visit).cancel)
}

// askKey shows the field for the session key of the login.
func (v *visit) askKey(m *message) error {
	form := keyForm{Action: "/key", Cancel: "/key/cancel"}
	return v.write("client-key.html", page{Title: text("client.authorisation"), Message: m, Content: form, here: "/key"})
}

// enterKey opens everything, if the session key is right.
func (v *visit) enterKey() error {
	result, err := v.EnterKey(v.w, v.r, v.field("key"))
	switch {
	case err != nil:
		return err
	case result == Done:
		return v.goTo("/documents")
	case result == Locked:
		return v.locked()
	}
	return v.askKey(v.message(result))
}

// cancel opens the bank without the right to sign or send documents.
func (v *visit) cancel() error {
	result, err := v.Cancel(v.w, v.r)
	switch {
	case err != nil:
		return err
	case result == Locked:
		return v.locked()
	}
	return v.goTo("/documents")
}
