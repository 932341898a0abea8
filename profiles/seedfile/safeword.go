package seedfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// safeWordReader reads SafeWord authenticator records, which use the syntax of LDIF (observed:
// files of LinOTP, privacyIDEA and multiOTP). It ignores sccSignature, as servers do, since the
// vendor's key is not public.
type safeWordReader struct {
	lines     ldif
	overrides Overrides
}

func newSafeWordReader(in lines, o Overrides) records {
	return &safeWordReader{lines: ldif{lines: in}, overrides: o}
}

// next returns the next record.
func (r *safeWordReader) next() (record, error) {
	var entry safeWordEntry
	for {
		line, err := r.lines.next()
		switch {
		case errors.Is(err, io.EOF) && entry.line != 0:
			return entry.record(r.overrides)
		case err != nil:
			return record{}, err
		}
		if err := entry.take(line); err != nil {
			return record{}, err
		}
		if entry.line != 0 && r.lines.entryEnds() {
			return entry.record(r.overrides)
		}
	}
}

// safeWordEntry holds the fields of one record.
type safeWordEntry struct {
	line               int // of the first field; 0 before it
	dn, id, kind, data string
	locked             bool     // its class has encrypted keys
	problem            string   // the first problem; contains no value
	unknown            []string // names of unknown fields
}

// take reads a line. It returns an error only if the file cannot be read any further. A problem
// with the record is kept until its serial is known.
func (e *safeWordEntry) take(line ldifLine) error {
	text := trimBlanks(line.text)
	if text == "" || strings.HasPrefix(text, "#") {
		return nil
	}
	name, value, isField := strings.Cut(text, ":")
	name = strings.ToLower(trimBlanks(name))
	if name == "version" && e.line == 0 { // the version of LDIF
		return nil
	}
	if e.line == 0 {
		e.line = line.number
	}
	if !isField {
		e.note("line without a colon: must be NAME: VALUE")
		return nil
	}
	if name == "scctokendata" && line.cut {
		return broken(line.number, "if it is complete, end it with a newline", "truncated: the file ends within a record's sccTokenData")
	}
	e.set(name, value)
	return nil
}

// set stores the value of a field.
func (e *safeWordEntry) set(name, rest string) {
	value := trimBlanks(rest)
	if name == "objectclass" {
		e.locked = e.locked || strings.EqualFold(value, "SccDesAuthenticator")
		return
	}
	proper, field := e.field(name)
	switch {
	case slices.Contains(otherFields, name):
	case field == nil:
		e.noteUnknown(name)
	case *field != "":
		e.note("duplicate " + proper + ": is the blank line between two records missing?")
	case strings.HasPrefix(rest, ":"): // base64 in LDIF
		e.note(proper + " is in base64 (two colons), which is not supported: must be plain text")
	default:
		*field = value
	}
}

// otherFields are known fields that do not describe the token: its signature, and fields of a
// directory.
var otherFields = []string{"sccsignature", "changetype", "cn"}

// noteUnknown stores the name of an unknown field, up to 20 names.
func (e *safeWordEntry) noteUnknown(name string) {
	const most = 20
	if len(e.unknown) < most && !slices.Contains(e.unknown, name) {
		e.unknown = append(e.unknown, strings.Clone(name))
	}
}

// field returns the spelling of a field's name and a pointer to its value, or nil if the field
// is unknown. name is in lower case.
func (e *safeWordEntry) field(name string) (proper string, field *string) {
	switch name {
	case "dn":
		return "dn", &e.dn
	case "sccauthenticatorid":
		return "sccAuthenticatorId", &e.id
	case "scctokentype":
		return "sccTokenType", &e.kind
	case "scctokendata":
		return "sccTokenData", &e.data
	}
	return "", nil
}

func (e *safeWordEntry) note(problem string) {
	if e.problem == "" {
		e.problem = problem
	}
}

// record converts the entry to a record.
func (e *safeWordEntry) record(o Overrides) (record, error) {
	r := record{line: e.line, serial: e.serial(), model: e.kind}
	if e.data == "" && strings.Contains(strings.ToLower(r.serial), "scckey") { // two lines were joined
		r.serial = ""
	}
	for _, name := range e.unknown {
		r.note("field "+name, "unknown field %s ignored", mask.SeedName(name))
	}
	switch {
	case e.problem != "":
		return record{}, r.bad("", "%s", e.problem)
	case e.locked:
		return record{}, r.bad(lockedAdvice, "class SccDesAuthenticator: %s", locked)
	case e.data == "":
		return record{}, r.bad("", "no sccTokenData")
	}
	if err := readSafeWordData(&r, e.data, o); err != nil {
		return record{}, err
	}
	return r, nil
}

