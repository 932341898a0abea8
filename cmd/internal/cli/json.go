package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
)

// PrintJSON prints one object on one line, as [JSONText] writes it.
func PrintJSON(w io.Writer, object any) error {
	text, err := JSONText(object)
	if err == nil {
		_, err = io.WriteString(w, text+"\n")
	}
	return OutputError(err)
}

// JSONText returns a value in JSON, on one line. Characters that do not print are escaped, so
// that a name cannot control the terminal.
func JSONText(value any) (string, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	text := strings.TrimSuffix(line.String(), "\n")
	if !strings.ContainsFunc(text, isHidden) { // the usual case
		return text, nil
	}
	var escaped strings.Builder
	for _, r := range text {
		if !isHidden(r) {
			escaped.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&escaped, `\u%04x`, unit)
		}
	}
	return escaped.String(), nil
}

func isHidden(r rune) bool { return !unicode.IsGraphic(r) }
