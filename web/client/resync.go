package client

import "net/http"

// addResync adds the page on which customers synchronise their own tokens. They can at the field
// for the session key, too: that is where they are refused.
func (s *site) addResync(mux *http.ServeMux) {
	s.add(mux, "GET /resync", started, func(v *visit) error { return v.showResync(nil) })
	s.add(mux, "POST /resync", started, (*visit).resync)
}

func (v *visit) showResync(m *message) error {
	if !v.CanResync() {
		return v.goTo(placeOf(v.Session))
	}
	return v.write("client-resync.html", page{Title: text("client.resync"), Message: m, here: "/resync"})
}

// resync synchronises the customer's token with two session keys.
func (v *visit) resync() error {
	if !v.CanResync() {
		return v.goTo(placeOf(v.Session))
	}
	result, err := v.Resync(v.r.Context(), v.field("first"), v.field("second"))
	switch {
	case err != nil:
		return err
	case result == Done:
		return v.goTo("/resync?said=" + string(resynced))
	case result == WrongKey:
		result = wrongKeys
	}
	return v.showResync(v.message(result))
}
