package seedfile

import (
	"bufio"
	"cmp"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

const otpauthScheme = "otpauth://"

// otpauthReader reads otpauth URIs, one per line, as authenticator apps import and export them
// (Key URI Format, in the wiki of google-authenticator), and migration URIs, which hold several
// tokens each. Lines that begin with # are comments.
type otpauthReader struct {
	lines     lines
	overrides Overrides
	exports   *Exports // the caller's, or nil
	own       Exports  // used if exports is nil
	first     string   // the first line that is not a comment
	more      bool     // a token was read before
	queue     []result // the rest of a migration URI
}

// result is what next returns.
type result struct {
	record record
	err    error
}

func newOTPAuthReader(in *bufio.Reader, o Options) *otpauthReader {
	head, _ := in.Peek(peek) // a read error is reported by the next read
	return &otpauthReader{lines: lines{in: in}, overrides: o.Overrides, exports: o.Exports, first: firstLine(string(head))}
}

// firstLine returns the first line that is neither blank nor a comment.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return line
		}
	}
	return ""
}

func (r *otpauthReader) layout() string {
	if isMigration(r.first) {
		return "Google Authenticator export"
	}
	return OTPAuth.String()
}

func (r *otpauthReader) next() (record, error) {
	for len(r.queue) == 0 {
		line, err := r.lines.next()
		if errors.Is(err, io.EOF) {
			return r.end()
		}
		if err != nil {
			return record{}, err
		}
		text := strings.TrimSpace(string(line))
		if text == "" || text[0] == '#' {
			continue
		}
		if isMigration(text) {
			r.readMigration(text)
		} else {
			r.readURI(text)
		}
		r.more = true
	}
	return r.pop()
}

// pop returns what is next in the queue.
func (r *otpauthReader) pop() (record, error) {
	first := r.queue[0]
	r.queue = r.queue[1:]
	return first.record, first.err
}

// end returns io.EOF, after notices about missing parts of exports that are in this file only.
func (r *otpauthReader) end() (record, error) {
	for _, notice := range r.own.Missing() {
		r.queue = append(r.queue, result{err: notice})
	}
	r.own = Exports{}
	if len(r.queue) == 0 {
		return record{}, io.EOF
	}
	return r.pop()
}

func (r *otpauthReader) readURI(text string) {
	one := record{line: r.lines.number}
	problem := one.takeURI(text, r.overrides)
	if problem == nil && r.lines.cut && r.more {
		one.warn(lastLineWarning)
	}
	r.add(one, problem)
}

// readMigration adds the tokens of a migration URI to the queue, or an error. Unlike another
// URI, one that is cut off is an error.
func (r *otpauthReader) readMigration(text string) {
	about := record{line: r.lines.number} // what concerns all tokens
	var content migration
	if problem := about.takeMigration(text, &content); problem != nil {
		r.add(about, problem)
		return
	}
	if notice := r.track(content, &about); notice != nil {
		r.add(about, notice)
		return
	}
	for i, message := range content.accounts {
		one := about
		one.notes = slices.Clone(about.notes)
		problem := one.takeMigrated(message, r.overrides)
		if problem != nil && problem.Serial == "" {
			problem.Problem = fmt.Sprintf("account %d of the migration URI: %s", i+1, problem.Problem)
		}
		r.add(one, problem)
	}
}

// track records a part of an export, and returns a notice if it was read before.
func (r *otpauthReader) track(part migration, about *record) *Error {
	exports := cmp.Or(r.exports, &r.own)
	size := max(part.size, 1)
	if part.index >= size || size > maxParts {
		about.note("part", "the migration URI is part %d of %d: missing parts are not reported", part.index+1, size)
		return nil
	}
	if exports.add(part.id, size, part.index, part.message) {
		return &Error{Line: about.line, Kind: Repeated, Problem: fmt.Sprintf("repeated part %d of export %d ignored", part.index+1, part.id)}
	}
	return nil
}

