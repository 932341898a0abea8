package desk

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
	"etokenpass/web"
)

// TestRequest asks what a code of a token matches.
type TestRequest struct {
	Serial string `json:"serial" minLength:"1" maxLength:"1000" doc:"The token." example:"000512345690"`
	Code   string `json:"code" maxLength:"1000" doc:"The code, as typed." example:"755224"`
}

// ResyncRequest asks to bring the validator back into step with a token. It has a counter or two
// codes.
type ResyncRequest struct {
	Serial  string   `json:"serial" minLength:"1" maxLength:"1000" doc:"The token." example:"000512345690"`
	Counter string   `json:"counter,omitempty" maxLength:"100" doc:"The counter screen, as the telephone procedure has it." example:"F00042"`
	Code    string   `json:"code,omitempty" maxLength:"1000" doc:"With counter: a code that the token showed after the counter screen. Some policies require it."`
	Force   bool     `json:"force,omitempty" doc:"With counter: take a counter below the validator's for a wrap after F99999. An error cannot be undone."`
	Codes   []string `json:"codes,omitempty" minItems:"2" maxItems:"2" doc:"Two consecutive codes, as eToken TMS asks for them."`
}

// addHelpDesk adds what a help desk does for a caller.
func (s *Server) addHelpDesk(api huma.API) {
	roles := []Role{HelpDesk}

	test := operation("test", http.MethodPost, "/test", "Test a code for a help desk", "help desk")
	test.Description = "Says what the code matches. It is not used up, locks are ignored, and nothing counts as a failure."
	test.Errors = []int{http.StatusNotFound}
	register(s, api, test, roles, func(ctx context.Context, v *tms.Validator, in *struct{ Body TestRequest }) (wire.Check, error) {
		entry, err := v.Test(ctx, s.call(""), in.Body.Serial, in.Body.Code)
		return wire.CheckOf(&entry), err
	})

	resync := operation("resync", http.MethodPost, "/resync", "Resynchronise a token", "help desk")
	resync.Description = "By the counter that its counter screen shows, or by two consecutive codes. The answer has status 200 whatever the result is; " +
		"the token is in step only if `result` is `accepted`. A lock stays."
	resync.Errors = []int{http.StatusNotFound}
	register(s, api, resync, roles, func(ctx context.Context, v *tms.Validator, in *struct{ Body ResyncRequest }) (wire.Check, error) {
		entry, err := in.Body.carryOut(ctx, v, s.call(""))
		return wire.CheckOf(&entry), err
	})

	unlock := operation("unlock", http.MethodPost, "/unlock", "Unlock a token and its user", "help desk")
	unlock.Description = "Ends the locks of both, whichever is named, and sets their failures to 0."
	unlock.Errors = []int{http.StatusNotFound}
	register(s, api, unlock, roles, func(ctx context.Context, v *tms.Validator, in *struct{ Body Subject }) (check wire.Check, err error) {
		key, err := in.Body.key()
		if err != nil {
			return check, err
		}
		entry, err := v.Unlock(ctx, s.call(""), key)
		return wire.CheckOf(&entry), err
	})
}

func (r *ResyncRequest) carryOut(ctx context.Context, v *tms.Validator, call tms.Call) (tms.Entry, error) {
	switch {
	case (r.Counter == "") == (len(r.Codes) == 0):
		return tms.Entry{}, web.Invalid("body", "must have a counter or two codes: one of them")
	case len(r.Codes) > 0 && (r.Code != "" || r.Force):
		return tms.Entry{}, web.Invalid("body", "code and force go with a counter")
	case len(r.Codes) > 0:
		return v.ResyncByCodes(ctx, call, r.Serial, [2]string(r.Codes))
	}
	shown, ok := tms.ParseCounterScreen(r.Counter)
	if !ok {
		return tms.Entry{}, web.Invalid("body.counter", "must be F and five digits, like F00042; the F and zeros at the beginning may be missing")
	}
	return v.ResyncByCounter(ctx, call, r.Serial, tms.CounterReport{Shown: shown, Code: r.Code, Force: r.Force})
}
