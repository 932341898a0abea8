package display

import (
	"slices"
	"strings"
)

// UpsideDown returns how text reads on an LCD that is held upside down, in the characters of [Frame.Reading]. isCode
// reports whether the reading has digits only, so that it could be mistaken for a code. A code can also read as itself
// ("888888"), which is harmless: callers that warn should compare the two. The text may have any length; a character
// without a glyph reads as '?'.
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
