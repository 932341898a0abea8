package seedfile

import (
	"bytes"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"etokenpass/profiles"
)

func (r *record) takeKind(word []byte, o Overrides) *Error {
	is := func(known string) bool { return bytes.EqualFold(word, []byte(known)) }
	switch {
	case len(word) == 0:
		if o.Type == "" {
			r.note("type", "no type is given, so that hotp is taken: import --type says another")
		}
	case is("hotp"), is("hmac"): // LinOTP's word
		r.kind = profiles.Event
	case is("totp"):
		r.kind = profiles.Time
	case slices.ContainsFunc(otherKinds, is):
		return skipped(r.line, r.serial, "is of type %s: no eToken PASS is", word)
	case o.Type == "":
		return r.bad("", "the type %s: must be hotp or totp", shown(string(word)))
	case len(bytes.Trim(word, "0123456789")) == 0:
		return r.bad("a counter or a time step must be in the fifth column", "the third column is %s, which is no type: --type does not say what it is", shown(string(word)))
	default:
		r.note("type", "the type %s is left out: --type says another", shown(string(word)))
	}
	return nil
}

// otherKinds are types that servers import from the same files (observed: LinOTP,
// privacyIDEA).
var otherKinds = []string{
	"ocra", "ocra2", "motp", "spass", "pw", "yubikey", "sms", "email", "remote", "radius",
}

// takeHex takes the secret without making a text of it.
func (r *record) takeHex(text []byte) *Error {
	if len(text) == 0 {
		return r.bad("", "has no secret: the columns must be %s", columnOrder)
	}
	var err error
	key := make([]byte, hex.DecodedLen(len(text)))
	if _, wrong := hex.Decode(key, text); wrong == nil {
		r.secret, err = profiles.NewSecret(key)
	} else {
		r.secret, err = profiles.SecretFromHex(string(text)) // says where
	}
	if err == nil {
		return nil
	}
	advice := ""
	if isScientific(string(text)) {
		advice = spreadsheetAdvice
	} else if _, notBase32 := profiles.SecretFromBase32(string(text)); notBase32 == nil {
		advice = "is it base32? the column must be in hex"
	}
	return r.bad(advice, "its secret: %v", err)
}

// takeCell puts a column right that a spreadsheet has marked.
func (r *record) takeCell(column *[]byte) {
	c := *column
	if len(c) == 0 || c[0] != '=' && c[0] != '\'' && c[0] < utf8.RuneSelf && c[len(c)-1] < utf8.RuneSelf {
		return
	}
	text, notes := cell(string(c))
	*column = []byte(text)
	r.notes = append(r.notes, notes...)
}
