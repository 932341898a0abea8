package bank

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// OpenAPI returns the description of the API.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.addAPI(http.NewServeMux(), s.world.Load()) }
