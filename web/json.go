package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/danielgtaylor/huma/v2"
)

// jsonFormat reads and writes JSON as huma's own format does, but its errors do not repeat what
// is in a body, and it refuses fields that are given twice: other readers of the same body, such as
// a proxy, may take the other one.
var jsonFormat = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if err := json.Unmarshal(data, v); err != nil {
			return jsonError(data, err)
		}
		_, isFirst := v.(*any) // huma reads a body twice: to check it, and as the handler's type
		if isFirst && hasFieldTwice(fieldsOf(data)) {
			return errors.New("a field is given twice")
		}
		return nil
	},
}

func fieldsOf(data []byte) *json.Decoder {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // any number
	return decoder
}

// hasFieldTwice reports whether the next value of a valid document has an object with two fields of
// the same name.
func hasFieldTwice(values *json.Decoder) bool {
	start, _ := values.Token()
	if start != json.Delim('{') && start != json.Delim('[') {
		return false
	}
	seen := map[json.Token]bool{}
	for values.More() {
		if start == json.Delim('{') {
			name, _ := values.Token()
			if seen[name] {
				return true
			}
			seen[name] = true
		}
		if hasFieldTwice(values) {
			return true
		}
	}
	_, _ = values.Token() // the end
	return false
}

// jsonError describes an error in a document.
func jsonError(data []byte, err error) error {
	syntax, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case isSyntax && endsEarly(data):
		return errors.New("not valid JSON: it ends too early")
	case isSyntax:
		before := data[:max(0, min(int(syntax.Offset)-1, len(data)))]
		line := bytes.Count(before, []byte("\n")) + 1
		column := len(before) - (bytes.LastIndexByte(before, '\n') + 1) + 1
		return fmt.Errorf("not valid JSON at line %d, byte %d", line, column)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" { // such as a number that is too large
		return fmt.Errorf("the field %s must be as documented", wrong.Field)
	}
	return errors.New("must be as documented")
}

// endsEarly reports whether a document is the beginning of a valid one.
func endsEarly(data []byte) bool {
	var value any
	err := json.NewDecoder(bytes.NewReader(data)).Decode(&value)
	return errors.Is(err, io.ErrUnexpectedEOF)
}
