package client

import "net/http"

func (s *site) addSigning(mux *http.ServeMux) {
	s.add(mux, "POST /documents/{id}/sign", opened, (*visit).beginSigning)
	s.add(mux, "GET /documents/{id}/key", opened, func(v *visit) error { return v.askKeyFor(nil) })
	s.add(mux, "POST /documents/{id}/key", opened, (*visit).sign)
	s.add(mux, "POST /documents/{id}/key/cancel", opened, (*visit).cancelSigning)
}

// beginSigning signs a document if the session key of the login is enough, and asks for another if not.
func (v *visit) beginSigning() error {
	result, err := v.BeginSigning(v.r.Context(), v.id())
	switch {
	case err != nil:
		return err
	case result == NotAllowed:
		return v.notAllowed()
	case result == EnterKey:
		return v.goTo(pathOf(v.id()) + "/key")
	}
	return v.goTo(pathOf(v.id()))
}

// askKeyFor shows the field for the session key that signs a document.
func (v *visit) askKeyFor(m *message) error {
	document, err := v.document()
	if err != nil {
		return err
	}
	if document.State != Written {
		return v.goTo(pathOf(document.ID))
	}
	path := pathOf(document.ID) + "/key"
	form := keyForm{Action: path, Cancel: path + "/cancel", Document: &document}
	return v.write("client-sign.html", page{Title: titleOf("client.sign", document), Message: m, Content: form, here: path})
}

// sign signs a document with a session key.
func (v *visit) sign() error {
	result, err := v.Sign(v.w, v.r, v.id(), v.field("key"))
	switch {
	case err != nil:
		return err
	case result == Done:
		return v.goTo(pathOf(v.id()))
	case result == Locked:
		return v.locked()
	case result == NotAllowed:
		return v.notAllowed()
	}
	return v.askKeyFor(v.message(result))
}

// cancelSigning leaves a document unsigned.
func (v *visit) cancelSigning() error {
	if err := v.CancelSigning(v.r.Context(), v.id()); err != nil {
		return err
	}
	return v.goTo(pathOf(v.id()) + "?said=" + string(notSigned))
}