// serial returns the authenticator's ID, which is also part of the distinguished name.
func (e *safeWordEntry) serial() string {
	if e.id != "" {
		return e.id
	}
	first, _, _ := strings.Cut(e.dn, ",")
	name, value, _ := strings.Cut(first, "=")
	if !strings.EqualFold(trimBlanks(name), "sccAuthenticatorId") {
		return ""
	}
	return trimBlanks(value)
}

// A file exported from a server's directory is encrypted under a key of that server.
const (
	locked       = "exported from a server, with keys encrypted under a key of that server: they cannot be read"
	lockedAdvice = "use the file that the tokens came with: its keys are not encrypted"
)

// safeWordName is a name in sccTokenData. Its case does not matter.
type safeWordName struct {
	name string
	read func(r *record, value string) error // nil if it does not affect the codes

	overridden func(Overrides) bool // nil if there is no override
}

var safeWordNames = map[string]safeWordName{
	"scckey":         {name: "sccKey", read: readSafeWordKey},
	"sccmode":        {name: "sccMode", read: readSafeWordMode, overridden: func(o Overrides) bool { return o.Type != "" }},
	"sccpwlen":       {name: "sccPwLen", read: readSafeWordDigits, overridden: func(o Overrides) bool { return o.Digits != 0 }},
	"scctick":        {name: "sccTick", read: readSafeWordStep, overridden: func(o Overrides) bool { return o.Step != 0 }},
	"sccseq":         {name: "sccSeq", read: readSafeWordSeq, overridden: func(o Overrides) bool { return o.MovingFactor != nil }},
	"crypto":         {name: "crypto", read: readSafeWordHash, overridden: func(o Overrides) bool { return o.Algorithm != "" }},
	"sccver":         {name: "sccVer"},
	"productiondate": {name: productionDate, read: readSafeWordMade, overridden: func(o Overrides) bool { return !o.needsMade() }},
	"sccprtime":      {name: "sccPrTime"}, // time of production (assumed): T0 is the same in all files
}

// otherSafeWordNames are further names that do not affect the codes (observed: files that
// multiOTP reads).
var otherSafeWordNames = []string{"casemodel"}

// readSafeWordData reads sccTokenData: names and values, separated by semicolons. Errors show a
// value only if it cannot be part of the secret.
func readSafeWordData(r *record, data string, o Overrides) error {
	seen := map[string]bool{}
	number := 0
	for part := range strings.SplitSeq(data, ";") {
		number++
		name, value, isPair := strings.Cut(part, "=")
		name, value = strings.ToLower(trimBlanks(name)), trimBlanks(value)
		known, isKnown := safeWordNames[name]
		switch {
		case isBlankLine(part):
			continue
		case !isPair:
			return r.bad("", "part %d of sccTokenData has no =: must be NAME=VALUE", number)
		case isKnown && strings.Contains(value, "="):
			return r.bad("", "%s contains another =: is the semicolon before it missing?", known.name)
		case isKnown && seen[name]:
			return r.bad("", "duplicate %s in sccTokenData", known.name)
		case isProductName(name):
			if value != "" {
				r.model = value
			}
		case known.overridden != nil && known.overridden(o):
		case known.read != nil:
			if err := known.read(r, value); err != nil {
				return r.bad("", "%v", err)
			}
		case !isKnown && !slices.Contains(otherSafeWordNames, name):
			r.note("data "+name, "unknown name %s in sccTokenData ignored", mask.SeedName(name))
		}
		seen[name] = true
	}
	if !seen["scckey"] {
		return r.bad("", "sccTokenData has no sccKey")
	}
	r.noteUnusedNumbers(o)
	return nil
}

// noteUnusedNumbers notes a number that does not apply to the type of the token.
func (r *record) noteUnusedNumbers(o Overrides) {
	if r.countsCodes(o) {
		if r.step != 0 {
			r.noteUnusedStep("sccTick", strconv.FormatUint(r.step, 10))
		}
		return
	}
	if r.movingFactor != nil {
		r.noteUnusedCounter("sccSeq", strconv.FormatUint(*r.movingFactor, 10))
	}
}

// isProductName also accepts a common misspelling (observed: files that multiOTP reads).
func isProductName(name string) bool { return name == "productname" || name == "prtoductname" }

func readSafeWordKey(r *record, value string) (err error) {
	if strings.HasPrefix(value, "(") { // (AES:hex) and (DES:hex) (observed: scripts that migrate servers)
		return errors.New("sccKey is in parentheses: " + locked)
	}
	if value == "" {
		return errors.New("sccKey is empty")
	}
	r.secret, err = secretInHex("sccKey", value)
	return err
}

