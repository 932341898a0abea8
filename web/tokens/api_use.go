package tokens

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/web"
)

type buttonInput struct {
	TokenPath
	Body Button
}

type codeInput struct {
	TokenPath
	Press
}

type screenInput struct {
	TokenPath
	Wait
}

// addUse adds the operations that use a token as its owner does.
func (s *Server) addUse(api huma.API) {
	button := operation("use-button", http.MethodPost, "/tokens/{id}/button", "Press, hold, push or release the button", http.StatusConflict, http.StatusInternalServerError)
	button.Description = "A hold takes no real time: a virtual clock moves, and on the real clock the time passes for the token only."
	onToken(s, api, button, func(_ context.Context, e *entry, in *buttonInput) (Screen, error) { return e.useButton(in.Body) })

	screen := operation("get-screen", http.MethodGet, "/tokens/{id}/screen", "Read the LCD, or wait for a screen", http.StatusRequestTimeout, http.StatusServiceUnavailable)
	screen.Description = "The answer is of one instant. With `wait`, it comes when the screen does."
	onToken(s, api, screen, func(ctx context.Context, e *entry, in *screenInput) (Screen, error) { return e.wait(ctx, in.Wait) })

	code := operation("make-code", http.MethodPost, "/tokens/{id}/code", "Press once and read the code", http.StatusConflict, http.StatusInternalServerError, http.StatusServiceUnavailable)
	code.Description = "If the LCD is lit, its remaining time passes first, without waiting: a virtual clock moves, and on the real clock the time passes " +
		"for the token only, so that the calendar stays right."
	onToken(s, api, code, func(ctx context.Context, e *entry, in *codeInput) (Code, error) { return e.code(ctx, in.Press) })

	counter := operation("show-counter", http.MethodPost, "/tokens/{id}/counter-screen", "Show the counter: hold, then press four times", http.StatusConflict, http.StatusInternalServerError)
	counter.Description = "The hold takes no real time. The number of presses is the profile's."
	onToken(s, api, counter, func(_ context.Context, e *entry, _ *TokenPath) (Screen, error) { return e.showCounter() })
}

// addHistory adds the operations on what has happened.
func (s *Server) addHistory(api huma.API) {
	onToken(s, api, operation("get-history", http.MethodGet, "/tokens/{id}/history", "List what the button did and the screens that appeared"),
		func(_ context.Context, e *entry, _ *TokenPath) (History, error) { return e.listHistory() })

	op := operation("clear-history", http.MethodDelete, "/tokens/{id}/history", "Forget the history", http.StatusNotFound)
	web.Register(api, op, func(_ context.Context, in *TokenPath) (*struct{}, error) {
		e, err := s.registry.find(in.ID)
		if err != nil {
			return nil, err
		}
		return nil, e.clearHistory()
	})
}

type clockInput struct {
	TokenPath
	Body web.ClockChange
}

// addClocks adds the operations on clocks.
func (s *Server) addClocks(api huma.API) {
	onToken(s, api, operation("get-clock", http.MethodGet, "/tokens/{id}/clock", "Read a token's clock"),
		func(_ context.Context, e *entry, _ *TokenPath) (web.Clock, error) { return e.readClock() })
	change := operation("change-clock", http.MethodPost, "/tokens/{id}/clock", "Move or pace a token's clock", s.clocks.refusals()...)
	change.Description = "A clock never goes back."
	onToken(s, api, change, func(ctx context.Context, e *entry, in *clockInput) (web.Clock, error) {
		if err := s.clocks.permit(ctx); err != nil {
			return web.Clock{}, err
		}
		return e.changeClock(in.Body)
	})

	web.Register(api, operation("get-clocks", http.MethodGet, "/clock", "Read the clocks of all tokens"),
		func(context.Context, *struct{}) (*web.Answer[Clocks], error) { return web.Reply(s.readClocks(), nil) })
	all := operation("change-clocks", http.MethodPost, "/clock", "Move or pace the clocks of all tokens", s.clocks.refusals()...)
	all.Description = "Either all clocks are changed or none. The clocks of tokens that are created later start as always."
	web.Register(api, all, func(ctx context.Context, in *struct{ Body web.ClockChange }) (*web.Answer[Clocks], error) {
		if err := s.clocks.permit(ctx); err != nil {
			return nil, err
		}
		return web.Reply(s.changeClocks(in.Body))
	})
}
