package seedfile

import (
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Authenticator apps describe a token in the terms of the Key URI Format, whether in an otpauth
// URI, in a migration URI or in a backup. The following methods read those terms.

// takeLabel sets the serial from the label, which is ACCOUNT or ISSUER:ACCOUNT, and the issuer
// next to it. Spaces before the account are not part of it. If the label names another issuer,
// as that of a Microsoft work account does, the serial is the label: the account alone need not
// be unique.
func (r *record) takeLabel(label, issuer string) *Error {
	prefix, account, hasPrefix := strings.Cut(label, ":")
	switch {
	case label == "" && issuer == "":
		return r.bad("", "no serial: must have a name or an issuer")
	case label == "":
		r.serial = issuer
		return nil
	case issuer != "" && !hasPrefix:
		r.serial = issuer + ":" + label
		return nil
	case issuer != "" && strings.HasPrefix(label, issuer+":"): // an issuer may have a colon itself
		prefix, account = issuer, label[len(issuer)+1:]
	case issuer != "":
		r.warn("issuer %s ignored: the label begins with the issuer %s and is used as the serial", mask.SeedValue(issuer), mask.SeedValue(prefix))
	}
	r.serial = label
	if prefix != "" && hasPrefix {
		r.serial = prefix + ":" + strings.TrimLeft(account, " ")
	}
	return nil
}

func (r *record) takeAccountKind(kind, encoder string) *Error {
	var known bool
	r.kind, known = typeNamed(strings.ToLower(kind))
	switch {
	case !known:
		return skipped(r.line, r.serial, "type %s is not supported: an eToken PASS is hotp or totp", mask.SeedValue(kind))
	case encoder != "":
		return skipped(r.line, r.serial, "codes are encoded as %s: an eToken PASS shows digits only", mask.SeedValue(encoder))
	}
	return nil
}

// assumeTime makes a token whose type is not given a time token, as apps do.
func (r *record) assumeTime() {
	r.kind = profiles.Time
	r.note("type", "no type given, time assumed: --type event changes it")
}

// takeValues reads the secret and the numbers. what is the word for them in messages: they are
// parameters of a URI, and fields of a backup.
func (r *record) takeValues(what string, values map[string]string, o Overrides) *Error {
	if problem := r.takeBase32(what, values["secret"]); problem != nil {
		return problem
	}
	return r.takeNumbers(what, values, o)
}

// takeBase32 reads the secret, ignoring spaces, which people add for legibility.
func (r *record) takeBase32(what, text string) *Error {
	text = strings.ReplaceAll(text, " ", "")
	if text == "" {
		return r.bad("", "no secret: must have a %s secret, in base32", what)
	}
	var err error
	if r.secret, err = profiles.SecretFromBase32(text); err == nil {
		return nil
	}
	advice := ""
	if _, notHex := profiles.SecretFromHex(text); notHex == nil {
		advice = "is it hex? it must be in base32"
	}
	return r.bad(advice, "secret: %v", err)
}

func (r *record) takeNumbers(what string, values map[string]string, o Overrides) *Error {
	if problem := r.takeAlgorithm(values["algorithm"], o); problem != nil {
		return problem
	}
	if problem := r.takeDigits(values["digits"], o); problem != nil {
		return problem
	}
	if !r.countsCodes(o) {
		r.noteUnusedCounter(what+" counter", values["counter"])
		return r.takeStep(values["period"], o)
	}
	r.noteUnusedStep(what+" period", values["period"])
	if values["counter"] == "" && o.MovingFactor == nil {
		return r.bad("set it with --moving-factor N", "no counter: event tokens must have one, 0 for a new token")
	}
	return r.takeCounter(values["counter"], o)
}