func readSafeWordMode(r *record, value string) error {
	switch strings.ToUpper(value) {
	case "E":
		r.kind = profiles.Event
	case "T":
		r.kind = profiles.Time
	default:
		return fmt.Errorf("sccMode is %s: must be E (event) or T (time)", mask.SeedValue(value))
	}
	return nil
}

func readSafeWordDigits(r *record, value string) (err error) {
	r.digits, err = positive(value)
	if err != nil {
		return fmt.Errorf("sccPwLen is %s: must be %s", mask.SeedValue(value), profiles.DigitsAllowed)
	}
	return nil
}

func readSafeWordStep(r *record, value string) (err error) {
	r.step, err = positive(value)
	if err != nil {
		return fmt.Errorf("sccTick is %s: must be 1 to %d s", mask.SeedValue(value), maxStepSeconds)
	}
	return nil
}

func readSafeWordSeq(r *record, value string) (err error) {
	r.movingFactor, err = movingFactor("sccSeq", value)
	return err
}

func readSafeWordHash(r *record, value string) error {
	var known bool
	if r.algorithm, known = hashNamed(value); !known {
		return fmt.Errorf("crypto is %s: must be HmacSHA1, HmacSHA256 or HmacSHA512", mask.SeedValue(value))
	}
	return nil
}

func readSafeWordMade(r *record, value string) error {
	if value != "" {
		r.takeMade(value)
	}
	return nil
}

// safeWordHash returns the name of a hash in SafeWord records.
func safeWordHash(a profiles.Algorithm) string { return "Hmac" + string(a) }

// safeWordWriter writes SafeWord authenticator records in the usual layout, without
// sccSignature, which only the vendor can create. It omits a model that could not be read back,
// for example one with a semicolon.
type safeWordWriter struct {
	out     *bufio.Writer
	started bool
}

const safeWordHeader = "# ===== SafeWord Authenticator Records $Version: 100$ =====\n"

func (w *safeWordWriter) write(t Token) error {
	if err := w.begin(); err != nil {
		return err
	}
	kind := "eToken-PASS-ES"
	if t.Type == profiles.Time {
		kind = "eToken-PASS-TS"
	}
	_, err := fmt.Fprintf(w.out, `dn: sccAuthenticatorId=%s
objectclass: sccCompatibleToken
sccAuthenticatorId: %s
sccTokenType: %s
sccTokenData: %s

`, t.Serial, t.Serial, kind, safeWordData(t))
	return err
}

// safeWordData returns the value of sccTokenData. It always sets sccPrTime for time tokens:
// LinOTP counts time steps from 2000 only if sccPrTime is present, whatever its value.
func safeWordData(t Token) string {
	var b strings.Builder
	mode := "E"
	if t.Type == profiles.Time {
		mode = "T"
	}
	fmt.Fprintf(&b, "sccKey=%X;sccMode=%s;sccPwLen=%d;sccVer=6.20;", t.Secret.Key(), mode, t.Digits)
	if t.Type == profiles.Time {
		fmt.Fprintf(&b, "sccTick=%.0f;sccPrTime=2000/01/01 00:00:00;", t.Step.Seconds())
	} else {
		fmt.Fprintf(&b, "sccSeq=%d;", t.MovingFactor)
	}
	if t.Algorithm != SafeWord.algorithm(len(t.Secret.Key())) {
		fmt.Fprintf(&b, "crypto=%s;", safeWordHash(t.Algorithm))
	}
	if isSafeWordValue(t.Model) {
		fmt.Fprintf(&b, "ProductName=%s;", t.Model)
	}
	return b.String()
}

// isSafeWordValue reports whether a model can be a value in sccTokenData.
func isSafeWordValue(model string) bool {
	return model != "" && !strings.ContainsAny(model, ";=") && trimBlanks(model) == model
}

// begin writes the header once.
func (w *safeWordWriter) begin() error {
	if w.started {
		return nil
	}
	w.started = true
	_, err := w.out.WriteString(safeWordHeader)
	return err
}

func (w *safeWordWriter) finish() error { return w.begin() }

// isSafeWordField reports whether a line, in lower case, begins with a field of a SafeWord
// record.
func isSafeWordField(line string) bool {
	for _, field := range []string{"dn:", "objectclass:", "sccauthenticatorid:", "scctokentype:", "scctokendata:", "sccsignature:"} {
		if strings.HasPrefix(line, field) {
			return true
		}
	}
	return false
}
