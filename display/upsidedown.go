package display

import (
	"slices"
	"strings"
)

// UpsideDown tells what text reads like on an LCD that is held upside down, in the characters of [Frame.Reading];
// isCode reports whether that is digits only, so that the reader would take it for a code and type it in. A code can
// also read as itself ("888888"), which is harmless; a caller who warns compares the two. Text may be of any length; a
// character that has no glyph gives '?'.
func UpsideDown(text string) (reading string, isCode bool) {
	chars := []rune(text)
	slices.Reverse(chars)
	for i, char := range chars {
		pattern, ok := glyphs[char]
		if !ok {
			chars[i] = unreadable
			continue
		}
		chars[i] = pattern.turned().reading()
	}
	reading = string(chars)
	return reading, reading != "" && strings.Trim(reading, "0123456789") == ""
}
