package bank

import (
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