func (r *otpauthReader) add(one record, problem *Error) {
	next := result{record: one}
	if problem != nil {
		next.err = problem
	}
	r.queue = append(r.queue, next)
}

// takeURI reads otpauth://TYPE/LABEL?NAME=VALUE&NAME=VALUE. It does not use url.Parse, whose
// errors show the URI and the secret in it.
func (r *record) takeURI(text string, o Overrides) *Error {
	if !hasFoldedPrefix(text, otpauthScheme) {
		return r.bad("", "not an otpauth URI: must begin with %s", otpauthScheme)
	}
	if strings.Contains(text, "#") {
		return r.bad("", "contains #, which begins a fragment: must be written %%23")
	}
	place, query, _ := strings.Cut(text[len(otpauthScheme):], "?")
	kind, escaped, _ := strings.Cut(place, "/")
	label, err := url.PathUnescape(escaped)
	if err != nil {
		return r.bad("", "the label has a %% without two hex digits after it: must be written %%25")
	}
	r.serial = label
	if inner := embeddedParameter().FindStringSubmatch(label); inner != nil {
		return r.bad("", "the label contains the parameter %s: must come after a ?, as in %stotp/LABEL?secret=…", strings.ToLower(inner[1]), otpauthScheme)
	}
	values, problem := r.uriParameters(query)
	switch {
	case problem != nil:
		return problem
	case label == "":
		return r.bad("", "no serial: must be the label, as in %stotp/LABEL?secret=…", otpauthScheme)
	}
	if problem := r.takeLabel(label, values["issuer"]); problem != nil {
		return problem
	}
	if kind == "" {
		return r.bad("", "no type: must be %shotp/… or %[1]stotp/…", otpauthScheme)
	}
	if problem := r.takeAccountKind(kind, values["encoder"]); problem != nil {
		return problem
	}
	return r.takeValues("parameter", values, o)
}

// knownParameters are the parameters that describe the token.
var knownParameters = []string{"secret", "issuer", "algorithm", "digits", "counter", "period", "encoder"}

// shownParameters are the parameters that only affect how an app displays the token (observed:
// FreeOTP, andOTP, Aegis, Ente Auth, Authenticator extensions).
var shownParameters = []string{
	"image", "icon", "color", "colour", "lock", "group", "tags", "note", "notes", "codedisplay", "thumbnail", "favorite", "pinned",
}

// mistakenParameters maps names that programs and people use by mistake for parameters that
// change the codes to the correct names.
var mistakenParameters = map[string]string{
	"algo": "algorithm", "alg": "algorithm", "hash": "algorithm", "hashalgo": "algorithm", "hashalgorithm": "algorithm",
	"digit": "digits", "length": "digits", "otplen": "digits", "codelength": "digits",
	"interval": "period", "step": "period", "timestep": "period", "timeinterval": "period", "periods": "period", "peroid": "period",
	"count": "counter", "initialcounter": "counter", "movingfactor": "counter", "moving_factor": "counter",
	"key": "secret", "seed": "secret", "secretkey": "secret",
}

