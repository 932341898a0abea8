package seedfile

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// safeWordReader reads SafeWord authenticator records (observed: files of LinOTP,
// privacyIDEA and multiOTP), which have the shape of LDIF. Their sccSignature cannot
// be checked, as the vendor's key is not public: it is read over, as by every server.
type safeWordReader struct {
	lines     ldif
	overrides Overrides
}

func newSafeWordReader(in lines, o Overrides) records {
	return &safeWordReader{lines: ldif{lines: in}, overrides: o}
}

// next gives the next record.
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

// safeWordEntry is what the lines of one record say.
type safeWordEntry struct {
	line               int // of the first; 0 before it
	dn, id, kind, data string
	locked             bool   // of a class whose keys are encrypted
	problem            string // the first there is; without any value
	unknown            []string
}

// take reads a line. Only what ends the file is an error; what ends the record is
// noted, since its serial may follow.
func (e *safeWordEntry) take(line ldifLine) error {
	text := trimBlanks(line.text)
	if text == "" || strings.HasPrefix(text, "#") {
		return nil
	}
	name, value, isField := strings.Cut(text, ":")
	name = strings.ToLower(trimBlanks(name))
	if name == "version" && e.line == 0 { // LDIF may begin with it
		return nil
	}
	if e.line == 0 {
		e.line = line.number
	}
	if !isField {
		e.note("a line has no colon: must be a name, a colon, a value")
		return nil
	}
	if name == "scctokendata" && line.cut {
		return broken(line.number, "if it is whole, end it with a line break", "is cut off: it ends within a record's sccTokenData")
	}
	e.set(name, value)
	return nil
}

// set notes the value of a field, which a blank may set apart from the colon.
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
		e.note("has " + proper + " twice: is the blank line between two records missing?")
	case strings.HasPrefix(rest, ":"): // LDIF's sign of base64
		e.note("its " + proper + " is in base64 (two colons), which is not read: must be plain text")
	default:
		*field = value
	}
}

// otherFields say nothing of the token: its signature, and what a directory has.
var otherFields = []string{"sccsignature", "changetype", "cn"}

// noteUnknown keeps the name of a field, of a few in all.
func (e *safeWordEntry) noteUnknown(name string) {
	const most = 20
	if len(e.unknown) < most && !slices.Contains(e.unknown, name) {
		e.unknown = append(e.unknown, strings.Clone(name))
	}
}

// field is where a value goes, and how its name is written; nil where it goes nowhere.
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

// record is what the entry says of its token.
func (e *safeWordEntry) record(o Overrides) (record, error) {
	r := record{line: e.line, serial: e.serial(), model: e.kind}
	if e.data == "" && strings.Contains(strings.ToLower(r.serial), "scckey") { // two lines have become one
		r.serial = ""
	}
	for _, name := range e.unknown {
		r.note("field "+name, "the field %s is not known: left out", shownName(name))
	}
	switch {
	case e.problem != "":
		return record{}, r.bad("", "%s", e.problem)
	case e.locked:
		return record{}, r.bad(lockedAdvice, "is of the class SccDesAuthenticator: %s", locked)
	case e.data == "":
		return record{}, r.bad("", "has no sccTokenData")
	}
	if err := readSafeWordData(&r, e.data, o); err != nil {
		return record{}, err
	}
	return r, nil
}

// serial is the authenticator's ID, which stands in its name as well.
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
