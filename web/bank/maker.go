package bank

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"etokenpass/profiles"
	"etokenpass/tms"
	"etokenpass/tms/intake"
	"etokenpass/web"
)

// maker makes up what a customer lacks. With a seed, everything is the same in every run.
type maker struct {
	seed string
	last atomic.Uint64
}

// firstSerial is the serial before the first that is made up. Serials of eToken PASS have twelve digits.
const firstSerial = 500_100_000

// complete fills in what a customer lacks. Login and serial are free.
func (m *maker) complete(c *Customer, isFree func(tms.Key) (bool, error)) error {
	token := profiles.New("", profiles.Secret{})
	if c.Token != nil {
		*token = *c.Token // the caller's stays as it is, for another bank after a reset
	}
	c.Token = token
	for c.Login == "" || token.Serial == "" {
		number := m.last.Add(1)
		made := tms.Key{}
		if c.Login == "" {
			made.User = fmt.Sprintf("customer%d", number)
		}
		if token.Serial == "" {
			made.Serial = fmt.Sprintf("%012d", firstSerial+number)
		}
		free, err := isFree(made)
		if err != nil {
			return err
		}
		if free {
			c.Login, token.Serial = cmp.Or(c.Login, made.User), cmp.Or(token.Serial, made.Serial)
		}
	}
	if len(token.Secret.Key()) == 0 {
		token.Secret = m.secret(token.Serial)
	}
	if c.Password == "" {
		c.Password = strings.ToLower(m.text("password of " + c.Login)[:10])
	}
	if c.Owner == "" {
		c.Owner = "Owner of " + c.Login
	}
	if c.Organisation == "" {
		c.Organisation = "Organisation of " + c.Login
	}
	return nil
}

// tokenOf reads the fields of a token's profile, of which serial and secret may be missing. The error
// is a [*web.Problem].
func tokenOf(fields ProfileFields) (*profiles.Profile, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	token, noSecret, err := profiles.ParseDraft("body.token", text) // JSON is YAML
	switch {
	case err != nil:
		return nil, web.NewProblem(http.StatusUnprocessableEntity, err.Error(), "")
	case !noSecret && len(token.Secret.Key()) == 0:
		return nil, web.Invalid("body.token.secret", "must be in the profile itself, {hex: …} or {base32: …}: the server reads no files and no variables")
	}
	return token, nil
}

// secret makes up the secret of a token, of 20 bytes, as RFC 4226 recommends.
func (m *maker) secret(serial string) profiles.Secret {
	secret, err := profiles.NewSecret([]byte(m.text("secret of " + serial))[:20])
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return secret
}

// text makes up a text of 26 letters and digits or more for a purpose.
func (m *maker) text(purpose string) string {
	if m.seed == "" {
		return rand.Text()
	}
	mac := hmac.New(sha512.New, []byte(m.seed))
	_, _ = fmt.Fprintf(mac, "etokenpass bank %s", purpose) // a hash never fails
	return fmt.Sprintf("%x", mac.Sum(nil))
}

const mostText = 200 // characters

// check returns the problem with a customer, or nil.
func (c *Customer) check() error {
	for _, field := range []struct {
		name, text string
		needed     bool
	}{
		{"login", c.Login, true}, {"password", c.Password, true}, {"owner", c.Owner, true}, {"organisation", c.Organisation, true},
		{"telephone", c.Telephone, false},
	} {
		switch {
		case field.needed && field.text == "":
			return web.Invalid("body."+field.name, "must not be empty")
		case utf8.RuneCountInString(field.text) > mostText || strings.ContainsFunc(field.text, isNotShown):
			return web.Invalid("body."+field.name, fmt.Sprintf("must be one line of at most %d characters", mostText))
		case field.text != strings.TrimSpace(field.text):
			return web.Invalid("body."+field.name, "must not begin or end with a space")
		}
	}
	if c.Token.Digits != profiles.DefaultDigits {
		return web.NewProblem(http.StatusUnprocessableEntity, fmt.Sprintf("the token has %d digits: Internet-Client takes session keys of %d", c.Token.Digits, profiles.DefaultDigits), "")
	}
	if _, err := intake.SeedOfProfile(c.Token); err != nil {
		return web.NewProblem(http.StatusUnprocessableEntity, err.Error(), "")
	}
	return nil
}

func isNotShown(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }
