package tokens

import (
	"encoding/base32"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// Token is a token with what it shows.
type Token struct {
	ID           string   `json:"id" doc:"The token in paths: the file name of its serial." example:"000000000000-b6cdd4f34b2a4eb1"`
	Model        string   `json:"model" doc:"What is printed on the case." example:"eToken PASS"`
	Type         string   `json:"type" enum:"event,time" doc:"Whether codes come from a counter (Pass Event) or from the time (Pass Time)."`
	Digits       int      `json:"digits" doc:"The number of digits of a code." example:"6"`
	DeadSegments []string `json:"dead_segments,omitempty" doc:"The segments that stay dark, each a cell from 1 and a letter from a to g. Absent if there are none."`
	Screen
}

// info returns the token with what it shows now.
func (e *entry) info() (info Token, err error) {
	err = e.use(func() error {
		p := e.profile
		info = Token{
			ID: e.id, Model: p.Model, Type: string(p.Type), Digits: p.Digits, DeadSegments: p.Display.DeadSegments, Screen: ScreenOf(p, e.catchUp()),
		}
		return nil
	})
	return info, err
}

// Created is the answer to a request that creates tokens.
type Created struct {
	Token
	Secret *MadeSecret `json:"secret,omitempty" doc:"The secret, if the server has made it up. No other answer contains it."`
	Count  int         `json:"count" doc:"How many tokens were created. The fields besides count and tokens are those of the first." example:"1"`
	Tokens []Reference `json:"tokens" doc:"All of them."`

	Warnings []string `json:"warnings,omitempty" doc:"What a seed file says that the tokens do not follow. At most 10, and how many more there are."`
}

// Reference says which token is meant.
type Reference struct {
	ID     string `json:"id" doc:"The token in paths." example:"000000000000-b6cdd4f34b2a4eb1"`
	Serial string `json:"serial" doc:"The serial of the token." example:"000000000000"`
}

// MadeSecret is a secret in the forms that systems take when a token is enrolled.
type MadeSecret struct {
	Hex     string `json:"hex" example:"3132333435363738393031323334353637383930"`
	Base32  string `json:"base32" example:"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"`
	OTPAuth string `json:"otpauth,omitempty" doc:"An otpauth URI with everything that an authenticator app needs. Absent if there is none for such a token."`
}

// create creates the tokens in a body: all of them, or none if one of them cannot be created.
func (s *Server) create(contentType string, body io.Reader) (*Created, error) {
	asked, err := parseBody(contentType, body)
	if err != nil {
		return nil, err
	}
	if asked.draft != nil {
		s.complete(asked)
	}
	entries, err := s.add(asked.profiles)
	if err != nil {
		return nil, creationProblem(err)
	}
	info, err := entries[0].info()
	if err != nil {
		return nil, err
	}
	created := &Created{Token: info, Count: len(entries), Tokens: make([]Reference, len(entries)), Warnings: asked.warnings}
	for i, e := range entries {
		created.Tokens[i] = Reference{e.id, e.serial}
	}
	if asked.noSecret {
		created.Secret = madeSecret(asked.profiles[0])
	}
	return created, nil
}

// complete makes up what is missing in a draft.
func (s *Server) complete(asked *asked) {
	if asked.draft.Serial == "" {
		asked.draft.Serial = s.made.serial(s.registry.has)
	}
	if asked.noSecret {
		asked.draft.Secret = s.made.secret(asked.draft.Algorithm)
	}
	asked.profiles = []*profiles.Profile{asked.draft}
}

// creationProblem converts the error of tokens that cannot be added.
func creationProblem(err error) error {
	if state, ok := errors.AsType[*device.StateError](err); ok { // of another token with the serial, mostly
		return web.NewProblem(http.StatusConflict, state.Error(), upload.AdviceHere(state.Hint()))
	}
	if _, ok := errors.AsType[*web.Problem](err); ok {
		return err
	}
	return tokenProblem(err)
}

func madeSecret(p *profiles.Profile) *MadeSecret {
	key := p.Secret.Key()
	made := &MadeSecret{Hex: hex.EncodeToString(key), Base32: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)}
	if token, ok := seedfile.FromProfile(p, p.Counter); ok {
		made.OTPAuth, _ = seedfile.OTPAuthURI(token) // "" if there is none
	}
	return made
}