// embeddedParameter matches a parameter inside the value of another, after a separator other
// than &.
var embeddedParameter = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)[^a-z0-9](secret|algorithm|digits|counter|period|encoder|issuer)=`)
})

// uriParameters decodes the query like an HTML form: + is a space (observed: Aegis). Names may
// be in upper case, as in QR codes in alphanumeric mode.
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
			return nil, r.bad("", "parameter %s has a %% without two hex digits after it: must be written %%25", name)
		}
		if _, twice := values[name]; twice {
			return nil, r.bad("", "duplicate parameter %s: must occur once", name)
		}
		if inner := embeddedParameter().FindStringSubmatch(value); inner != nil {
			return nil, r.bad("", "parameter %s contains the parameter %s: must be separated by &", name, strings.ToLower(inner[1]))
		}
		if value == "" && name != "issuer" && name != "secret" && name != "encoder" {
			r.note("empty "+name, "empty parameter %s ignored", name)
		}
		values[name] = value
	}
	return values, nil
}

// parameterName splits a parameter into its name, in lower case, and its value, still escaped.
// An unknown name is an error only if it looks like one that changes the codes.
func (r *record) parameterName(part string) (name, value string, problem *Error) {
	escaped, value, hasValue := strings.Cut(part, "=")
	name, err := url.QueryUnescape(escaped)
	name = strings.ToLower(strings.TrimSpace(name))
	if rest, isHTML := strings.CutPrefix(name, "amp;"); isHTML {
		name = rest
		r.note("html", "parameters are separated by &amp;, as in HTML: read as &")
	}
	right, isMistaken := mistakenParameters[name]
	switch {
	case err != nil:
		return "", "", r.bad("", "a parameter name has a %% without two hex digits after it: must be written %%25")
	case name == "":
		return "", "", r.bad("", "parameter without a name: must be NAME=VALUE")
	case isMistaken:
		return "", "", r.bad("", "unknown parameter %s: did you mean %s?", mask.SeedName(name), right)
	case slices.Contains(shownParameters, name):
	case !slices.Contains(knownParameters, name):
		r.note("parameter "+name, "unknown parameter %s ignored", mask.SeedName(name))
	case !hasValue:
		return "", "", r.bad("", "parameter %s has no value: must be %[1]s=VALUE", name)
	}
	return name, value, nil
}

type otpauthWriter struct{ out *bufio.Writer }

func (w *otpauthWriter) write(t Token) error {
	_, err := w.out.WriteString(otpauthURI(t) + "\n")
	return err
}

func (w *otpauthWriter) finish() error { return nil }

// OTPAuthURI returns the token's otpauth URI, for a QR code or a link. Its error is that of
// [Format.Check] if a URI cannot represent the token.
func OTPAuthURI(t Token) (string, error) {
	if err := OTPAuth.Check(t); err != nil {
		return "", err
	}
	return otpauthURI(t), nil
}

// otpauthURI returns the token's URI. It sets every parameter that describes the token, since
// apps have different defaults, and no others, since some apps refuse unknown parameters
// (observed: pyotp 2.6).
func otpauthURI(t Token) string {
	label, issuer := splitLabel(t.Serial)
	var uri strings.Builder
	write := func(texts ...string) {
		for _, text := range texts {
			uri.WriteString(text)
		}
	}
	last := "&counter=" + strconv.FormatUint(t.MovingFactor, 10)
	if t.Type == profiles.Time {
		last = "&period=" + strconv.FormatInt(int64(t.Step/time.Second), 10)
	}
	write(otpauthScheme, typeName(t.Type), "/", escapeURI(label))
	write("?secret=", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(t.Secret.Key()))
	write("&algorithm=", string(t.Algorithm), "&digits=", strconv.Itoa(t.Digits), last)
	if issuer != "" {
		write("&issuer=", escapeURI(issuer))
	}
	return uri.String()
}

// splitLabel returns the label for a serial, and the issuer if one is needed. Readers drop
// spaces after the first colon, so a serial with such spaces is split at its last colon: either
// the issuer shows where the account begins, or the label is the account alone.
func splitLabel(serial string) (label, issuer string) {
	prefix, rest, _ := strings.Cut(serial, ":")
	if prefix == "" || !strings.HasPrefix(rest, " ") {
		return serial, ""
	}
	last := strings.LastIndexByte(serial, ':')
	issuer, account := serial[:last], serial[last+1:]
	if strings.HasPrefix(account, " ") {
		return account, issuer
	}
	return serial, issuer
}

// unescapeSafe restores characters that a label may contain. A space is written as %20, since
// readers disagree on +, and colons stay as they are, since some readers take %3A as part of
// the name.
var unescapeSafe = strings.NewReplacer("+", "%20", "%3A", ":", "%40", "@")

// escapeURI escapes more than the URI syntax requires, for apps with simple parsers.
func escapeURI(text string) string { return unescapeSafe.Replace(url.QueryEscape(text)) }
