package tokens

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/web"
)

// Force is whether a request may set back a saved counter.
type Force struct {
	Force bool `query:"force" doc:"Set back a counter that is saved, too. An event token then repeats codes."`
}

type stateInput struct {
	TokenPath
	Force
	Body State
}

type resetInput struct {
	TokenPath
	Force
}

type patchInput struct {
	TokenPath
	Body Patch
}

type profileInput struct {
	TokenPath
	Reveal bool `query:"reveal" doc:"Show the secret. Only a server that was started with --reveal does."`
}

// addState adds the operations on what a token keeps, and on what it is.
func (s *Server) addState(api huma.API) {
	onToken(s, api, operation("get-state", http.MethodGet, "/tokens/{id}/state", "Get a token's state, to restore it later", http.StatusInternalServerError),
		func(_ context.Context, e *entry, _ *TokenPath) (State, error) { return e.state() })

	restore := operation("restore-state", http.MethodPut, "/tokens/{id}/state", "Restore a token's state", http.StatusConflict, http.StatusInternalServerError)
	restore.Description = "The LCD goes off. Screens continue to be numbered, and the clock is left alone."
	onToken(s, api, restore, func(_ context.Context, e *entry, in *stateInput) (Screen, error) {
		return e.restore(in.Body, in.Force.Force)
	})

	reset := operation("reset-token", http.MethodPost, "/tokens/{id}/reset", "Reset a token to the counter of its profile", http.StatusConflict, http.StatusInternalServerError)
	reset.Description = restore.Description
	onToken(s, api, reset, func(_ context.Context, e *entry, in *resetInput) (Screen, error) { return e.reset(in.Force.Force) })

	change := operation("change-token", http.MethodPatch, "/tokens/{id}", "Change a token while it is in use")
	change.Description = "Fields that are absent stay as they are. The screen stays lit."
	onToken(s, api, change, func(_ context.Context, e *entry, in *patchInput) (Token, error) { return e.change(in.Body) })

	s.addProfile(api)
}

func (s *Server) addProfile(api huma.API) {
	op := operation("get-profile", http.MethodGet, "/tokens/{id}/profile", "Get a token's profile", http.StatusNotFound, http.StatusForbidden)
	op.Description = "The profile with all defaults, and what was changed since. The secret is masked."
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The profile, as docs/profile.md describes it.",
		Content:     map[string]*huma.MediaType{"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	web.Register(api, op, func(_ context.Context, in *profileInput) (*ProfileText, error) {
		e, err := s.registry.find(in.ID)
		if err != nil {
			return nil, err
		}
		return e.profileText(in.Reveal)
	})
}
