package seedfile

import (
	"net/url"
	"strings"

	"etokenpass/profiles"
)

const otpauthScheme = "otpauth://"

// otpauthReader reads otpauth URIs, one a line, as authenticator apps take and export
// them (Key URI Format, in the wiki of google-authenticator). Lines with # are
// comments.
type otpauthReader struct {
	lines     lines
	overrides Overrides
	more      bool // than one line
}

func (r *otpauthReader) next() (record, error) {
	for {
		line, err := r.lines.next()
		if err != nil {
			return record{}, err
		}
		text := strings.TrimSpace(string(line))
		if text == "" || text[0] == '#' {
			continue
		}
		key := record{line: r.lines.number}
		if problem := key.takeURI(text, r.overrides); problem != nil {
			return key, problem
		}
		if r.lines.cut && r.more {
			key.warn("is in the last line, which has no line end: is the file cut off?")
		}
		r.more = true
		return key, nil
	}
}

// takeURI reads otpauth://TYPE/LABEL?NAME=VALUE&NAME=VALUE. The package url is not
// asked to parse it whole: its errors would show the secret.
func (r *record) takeURI(text string, o Overrides) *Error {
	if len(text) < len(otpauthScheme) || !strings.EqualFold(text[:len(otpauthScheme)], otpauthScheme) {
		return r.bad("", "is no otpauth URI: must begin with %s", otpauthScheme)
	}
	if strings.Contains(text, "#") {
		return r.bad("", "has a # in it, where a URI ends: must be written %%23")
	}
	place, query, _ := strings.Cut(text[len(otpauthScheme):], "?")
	kind, escaped, _ := strings.Cut(place, "/")
	label, err := url.PathUnescape(escaped)
	if err != nil {
		return r.bad("", "its label has a %% without two hex digits behind it: must be written %%25")
	}
	r.serial = label
	if inner := swallowed.FindStringSubmatch(label); inner != nil {
		return r.bad("", "its label has the parameter %s in it: must come after a ?, as in %stotp/LABEL?secret=…", strings.ToLower(inner[1]), otpauthScheme)
	}
	values, problem := r.uriParameters(query)
	if problem != nil {
		return problem
	}
	if problem := r.takeLabel(label, values["issuer"]); problem != nil {
		return problem
	}
	if problem := r.takeURIKind(kind, values["encoder"]); problem != nil {
		return problem
	}
	if problem := r.takeBase32(values["secret"]); problem != nil {
		return problem
	}
	return r.takeURIValues(values, o)
}

// takeLabel makes the serial of a label, which is ACCOUNT or ISSUER:ACCOUNT, and the
// parameter issuer. Blanks before the account are not part of it.
func (r *record) takeLabel(label, issuer string) *Error {
	prefix, account, hasPrefix := strings.Cut(label, ":")
	switch {
	case label == "":
		return r.bad("", "has no serial: it stands in the label, %stotp/LABEL?secret=…", otpauthScheme)
	case issuer != "" && strings.HasPrefix(label, issuer+":"): // an issuer may have a colon itself
		prefix, account = issuer, label[len(issuer)+1:]
	case issuer != "" && !hasPrefix:
		r.serial = issuer + ":" + label
		return nil
	case issuer != "":
		return r.bad("", "its label begins with the issuer %s, the parameter issuer is %s: must be the same", shown(prefix), shown(issuer))
	case prefix == "" || !hasPrefix:
		return nil
	}
	r.serial = prefix + ":" + strings.TrimLeft(account, " ")
	return nil
}

func (r *record) takeURIKind(kind, encoder string) *Error {
	switch strings.ToLower(kind) {
	case "hotp":
		r.kind = profiles.Event
	case "totp":
		r.kind = profiles.Time
	case "":
		return r.bad("", "has no type: must be %shotp/… or %[1]stotp/…", otpauthScheme)
	default:
		return skipped(r.line, r.serial, "is of type %s: no eToken PASS is", shown(kind))
	}
	if encoder != "" {
		return skipped(r.line, r.serial, "has codes in the form of %s, not in digits: no eToken PASS has", shown(encoder))
	}
	return nil
}

// takeBase32 takes a secret, with the blanks that make it easier to type.
func (r *record) takeBase32(text string) *Error {
	text = strings.ReplaceAll(text, " ", "")
	if text == "" {
		return r.bad("", "has no secret: must have a parameter secret, in base32")
	}
	var err error
	if r.secret, err = profiles.SecretFromBase32(text); err == nil {
		return nil
	}
	advice := ""
	if _, notHex := profiles.SecretFromHex(text); notHex == nil {
		advice = "is it hex? it must be in base32"
	}
	return r.bad(advice, "its secret: %v", err)
}

func (r *record) takeURIValues(values map[string]string, o Overrides) *Error {
	if problem := r.takeAlgorithm(values["algorithm"], o); problem != nil {
		return problem
	}
	if problem := r.takeDigits(values["digits"], o); problem != nil {
		return problem
	}
	if !r.countsCodes(o) {
		r.noteUnusedCounter("parameter counter", values["counter"])
		return r.takeStep(values["period"], o)
	}
	r.noteUnusedStep("parameter period", values["period"])
	if values["counter"] == "" && o.MovingFactor == nil {
		return r.bad("--moving-factor N says it", "has no counter: event tokens must have one (counter=0 for a new token)")
	}
	return r.takeCounter(values["counter"], o)
}
