package tokens

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/device"
	"etokenpass/web"
)

// The names of events.
const (
	screenEvent  = "screen"  // a screen appeared
	buttonEvent  = "button"  // the button went down, or came up
	createdEvent = "created" // the token was created
	changedEvent = "changed" // its clock or its properties were changed
	deletedEvent = "deleted"
)

// Event is the data of an event: a token with what it shows.
type Event struct {
	ID string `json:"id" doc:"The token in paths." example:"000000000000-f7b11509f4d675c3"`
	Screen
}

// publish sends an event about the token to the event streams.
func (e *entry) publish(name string, seen device.Snapshot) {
	e.server.events.Publish(e.id, name, Event{ID: e.id, Screen: ScreenOf(e.profile, seen)})
}

// addEvents adds the event streams.
func (s *Server) addEvents(api huma.API, mux *http.ServeMux) {
	names := []string{screenEvent, buttonEvent, createdEvent, changedEvent, deletedEvent}
	const description = "Each event has the token, its screen and the number of the screen. " +
		"A screen event follows each change of the screen. A button event follows when the button goes down, and when it comes up: the field " +
		"down says which, and the screen to which a release leads comes before it. A press, which takes no time, causes none. " +
		"created, changed and deleted are about the token itself. The number of the screen grows with screen events only."

	one := operation("follow-token", http.MethodGet, "/tokens/{id}/events", "Follow a token")
	one.Description = description
	one.Parameters = []*huma.Param{{
		Name: "id", In: "path", Required: true, Description: "The token: its id, or its serial.", Schema: &huma.Schema{Type: huma.TypeString},
	}}
	s.events.Describe(api, one, names...)
	describeErrors(api.OpenAPI().Paths[one.Path].Get, http.StatusNotFound, http.StatusUnprocessableEntity)
	mux.HandleFunc("GET "+one.Path, func(w http.ResponseWriter, r *http.Request) {
		e, err := s.registry.find(r.PathValue("id"))
		if problem, ok := errors.AsType[*web.Problem](err); ok {
			problem.ServeHTTP(w, r)
			return
		}
		s.follow(w, r, e.id)
	})

	all := operation("follow-tokens", http.MethodGet, "/events", "Follow all tokens")
	all.Description = description
	s.events.Describe(api, all, names...)
	describeErrors(api.OpenAPI().Paths[all.Path].Get, http.StatusUnprocessableEntity)
	mux.HandleFunc("GET "+all.Path, func(w http.ResponseWriter, r *http.Request) { s.follow(w, r, "") })
}

// follow answers with the events of a topic. Like all operations, it refuses unknown parameters.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, topic string) {
	if r.URL.RawQuery != "" {
		web.Invalid("query", "unknown parameter: this operation has none").ServeHTTP(w, r)
		return
	}
	s.events.Serve(w, r, topic)
}

// describeErrors adds errors to the description of an operation that has one.
func describeErrors(op *huma.Operation, statuses ...int) {
	for _, status := range statuses {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: op.Responses[strconv.Itoa(http.StatusServiceUnavailable)].Content,
		}
	}
}
