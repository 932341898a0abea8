package bank

import (
	"context"
	"net/http"

	"etokenpass/web"
	"etokenpass/web/desk"
)

// Role is what a caller in the auth file may do.
type Role string

// The roles.
const (
	Player Role = "player" // use Internet-Client and the tokens, be the help desk, rehearse
	Admin  Role = "admin"  // everything
)

// Roles returns all roles.
func Roles() []string { return []string{string(Player), string(Admin)} }

// deskRole returns what a caller may do in the console.
func deskRole(caller web.Caller) desk.Role {
	if Role(caller.Role) == Admin {
		return desk.Admin
	}
	return desk.HelpDesk
}

// permit returns a problem unless the caller is an administrator. Without an auth file, everyone is.
func (s *Server) permit(ctx context.Context) error {
	caller, ok := web.CallerOf(ctx)
	if ok && Role(caller.Role) != Admin || !ok && !s.options.Open {
		return forbidden()
	}
	return nil
}

// forbidden is the problem with a caller who is no administrator.
func forbidden() *web.Problem {
	return web.NewProblem(http.StatusForbidden, "the caller's role does not permit this: must be admin", "the auth file of the server gives each caller a role")
}
