package desk

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// OpenAPI returns the description of the API.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.routes(http.NewServeMux()) }
