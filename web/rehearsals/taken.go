package rehearsals

import (
	"net/http"
	"slices"

	"etokenpass/rehearsal"
)

// A side is for one browser. Another one is asked before it joins: its person may have changed
// machines, or may have chosen the wrong side. The browser that has joined keeps a cookie for the
// page, so that loading it again does not ask.
const joinedCookie = "etokenpass-joined"

// isTaken reports whether a browser shows a view of a side that another view has, too.
func (m *group) isTaken(view View) bool {
	for other, count := range m.present.counts() {
		if count > 0 && view.sharesSide(other) {
			return true
		}
	}
	return false
}

// sharesSide reports whether the people at two views play the same side.
func (v View) sharesSide(other View) bool {
	return slices.ContainsFunc(rehearsal.Roles(), func(role rehearsal.Role) bool { return v.plays(role) && other.plays(role) })
}

func hasJoined(r *http.Request) bool {
	_, err := r.Cookie(joinedCookie)
	return err == nil
}

// rememberJoined gives the browser the cookie for the page of a view.
func (s *site) rememberJoined(w http.ResponseWriter, m *group, view View) {
	http.SetCookie(w, &http.Cookie{
		Name: joinedCookie, Value: "yes", Path: s.options.Base + "/" + m.code + "/" + string(view),
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// joinAnyway lets a browser show a side that is taken.
func (s *site) joinAnyway(w http.ResponseWriter, r *http.Request, m *group, view View) error {
	s.rememberJoined(w, m, view)
	s.seeOther(w, r, m.code+"/"+string(view))
	return nil
}

// takenPage is the data of the page that asks before another browser joins a side.
type takenPage struct {
	Code     string
	View     View
	Exercise exerciseCard
}
