package tokens

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

type buttonInput struct {
	TokenPath
	Body Button
}

type codeInput struct {
	TokenPath
	Strict bool `query:"strict" doc:"Refuse to press a lit token, with 409, instead of letting its display time pass."`
}

// addUse adds the operations that use a token as its owner does.
func (s *Server) addUse(api huma.API) {
	button := operation("use-button", http.MethodPost, "/tokens/{id}/button", "Press, hold, push or release the button", http.StatusConflict, http.StatusInternalServerError)
	button.Description = "A hold takes no real time: a virtual clock moves, and on the real clock the time passes for the token only."
	onToken(s, api, button, func(_ context.Context, e *entry, in *buttonInput) (Screen, error) { return e.useButton(in.Body) })

	onToken(s, api, operation("get-screen", http.MethodGet, "/tokens/{id}/screen", "Read the LCD"),
		func(_ context.Context, e *entry, _ *TokenPath) (Screen, error) { return e.screen() })

	code := operation("make-code", http.MethodPost, "/tokens/{id}/code", "Press once and read the code", http.StatusConflict, http.StatusInternalServerError)
	code.Description = "If the LCD is lit, its remaining time passes first, without waiting: a virtual clock moves, and on the real clock the time passes " +
		"for the token only, so that the calendar stays right."
	onToken(s, api, code, func(_ context.Context, e *entry, in *codeInput) (Code, error) { return e.code(in.Strict) })
}
