package tokens

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// IsAwaited reports whether something waits for the screen of a token.
func (s *Server) IsAwaited(id string) bool {
	e, err := s.registry.find(id)
	if err != nil {
		return false
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	return e.changed != nil
}

// OpenAPI returns the description of the API.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.routes(http.NewServeMux()) }
