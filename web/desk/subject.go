package desk

import (
	"context"

	"etokenpass/tms"
	"etokenpass/web"
)

// Subject names a token by its serial, or a user by the login name.
type Subject struct {
	Serial string `json:"serial,omitempty" maxLength:"1000" doc:"The token. Name it or the user." example:"000512345690"`
	User   string `json:"user,omitempty" maxLength:"1000" doc:"The user."`
}

// key returns the key of a subject, or an error unless it names either.
func (s Subject) key() (tms.Key, error) {
	if (s.Serial == "") == (s.User == "") {
		return tms.Key{}, web.Invalid("body", "must name a token by its serial, or a user: one of them")
	}
	return tms.Key{Serial: s.Serial, User: s.User}, nil
}

// find returns a record that must exist, as it is now.
func (s *Server) find(ctx context.Context, key tms.Key) (tms.Record, error) {
	record, err := s.validator("").Record(ctx, key)
	switch {
	case err != nil:
	case key.Serial != "" && record.Token == nil:
		err = tms.UnknownToken(key.Serial)
	case key.User != "" && record.User == nil:
		err = tms.UnknownUser(key.User)
	}
	return record.At(s.options.Policy, s.now()), err
}
