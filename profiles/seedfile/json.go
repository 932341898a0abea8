package seedfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"etokenpass/internal/mask"
)

// The maximum size of a JSON file in bytes, the maximum number of values in it and how deep
// they may be nested. A file is read as a whole: which app wrote it may be clear only at its end.
const (
	maxJSON       = 64 << 20
	maxJSONValues = 1_000_000
	maxJSONDepth  = 64
)

// jsonValue is a value of a JSON text. Unlike encoding/json's, it has its line, its names are
// compared by case, and a name cannot occur twice in an object.
type jsonValue struct {
	line    int
	kind    jsonKind
	text    string       // of a string or a number
	members []jsonMember // of an object or a list
}

type jsonMember struct {
	name  string // "" in a list
	value jsonValue
}

// jsonKind is the kind of a value, for messages.
type jsonKind string

const (
	jsonObject  jsonKind = "an object"
	jsonList    jsonKind = "a list"
	jsonString  jsonKind = "a text"
	jsonNumber  jsonKind = "a number"
	jsonBoolean jsonKind = "true or false"
	jsonNull    jsonKind = "null"
)

// isJSON reports whether a text begins like a JSON object or list.
func isJSON(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	inner := strings.TrimLeft(text[1:], " \t\r\n")
	return inner != "" && strings.ContainsRune(`{["}]`, rune(inner[0]))
}

// readJSON reads a file that is one JSON value.
func readJSON(in *bufio.Reader) (jsonValue, error) {
	data, err := io.ReadAll(&limited{r: in, most: maxJSON, left: maxJSON + 1})
	if err != nil {
		return jsonValue{}, err
	}
	if !utf8.Valid(data) {
		return jsonValue{}, broken(0, "", "not UTF-8 text: is it the right file, or is it encrypted?")
	}
	p := &jsonParser{decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	p.decoder.UseNumber()
	value, err := p.value(0)
	if err != nil {
		return jsonValue{}, err
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return jsonValue{}, broken(p.line, "", "text after the end of the JSON value: must be one value")
	}
	return value, nil
}

type jsonParser struct {
	decoder *json.Decoder
	data    []byte
	offset  int64 // up to which lines are counted
	line    int
	values  int
}

// token returns the next token and counts the lines up to it.
func (p *jsonParser) token() (json.Token, error) {
	token, err := p.decoder.Token()
	end := p.decoder.InputOffset()
	p.line += bytes.Count(p.data[p.offset:end], []byte("\n"))
	p.offset = end
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, broken(p.line, "", "truncated: the JSON ends too early")
	case err != nil:
		return nil, broken(p.line, "", "not well-formed JSON: %v", err)
	}
	return token, nil
}

func (p *jsonParser) value(depth int) (jsonValue, error) {
	token, err := p.token()
	if err != nil {
		return jsonValue{}, err
	}
	value := jsonValue{line: p.line}
	if p.values++; p.values > maxJSONValues || depth > maxJSONDepth {
		return jsonValue{}, broken(p.line, "", "the JSON has more than %d values, or is nested more than %d deep: is it the right file?", maxJSONValues, maxJSONDepth)
	}
	switch token := token.(type) {
	case json.Delim:
		value.kind = map[json.Delim]jsonKind{'{': jsonObject, '[': jsonList}[token]
		value.members, err = p.members(value.kind, depth+1)
	case string:
		value.kind, value.text = jsonString, token
	case json.Number:
		value.kind, value.text = jsonNumber, token.String()
	case bool:
		value.kind = jsonBoolean
	case nil:
		value.kind = jsonNull
	}
	return value, err
}

// members reads the members of an object or list up to its end.
func (p *jsonParser) members(kind jsonKind, depth int) (members []jsonMember, err error) {
	names := map[string]bool{}
	for p.decoder.More() {
		var member jsonMember
		if kind == jsonObject {
			token, err := p.token()
			if err != nil {
				return nil, err
			}
			member.name, _ = token.(string) // a name is always a string
			if names[member.name] {
				return nil, broken(p.line, "", "duplicate name %s in an object: must occur once", mask.SeedName(member.name))
			}
			names[member.name] = true
		}
		if member.value, err = p.value(depth); err != nil {
			return nil, err
		}
		members = append(members, member)
	}
	_, err = p.token() // the end
	return members, err
}

// at returns the value at a path of names separated by dots, or null.
func (v jsonValue) at(path string) jsonValue {
	for name := range strings.SplitSeq(path, ".") {
		v = v.member(name)
	}
	return v
}

func (v jsonValue) member(name string) jsonValue {
	if i := v.index(name); i >= 0 {
		return v.members[i].value
	}
	return jsonValue{line: v.line, kind: jsonNull}
}

// has reports whether the value is an object with all these names.
func (v jsonValue) has(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return v.index(name) < 0 })
}

// index returns the index of the member of an object with a name, or -1.
func (v jsonValue) index(name string) int {
	if v.kind != jsonObject {
		return -1
	}
	return slices.IndexFunc(v.members, func(m jsonMember) bool { return m.name == name })
}
