package seedfile

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"etokenpass/internal/mask"
)

// backupReader reads the backup of an authenticator app in JSON.
type backupReader struct {
	app       *app
	known     pathSet // the fields of a token
	overrides Overrides
	tokens    []jsonMember // those that are left
	notes     []note       // about the backup, for its first token
}

func newBackupReader(in *bufio.Reader, o Overrides) (*backupReader, error) {
	backup, err := readJSON(in)
	if err != nil {
		return nil, err
	}
	app := appOf(backup)
	if app == nil {
		return nil, broken(0, "backups of these apps are read: "+readableApps(), "not recognised as a seed file: looks like JSON from an unknown app: %s", describeJSON(backup))
	}
	if err := app.refuses(backup); err != nil {
		return nil, err
	}
	var about record
	if problem := app.note(&about, backup); problem != nil {
		return nil, problem
	}
	return &backupReader{app, app.tokenPaths(), o, app.listOf(backup).members, about.notes}, nil
}

// describeJSON returns the kind of a JSON value, and the names in it, for an error.
func describeJSON(v jsonValue) string {
	const most = 5
	first := v
	if v.kind == jsonList && len(v.members) > 0 {
		first = v.members[0].value
	}
	if first.kind != jsonObject || len(first.members) == 0 {
		return string(v.kind)
	}
	var names []string
	for _, member := range first.members[:min(most, len(first.members))] {
		names = append(names, mask.SeedName(member.name))
	}
	of := "an object"
	if v.kind == jsonList {
		of = "a list of objects"
	}
	return of + " with the names " + strings.Join(names, ", ")
}

func (r *backupReader) layout() string { return r.app.layout() }

func (r *backupReader) next() (record, error) {
	if len(r.tokens) == 0 {
		return record{}, io.EOF
	}
	entry := r.tokens[0].value
	r.tokens = r.tokens[1:]
	one := record{line: entry.line, notes: slices.Clone(r.notes)}
	if problem := one.takeEntry(entry, r.app, r.overrides); problem != nil {
		return one, problem
	}
	if problem := one.noteUnknownFields(entry, "", r.known); problem != nil {
		return one, problem
	}
	r.notes = nil
	return one, nil
}

// takeEntry reads a token of a backup.
func (r *record) takeEntry(entry jsonValue, of *app, o Overrides) *Error {
	if entry.kind != jsonObject {
		return r.bad("", "found %s in the list of tokens: must be an object", entry.kind)
	}
	values, problem := r.entryValues(entry, of)
	if problem != nil {
		return problem
	}
	if problem := r.takeLabel(values["label"], values["issuer"]); problem != nil {
		return problem
	}
	if values["type"] == "" {
		r.assumeTime()
	} else if problem := r.takeAccountKind(values["type"], ""); problem != nil {
		return problem
	}
	return r.takeValues("field", values, o)
}

// entryValues returns the values of a token by the terms of the Key URI Format.
func (r *record) entryValues(entry jsonValue, of *app) (map[string]string, *Error) {
	values := map[string]string{}
	for _, field := range of.fields {
		value := entry.at(field.path)
		switch value.kind {
		case jsonNull:
			continue
		case jsonString, jsonNumber:
		default:
			return nil, r.bad("", "field %s is %s: must be a text or a number", field.path, value.kind)
		}
		if values[field.term] == "" {
			values[field.term] = value.text
			if word, isCoded := of.words[field.term][value.text]; isCoded {
				values[field.term] = word
			}
		}
	}
	return values, nil
}

// noteUnknownFields notes the names in an object that are not known, and refuses one that
// differs from a known one only in case. prefix is the path of the object with a dot, or "".
func (r *record) noteUnknownFields(object jsonValue, prefix string, known pathSet) *Error {
	for _, member := range object.members {
		path := prefix + member.name
		switch right := known.folded(path); {
		case known[path]:
		case right != "":
			return r.bad("", "unknown field %s: did you mean %s?", path, right)
		case member.value.kind == jsonObject && known.hasWithin(path):
			if problem := r.noteUnknownFields(member.value, path+".", known); problem != nil {
				return problem
			}
		default:
			r.note("field "+path, "unknown field %s ignored", maskedPath(path))
		}
	}
	return nil
}

// maskedPath returns a path for a message.
func maskedPath(path string) string {
	names := strings.Split(path, ".")
	for i, name := range names {
		names[i] = strings.Trim(mask.SeedName(name), `"`)
	}
	return strings.Join(names, ".")
}

// pathSet is a set of paths.
type pathSet map[string]bool

func pathsOf(lists ...[]string) pathSet {
	set := pathSet{}
	for _, path := range slices.Concat(lists...) {
		set[path] = true
	}
	return set
}

// folded returns the path of the set that equals another without regard to case, or "".
func (s pathSet) folded(path string) string {
	for known := range s {
		if strings.EqualFold(known, path) {
			return known
		}
	}
	return ""
}

// hasWithin reports whether the set has a path below another.
func (s pathSet) hasWithin(path string) bool {
	for known := range s {
		if strings.HasPrefix(known, path+".") {
			return true
		}
	}
	return false
}

// noteVersion notes a version that is newer than the newest that is known.
func (r *record) noteVersion(backup jsonValue, path string, newest uint64) {
	text := backup.at(path).text
	if version, err := positive(text); err == nil && version > newest {
		r.note(path, "%s %d is newer than %d, the newest that is known: check the codes", path, version, newest)
	} else if err != nil && text != "" {
		r.note(path, "%s %s is not a known version: check the codes", path, mask.SeedValue(text))
	}
}
