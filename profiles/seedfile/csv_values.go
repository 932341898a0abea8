package seedfile

import (
	"bytes"
	"encoding/hex"
	"slices"

	"etokenpass/profiles"
)

func (r *record) takeKind(word []byte, o Overrides) *Error {
	is := func(known string) bool { return bytes.EqualFold(word, []byte(known)) }
	switch {
	case len(word) == 0:
	case is("hotp"), is("hmac"): // LinOTP's word
		r.kind = profiles.Event
	case is("totp"):
		r.kind = profiles.Time
	case slices.ContainsFunc(otherKinds, is):
		return skipped(r.line, r.serial, "is of type %s: no eToken PASS is", word)
	case o.Type == "":
		return r.bad("", "the type %s: must be hotp or totp", shown(string(word)))
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
	if _, notBase32 := profiles.SecretFromBase32(string(text)); notBase32 == nil {
		advice = "is it base32? the column must be in hex"
	}
	return r.bad(advice, "its secret: %v", err)
}

// isSwapped tells of a row with a long secret where the serial should be, and with what
// could be a serial in hex in the place of the secret.
func (r *record) isSwapped() bool { return areSwapped(r.serial, r.secret) }

func areSwapped(serial string, secret profiles.Secret) bool {
	const longSerial, shortSecret = 32, 10
	return isOneWord(serial, longSerial) && len(secret.Key()) < shortSecret
}
