package rehearsals

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// AddAPI adds the rehearsals to the API of the bank: what browsers do, tests can do, too. Whoever may
// call the API may play.
func (s *Server) AddAPI(api huma.API) {
	s.addOpening(api)
	s.addPlaying(api)
}

const apiTag = "rehearsals"

func operation(id, method, path, summary string, errors ...int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: web.APIPath + path, Summary: summary, Tags: []string{apiTag}, MaxBodyBytes: mostAct,
		Errors: errors,
	}
}

// InLanguage is the part of a request that asks for texts. Parts are exported because huma sees no others.
type InLanguage struct {
	Language locale.Language `query:"lang" enum:"en,ru" default:"en" doc:"The language of texts."`
}

// OfRehearsal is the part of a request that names a rehearsal.
type OfRehearsal struct {
	InLanguage
	Code string `path:"code" maxLength:"100" doc:"The invitation code." example:"QK7M2X"`
}

// OfView is the part of a request that names a view of a rehearsal.
type OfView struct {
	OfRehearsal
	View View `query:"view" required:"true" enum:"customer,support,both,watch" doc:"Whose view it is."`
}

// ExerciseList lists the exercises.
type ExerciseList struct {
	Exercises []ExerciseInfo `json:"exercises" nullable:"false" doc:"From the easiest to the hardest."`
}

// ExerciseInfo is an exercise as clients see it.
type ExerciseInfo struct {
	Name      string           `json:"name" example:"pocket-presses"`
	Title     string           `json:"title"`
	Situation string           `json:"situation"`
	Goal      string           `json:"goal"`
	Minutes   int              `json:"minutes" doc:"How long it takes."`
	Roles     []rehearsal.Role `json:"roles" nullable:"false" doc:"The sides that it has."`
}

// RehearsalInfo is a rehearsal that was opened.
type RehearsalInfo struct {
	Code    string          `json:"code" doc:"The invitation code." example:"QK7M2X"`
	Opening Opening         `json:"opening" doc:"What was asked for, with the defaults filled in."`
	Opened  web.Timestamp   `json:"opened"`
	Pages   map[View]string `json:"pages" doc:"The paths of the pages on which people play, and of the watcher's."`
}

func (m *group) info() RehearsalInfo {
	info := RehearsalInfo{Code: m.code, Opening: m.opening, Opened: web.Timestamp(m.opened), Pages: map[View]string{}}
	for _, view := range m.opening.Views() {
		info.Pages[view] = m.server.options.Base + "/" + m.code + "/" + string(view)
	}
	return info
}

// addOpening adds what comes before a rehearsal.
func (s *Server) addOpening(api huma.API) {
	web.Register(api, operation("list-exercises", http.MethodGet, "/exercises", "List the exercises that can be rehearsed"),
		func(_ context.Context, in *InLanguage) (*web.Answer[ExerciseList], error) {
			list := ExerciseList{Exercises: []ExerciseInfo{}}
			for _, e := range rehearsal.Exercises() {
				list.Exercises = append(list.Exercises, ExerciseInfo{
					e.Name, e.Title.In(in.Language), e.Situation.In(in.Language), e.Goal.In(in.Language), e.Minutes, e.Roles,
				})
			}
			return web.Reply(list, nil)
		})
	open := operation("open-rehearsal", http.MethodPost, "/rehearsals", "Open a rehearsal", http.StatusConflict, http.StatusInsufficientStorage)
	open.DefaultStatus = http.StatusCreated
	web.Register(api, open, func(_ context.Context, in *struct {
		InLanguage
		Body Opening
	},
	) (*web.Answer[RehearsalInfo], error) {
		m, err := s.open(in.Body, in.Language)
		if err != nil {
			return nil, s.problemOf(err, in.Language)
		}
		return web.Reply(m.info(), nil)
	})
}

// addPlaying adds what is done in a rehearsal.
func (s *Server) addPlaying(api huma.API) {
	const path = "/rehearsals/{code}"
	register(s, api, operation("get-rehearsal", http.MethodGet, path, "Get a rehearsal"),
		func(m *group, _ *OfRehearsal) (RehearsalInfo, error) { return m.info(), nil })
	register(s, api, operation("get-outcome", http.MethodGet, path+"/outcome", "Get what has come of a rehearsal so far"),
		func(m *group, in *OfRehearsal) (rehearsal.Outcome, error) {
			return m.summary().Outcome(locale.New(in.Language)), nil
		})
	register(s, api, operation("get-view", http.MethodGet, path+"/now", "Get what a view shows now"),
		func(m *group, in *OfView) (Now, error) { return m.now(in.View, in.Language), nil })

	act := operation("act", http.MethodPost, path+"/acts", "Do something at a view")
	act.Description = "What a person does besides using the token, Internet-Client and the console."
	register(s, api, changing(act, http.StatusForbidden), func(m *group, in *actRequest) (State, error) {
		return visit{m, in.View, in.Language}.act(in.Body)
	})
	button := operation("use-button", http.MethodPost, path+"/tokens/{serial}/button", "Use the button of the token in the customer's hand")
	register(s, api, changing(button), func(m *group, in *buttonRequest) (tokens.Screen, error) {
		return m.press(in.Serial, buttonActions[in.Body.Action])
	})
}

type actRequest struct {
	OfView
	Body Act
}

type buttonRequest struct {
	OfRehearsal
	Serial string `path:"serial" maxLength:"1000" doc:"The token in the customer's hand." example:"000500040815"`
	Body   ButtonUse
}

// ButtonUse is a use of the button.
type ButtonUse struct {
	Action string `json:"action" enum:"press,down,up,hold" doc:"What to do. A press and a hold take their time in the rehearsal." example:"press"`
}

// changing adds what a rehearsal answers if it cannot go on.
func changing(op huma.Operation, errors ...int) huma.Operation {
	op.Errors = append(append(op.Errors, errors...), http.StatusConflict, http.StatusInsufficientStorage)
	return op
}

// request is a request about a rehearsal.
type request interface {
	group(s *Server) (*group, error)
	language() locale.Language
}

func (in *OfRehearsal) group(s *Server) (*group, error) { return s.groups.find(in.Code) }
func (in *InLanguage) language() locale.Language        { return in.Language }

// register adds an operation on a rehearsal.
func register[I, O any, P interface {
	*I
	request
}](s *Server, api huma.API, op huma.Operation, do func(*group, P) (O, error),
) {
	op.Errors = append(op.Errors, http.StatusNotFound, http.StatusGone) // gone: closed, or damaged
	web.Register(api, op, func(_ context.Context, in *I) (*web.Answer[O], error) {
		m, err := P(in).group(s)
		if err != nil {
			return nil, s.problemOf(err, P(in).language())
		}
		answer, err := do(m, in)
		if err != nil {
			return nil, s.problemOf(err, P(in).language())
		}
		return web.Reply(answer, nil)
	})
}
