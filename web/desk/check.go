package desk

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
	"etokenpass/web"
)

// CheckRequest asks whether a user may log in.
type CheckRequest struct {
	User        string `json:"user" maxLength:"1000" doc:"The login name." example:"anna"`
	Code        string `json:"code,omitempty" maxLength:"1000" doc:"The code, as typed. With the PIN before or after it if the policy says so." example:"755224"`
	PIN         string `json:"pin,omitempty" maxLength:"1000" doc:"The PIN, if the policy asks for one."`
	ChallengeID string `json:"challenge_id,omitempty" maxLength:"200" doc:"With pin: challenge, that of the answer to the PIN."`
	ID          string `json:"id,omitempty" minLength:"8" maxLength:"100" doc:"Identifies the request in the journal. After a broken connection, look it up there rather than check the code again. By default one is made up. With pin: challenge, it must be one that cannot be guessed, because it is the challenge_id, too."`
}

// SignRequest asks whether a user may sign a document.
type SignRequest struct {
	CheckRequest
	Document       string `json:"document" minLength:"1" maxLength:"300" doc:"The name of the document." example:"payment.txt"`
	DocumentSHA256 string `json:"document_sha256" pattern:"^[0-9a-f]{64}$" doc:"The SHA-256 of the document, in hex." example:"0e35971745c02d20eefd9f12b7d1ac118a894cf1accdc4b8d0591675ba6ae935"`
}

// Checked is the decision.
type Checked struct {
	wire.Check
	ID          string `json:"id" doc:"The request's id in the journal."`
	ChallengeID string `json:"challenge_id,omitempty" doc:"With the result challenge: repeat it in the request with the code, within two minutes."`
}

func checkedOf(entry *tms.Entry) *Checked {
	checked := &Checked{Check: wire.CheckOf(entry), ID: entry.ID}
	if entry.Result == tms.Challenge {
		checked.ChallengeID = entry.ID
	}
	return checked
}

type checkInput struct {
	Status string `query:"status" enum:"json,plain" default:"json" doc:"plain: answer with status 204 if the code is accepted and 401 if not, as FreeRADIUS's REST module expects."`
	Body   CheckRequest
}

// checkAnswer has a status, and a body unless the client asked for the plain status.
type checkAnswer struct {
	Status int
	Body   *Checked
}

// addChecks adds what applications ask for.
func (s *Server) addChecks(api huma.API) {
	roles := []Role{Application}
	check := operation("check", http.MethodPost, "/check", "Check a code for a login", "checks")
	check.Errors = []int{http.StatusForbidden, http.StatusUnauthorized, http.StatusServiceUnavailable}
	check.Responses = map[string]*huma.Response{"204": {Description: "With status=plain: the code is accepted."}}
	check.Description = "The answer has status 200 whatever the decision is: the code is right only if `result` is `accepted`. " +
		"The other results are for the help desk; tell the user no more than that the code was refused or the account is locked. " + permission(roles, false)
	web.Register(api, check, func(ctx context.Context, in *checkInput) (*checkAnswer, error) {
		caller, err := s.permit(ctx, roles)
		if err != nil {
			return nil, err
		}
		entry, err := s.faultily(ctx, in.Body.User, func() (tms.Entry, error) {
			return s.validator(caller.Name).Verify(ctx, s.call(in.Body.ID), in.Body.login())
		})
		switch {
		case err != nil:
			return nil, problem(err)
		case in.Status != "plain":
			return &checkAnswer{http.StatusOK, checkedOf(&entry)}, nil
		case entry.Result == tms.Accepted:
			return &checkAnswer{http.StatusNoContent, nil}, nil
		}
		return nil, web.NewProblem(http.StatusUnauthorized, "the code is refused", "")
	})

	sign := operation("sign", http.MethodPost, "/sign", "Check a code for a signature", "checks")
	sign.Errors = []int{http.StatusServiceUnavailable, http.StatusConflict}
	sign.Description = "Like a check; the document is in the journal."
	register(s, api, sign, roles, func(ctx context.Context, v *tms.Validator, in *struct{ Body SignRequest }) (*Checked, error) {
		entry, err := s.faultily(ctx, in.Body.User, func() (tms.Entry, error) {
			return v.Sign(ctx, s.call(in.Body.ID), in.Body.login(), tms.Document{Name: in.Body.Document, SHA256: in.Body.DocumentSHA256})
		})
		return checkedOf(&entry), err
	})
}

func (c *CheckRequest) login() tms.Login {
	return tms.Login{User: c.User, Code: c.Code, PIN: c.PIN, ChallengeID: c.ChallengeID}
}
