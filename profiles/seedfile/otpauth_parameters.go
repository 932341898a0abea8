package seedfile

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// knownParameters are those that say what the token is.
var knownParameters = []string{"secret", "issuer", "algorithm", "digits", "counter", "period", "encoder"}

// shownParameters say how an app shows the token (observed: FreeOTP, andOTP, Aegis,
// Ente Auth, Authenticator extensions).
var shownParameters = []string{
	"image", "icon", "color", "colour", "lock", "group", "tags", "note", "notes", "codedisplay", "thumbnail", "favorite", "pinned",
}

// mistakenParameters are names that other programs and people use for what changes the
// codes, with the right ones.
var mistakenParameters = map[string]string{
	"algo": "algorithm", "alg": "algorithm", "hash": "algorithm", "hashalgo": "algorithm", "hashalgorithm": "algorithm",
	"digit": "digits", "length": "digits", "otplen": "digits", "codelength": "digits",
	"interval": "period", "step": "period", "timestep": "period", "timeinterval": "period", "periods": "period", "peroid": "period",
	"count": "counter", "initialcounter": "counter", "movingfactor": "counter", "moving_factor": "counter",
	"key": "secret", "seed": "secret", "secretkey": "secret",
}

// swallowed is a parameter within the value of another, since something else than & is
// between them.
var swallowed = regexp.MustCompile(`(?i)[^a-z0-9](secret|algorithm|digits|counter|period|encoder|issuer)=`)

// uriParameters decodes the query as forms are: + is a blank (observed: Aegis). Names
// may be in capitals, as in QR codes that have no small letters.
func (r *record) uriParameters(query string) (map[string]string, *Error) {
	values := make(map[string]string, len(knownParameters))
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, escaped, problem := r.parameterName(part)
		switch {
		case problem != nil:
			return nil, problem
		case !slices.Contains(knownParameters, name):
			continue
		}
		value, err := url.QueryUnescape(escaped)
		if err != nil {
			return nil, r.bad("", "its parameter %s has a %% without two hex digits behind it: must be written %%25", name)
		}
		if _, twice := values[name]; twice {
			return nil, r.bad("", "has the parameter %s twice: must be there once", name)
		}
		if inner := swallowed.FindStringSubmatch(value); inner != nil {
			return nil, r.bad("", "its parameter %s has the parameter %s in it: must be set apart by &", name, strings.ToLower(inner[1]))
		}
		if value == "" && name != "issuer" && name != "secret" && name != "encoder" {
			r.note("empty "+name, "the parameter %s is empty: left out", name)
		}
		values[name] = value
	}
	return values, nil
}

// parameterName is what stands before the =, in small letters. A name that is not known
// is not a reason to refuse the token, unless it looks like one that changes the codes.
func (r *record) parameterName(part string) (name, value string, problem *Error) {
	escaped, value, hasValue := strings.Cut(part, "=")
	name, err := url.QueryUnescape(escaped)
	name = strings.ToLower(strings.TrimSpace(name))
	if rest, isHTML := strings.CutPrefix(name, "amp;"); isHTML {
		name = rest
		r.note("html", "parameters are set apart by &amp;, as in HTML: read as &")
	}
	right, isMistaken := mistakenParameters[name]
	switch {
	case err != nil:
		return "", "", r.bad("", "the name of a parameter has a %% without two hex digits behind it: must be written %%25")
	case name == "":
		return "", "", r.bad("", "has a parameter without a name: must be NAME=VALUE")
	case isMistaken:
		return "", "", r.bad("", "has the parameter %s, which is not known: is it %s?", shownName(name), right)
	case slices.Contains(shownParameters, name):
	case !slices.Contains(knownParameters, name):
		r.note("parameter "+name, "the parameter %s is not known: left out", shownName(name))
	case !hasValue:
		return "", "", r.bad("", "its parameter %s has no value: must be %[1]s=VALUE", name)
	}
	return name, value, nil
}
