package seedfile

import (
	"bytes"
	"slices"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// typeWords maps the words for a type in tables, without their marks, to types (observed:
// privacyIDEA, LinOTP's hmac, the YubiKey tool's OATH-HOTP, Duo's h6; in Russian, what people
// write).
var typeWords = map[string]profiles.Type{
	hotp: profiles.Event, "hmac": profiles.Event, "event": profiles.Event, "eventbased": profiles.Event, "oathhotp": profiles.Event, "h": profiles.Event, "событие": profiles.Event,
	totp: profiles.Time, "time": profiles.Time, "timebased": profiles.Time, "oathtotp": profiles.Time, "t": profiles.Time, "время": profiles.Time,
}

// typeAndDigits returns the type for a word, and the number of digits if the word says it, as
// in HOTP-6 and t8 (observed: Duo, PingID).
func typeAndDigits(word []byte) (kind profiles.Type, digits uint64, known bool) {
	if kind, known = typeWords[string(word)]; known && len(word) > 1 { // the usual word, without allocation
		return kind, 0, true
	}
	text := strings.ToLower(nameMarks.Replace(string(word)))
	if kind, known = typeWords[text]; known && len(text) > 1 {
		return kind, 0, true
	}
	if text == "" {
		return "", 0, false
	}
	last := text[len(text)-1]
	kind, known = typeWords[text[:len(text)-1]]
	return kind, uint64(last - '0'), known && last >= '6' && last <= '8'
}

func isTypeWord(word []byte) bool {
	_, _, known := typeAndDigits(word)
	return known || isOtherKind(word)
}

// isTypeOrHash reports whether a column holds a type or a hash, which is no name of a manufacturer
// or a model.
func isTypeOrHash(word []byte) bool {
	_, isHash := hashNamed(string(word))
	return isHash || isTypeWord(word)
}

// otherKinds are types of keys that servers import from the same files, but that no eToken PASS
// has (observed: LinOTP, privacyIDEA, multiOTP).
var otherKinds = []string{
	"ocra", "ocra2", "motp", "spass", "pw", "yubikey", "sms", "email", "remote", "radius", "tan", "steam",
}

func isOtherKind(word []byte) bool {
	return slices.ContainsFunc(otherKinds, func(known string) bool { return bytes.EqualFold(word, []byte(known)) })
}

// takeKind reads the type of a row.
func (r *csvReader) takeKind(row *record, word []byte) *Error {
	kind, digits, known := typeAndDigits(word)
	switch {
	case len(word) == 0 && r.table.layout.kind != "":
		row.kind = r.table.layout.kind
	case len(word) == 0:
		if r.options.Overrides.Type == "" {
			row.note("type", "no type given, event assumed: --type time changes it")
		}
	case known:
		row.kind, row.digits = kind, digits
	case isOtherKind(word):
		return skipped(row.line, row.serial, "type %s is not supported: an eToken PASS is hotp or totp", word)
	case r.options.Overrides.Type == "":
		return row.bad("", "type %s: must be hotp or totp", mask.SeedValue(string(word)))
	case isNumber(word):
		return row.bad("put counters and time steps in the fifth column", "the third column is %s: must be a type, even with --type", mask.SeedValue(string(word)))
	default:
		row.note("type", "type %s ignored: --type overrides it", mask.SeedValue(string(word)))
	}
	return nil
}
