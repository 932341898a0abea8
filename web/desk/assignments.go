package desk

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
	"etokenpass/web"
)

// AssignRequest asks to assign a token to a user.
type AssignRequest struct {
	Serial       string `json:"serial" minLength:"1" maxLength:"1000" doc:"The token." example:"000512345690"`
	User         string `json:"user" minLength:"1" maxLength:"300" doc:"The login name. The user is created if there is none of that name." example:"anna"`
	Owner        string `json:"owner,omitempty" maxLength:"300" doc:"The user's name, which a help desk asks for. By default it stays." example:"Anna Petrova"`
	Organisation string `json:"organisation,omitempty" maxLength:"300" doc:"By default it stays." example:"Example Ltd"`
	PIN          string `json:"pin,omitempty" maxLength:"100" doc:"By default it stays."`
}

// SerialRequest names a token.
type SerialRequest struct {
	Serial string `json:"serial" minLength:"1" maxLength:"1000" doc:"The token." example:"000512345690"`
}

// PINRequest asks to replace the PIN of a user.
type PINRequest struct {
	User string `json:"user" minLength:"1" maxLength:"1000" doc:"The login name." example:"anna"`
	PIN  string `json:"pin" minLength:"1" maxLength:"100" doc:"1 to 100 printable characters." example:"2468"`
}

// SetRequest asks to set the moving factor that is expected next.
type SetRequest struct {
	Serial string `json:"serial" minLength:"1" maxLength:"1000" doc:"The token." example:"000512345690"`
	Next   uint64 `json:"next" doc:"The moving factor. It cannot be lowered, because codes could be accepted twice."`
}

// DisableRequest asks to refuse every code of a token or a user.
type DisableRequest struct {
	Subject
	Reason string `json:"reason,omitempty" maxLength:"300" doc:"Why; it is in the journal." example:"lost on a train"`
}

// addAssignments adds what administrators change.
func (s *Server) addAssignments(api huma.API) {
	change := func(id, path, summary, description string) huma.Operation {
		op := operation(id, http.MethodPost, path, summary, "administration")
		op.Description, op.Errors = description, []int{http.StatusNotFound, http.StatusConflict}
		return op
	}
	register(s, api, change("assign", "/assign", "Assign a token to a user", "A user has at most one token and a token at most one user."), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body AssignRequest }) (check wire.Check, err error) {
			r := &in.Body
			details := tms.Assignment{Owner: r.Owner, Organisation: r.Organisation}
			if r.PIN != "" {
				if details.PIN, err = tms.HashPIN(r.PIN, rand.Reader); err != nil {
					return check, web.Invalid("body.pin", "must have 1 to 100 printable characters")
				}
			}
			entry, err := v.Assign(ctx, s.call(""), r.Serial, r.User, details)
			return wire.CheckOf(&entry), err
		})
	register(s, api, change("unassign", "/unassign", "End an assignment", "The user keeps a lock, the failures and the PIN."), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body SerialRequest }) (wire.Check, error) {
			entry, err := v.Unassign(ctx, s.call(""), in.Body.Serial)
			return wire.CheckOf(&entry), err
		})
	register(s, api, change("set-pin", "/pin", "Set a user's PIN", ""), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body PINRequest }) (check wire.Check, err error) {
			hash, err := tms.HashPIN(in.Body.PIN, rand.Reader)
			if err != nil {
				return check, web.Invalid("body.pin", "must have 1 to 100 printable characters")
			}
			entry, err := v.SetPIN(ctx, s.call(""), in.Body.User, hash)
			return wire.CheckOf(&entry), err
		})
	register(s, api, change("set-next", "/set", "Set the moving factor that is expected next", ""), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body SetRequest }) (wire.Check, error) {
			entry, err := v.SetNext(ctx, s.call(""), in.Body.Serial, in.Body.Next)
			return wire.CheckOf(&entry), err
		})
	register(s, api, change("disable", "/disable", "Disable a token or a user", "Every code is refused until it is enabled."), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body DisableRequest }) (check wire.Check, err error) {
			key, err := in.Body.key()
			if err != nil {
				return check, err
			}
			entry, err := v.Disable(ctx, s.call(""), key, in.Body.Reason)
			return wire.CheckOf(&entry), err
		})
	register(s, api, change("enable", "/enable", "Enable a token or a user", "What was locked before is locked again."), nil,
		func(ctx context.Context, v *tms.Validator, in *struct{ Body Subject }) (check wire.Check, err error) {
			key, err := in.Body.key()
			if err != nil {
				return check, err
			}
			entry, err := v.Enable(ctx, s.call(""), key)
			return wire.CheckOf(&entry), err
		})
}
