package desk

import (
	"context"
	"net/http"
	"slices"

	"etokenpass/web"
)

// Role is what a caller in the auth file may do.
type Role string

// The roles.
const (
	Application Role = "application" // check codes, for logins and signatures
	HelpDesk    Role = "helpdesk"    // look at tokens, test codes, resynchronise, unlock
	Admin       Role = "admin"       // everything
)

// Roles returns all roles.
func Roles() []string { return []string{string(Application), string(HelpDesk), string(Admin)} }

// localName is who asked, in the journal of a server without an auth file.
const localName = "local"

// callerOf returns who sent a request. ok is false for a request that was not authenticated, as to
// the pages of the self-service.
func (s *Server) callerOf(ctx context.Context) (caller web.Caller, ok bool) {
	if s.alone != nil {
		return trainee, true
	}
	caller, ok = web.CallerOf(ctx)
	if ok && s.options.RoleOf != nil {
		caller.Role = string(s.options.RoleOf(caller))
	}
	if ok {
		return caller, true
	}
	return web.Caller{Name: localName, Role: string(Admin)}, s.options.Open
}

// permit returns an error unless the caller has one of the roles, or is an administrator.
func (s *Server) permit(ctx context.Context, roles []Role) (web.Caller, error) {
	caller, ok := s.callerOf(ctx)
	role := Role(caller.Role)
	if ok && (role == Admin || slices.Contains(roles, role)) {
		return caller, nil
	}
	return caller, web.NewProblem(http.StatusForbidden, "the caller's role does not permit this: must be "+rolesText(roles),
		"the auth file of the server gives each caller a role")
}

// rolesText lists the roles that permit an operation.
func rolesText(roles []Role) (text string) {
	for _, role := range roles {
		text += string(role) + " or "
	}
	return text + string(Admin)
}
