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
// is in a body.
var jsonFormat = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if err := json.Unmarshal(data, v); err != nil {
			return jsonError(data, err)
		}
		return nil
	},
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
	return errors.New("must be as documented")
}

// endsEarly reports whether a document is the beginning of a valid one.
func endsEarly(data []byte) bool {
	var value any
	err := json.NewDecoder(bytes.NewReader(data)).Decode(&value)
	return errors.Is(err, io.ErrUnexpectedEOF)
}
