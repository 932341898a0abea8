package bank

import (
	"context"
	"errors"
	"net/http"

	"etokenpass/tms"
	"etokenpass/web"
)

// reset replaces the bank by a new one. Nothing of the old one is valid any more. If the new one
// cannot be opened, the server has none until a reset succeeds.
func (s *Server) reset() (*world, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.world.Swap(&world{handler: s.noBank(), keeping: Keeping{Close: func() error { return nil }}})
	if err := old.close(); err != nil {
		s.options.Log.Error("the old bank was not closed properly", "err", err)
	}
	w, err := s.newWorld(true)
	if err != nil {
		return nil, err
	}
	s.world.Store(w)
	return w, nil
}

// noBank answers while there is no bank. Only a reset is possible.
func (s *Server) noBank() http.Handler {
	mux := http.NewServeMux()
	s.addReset(web.NewAPI(mux, web.Info{Title: title, Version: s.options.Version, Ready: func(context.Context) error { return errNoBank() }}))
	mux.Handle("/", errNoBank().With("Retry-After", "1"))
	return mux
}

func errNoBank() *web.Problem {
	return web.NewProblem(http.StatusServiceUnavailable, "there is no bank: it is being reset", "try again; if a reset has failed, POST /api/v1/reset")
}

// conflict converts an error of the validator about what a client asked for.
func conflict(err error) error {
	if own, ok := errors.AsType[*tms.Error](err); ok {
		return web.NewProblem(http.StatusConflict, own.Problem, "")
	}
	return err
}
