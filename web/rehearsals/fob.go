package rehearsals

import (
	"net/http"

	"etokenpass/rehearsal"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// addFob adds what the fob on a page needs. Requests and answers are those of a token of etokenpass
// serve, so that the page's scripts are, too.
func (s *Server) addFob(mux *http.ServeMux) {
	mux.Handle("POST /{code}/fob/tokens/{serial}/button", web.LimitBody(mostAct, s.inGroup(useButton)))
	mux.HandleFunc("GET /{code}/fob/{serial}/back.svg", s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
		return m.use(func() error {
			held := m.play.View().Profile
			if held.Serial != r.PathValue("serial") {
				return errNotHeld
			}
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write(tokens.Back(held)) // the client may be gone
			return nil
		})
	}))
}

// useButton does what the customer does with the button of the token in the hand.
func useButton(w http.ResponseWriter, r *http.Request, m *group) error {
	var button struct {
		Action string `json:"action"`
	}
	if err := readJSON(r.Body, &button, `{"action":"down"}`); err != nil {
		return err
	}
	action, known := buttonActions[button.Action]
	if !known {
		return web.Invalid("body.action", "must be press, down, up or hold")
	}
	screen, err := m.press(r.PathValue("serial"), action)
	if err != nil {
		return err
	}
	return writeJSON(w, screen)
}

var buttonActions = map[string]rehearsal.Verb{
	"press": rehearsal.Press, "down": rehearsal.Down, "up": rehearsal.Up, "hold": rehearsal.Hold,
}

// press uses the button of a token, which must be the one in the hand, and returns what it shows.
func (m *group) press(serial string, action rehearsal.Verb) (screen tokens.Screen, err error) {
	err = m.use(func() error {
		if m.play.View().Profile.Serial != serial {
			return errNotHeld
		}
		if err := m.perform(verb(action)); err != nil {
			return err
		}
		seen := m.play.View()
		screen = tokens.ScreenOf(seen.Profile, seen.Token)
		return nil
	})
	return screen, err
}
