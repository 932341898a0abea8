package tokens

import (
	"net/http"

	"etokenpass/web"
)

// ProfileText is a profile in YAML.
type ProfileText struct {
	Type string `header:"Content-Type"`
	Body []byte
}

// profileText returns the token's profile, with the secret if reveal is set and the server permits it.
func (e *entry) profileText(reveal bool) (text *ProfileText, err error) {
	if reveal && !e.server.options.Reveal {
		return nil, web.NewProblem(http.StatusForbidden, "this server does not reveal secrets", "start it with --reveal, or leave out reveal=true")
	}
	err = e.use(func() error {
		text = &ProfileText{"application/yaml", e.profile.Encode(reveal)}
		return nil
	})
	return text, err
}
