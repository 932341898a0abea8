package rehearsals

import (
	"encoding/json"
	"net/http"
	"slices"

	"etokenpass/internal/locale"
	"etokenpass/web"
)

// The names of events.
const (
	stateEvent = "state" // a [State], instead of the former one
	lineEvent  = "line"  // a [Line] more
)

// addStreams adds what pages read: the present, and what happens from then on. A page asks for the
// present again each time it has opened its stream, and after an event named missed.
func (s *Server) addStreams(mux *http.ServeMux) {
	mux.HandleFunc("GET /{code}/now", s.inView(func(w http.ResponseWriter, r *http.Request, v visit) error {
		return writeJSON(w, v.group.now(v.view, v.language))
	}))
	mux.HandleFunc("GET /{code}/events", s.inView(func(w http.ResponseWriter, r *http.Request, v visit) error {
		leave := v.group.present.come(v.view)
		v.group.wake()
		defer v.group.wake()
		defer leave()
		v.group.hub.Serve(w, r, topic(v.view, v.language))
		return nil
	}))
}

// visit is a request about a view of a group.
type visit struct {
	group    *group
	view     View
	language locale.Language
}

// inView returns a handler of requests about a view of a group, like /QK7M2X/now?view=customer&lang=en.
func (s *Server) inView(answer func(http.ResponseWriter, *http.Request, visit) error) http.HandlerFunc {
	return s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
		view := View(r.URL.Query().Get("view"))
		if !slices.Contains(Views(), view) {
			return web.Invalid("query.view", "must be customer, support, both or watch")
		}
		return answer(w, r, visit{m, view, web.Language(r)})
	})
}

// inGroup returns a handler of requests about a group. A problem is the answer.
func (s *Server) inGroup(answer func(http.ResponseWriter, *http.Request, *group) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m, err := s.groups.find(r.PathValue("code"))
		if err == nil {
			err = answer(w, r, m)
		}
		if err != nil {
			s.problemOf(err, web.Language(r)).ServeHTTP(w, r)
		}
	}
}

func writeJSON(w http.ResponseWriter, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data) // the client may be gone
	return nil
}

// topic is that of a view in a language.
func topic(view View, language locale.Language) string { return string(view) + "/" + string(language) }

// publish tells the streams what has happened since the last time. The caller holds the group.
func (m *group) publish() {
	mark := m.mark()
	if mark == m.shown {
		return
	}
	events := m.events()[m.told:]
	for _, view := range Views() {
		for _, language := range locale.Languages() {
			for i, event := range events {
				if line, ok := m.line(m.told+i, event, view, language); ok {
					m.hub.Publish(topic(view, language), lineEvent, line)
				}
			}
			m.hub.Publish(topic(view, language), stateEvent, m.state(view, language))
		}
	}
	m.told, m.shown = mark.events, mark
}
