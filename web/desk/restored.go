package desk

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/intake"
)

// Restored says how many tokens must be resynchronised.
type Restored struct {
	Tokens uint64 `json:"tokens"`
}

// addRestored adds what must be asked for after a backup was restored.
func (s *Server) addRestored(api huma.API) {
	op := operation("restored", http.MethodPost, "/restored", "After restoring a backup, require every token to be resynchronised", "administration")
	op.Description = "A restored store does not know the codes that were accepted after the backup was made, and would accept them again. Afterwards the codes of every token are refused until the token is resynchronised."
	register(s, api, op, nil, func(ctx context.Context, v *tms.Validator, _ *struct{}) (Restored, error) {
		marked, err := intake.RequireResync(ctx, v, s.call(""), nil)
		return Restored{marked}, err
	})
}
