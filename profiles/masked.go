package profiles

import (
	"regexp"
	"strings"
)

// LooksSecret reports whether a text could be a token's secret in hex, base32 or
// base64, whole or cut off, with or without 0x. It is for texts that errors would
// otherwise show: a secret in the wrong place must not get into them. A name of
// several words and a serial of digits alone are no secrets; neither is a path, whose
// parts are looked at one by one (see [Masked]). Groups of one length are one text, as
// people read secrets out.
func LooksSecret(text string) bool {
	const (
		shortestHex     = 16 // characters: 8 bytes
		shortestDecimal = 32 // serials are digits alone too, and shorter
		shortestBase32  = 16
		shortestBase64  = 20
		shortestLetters = 26 // base32 of 16 bytes, which may have no digit in it
		longestLetters  = 320
	)
	text = strings.TrimRight(ungrouped(text), "=")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "0x"), "0X")
	only := func(allowed string) bool { return strings.Trim(text, allowed) == "" }
	has := func(some string) bool { return strings.ContainsAny(text, some) }
	const (
		digits = "0123456789"
		upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		lower  = "abcdefghijklmnopqrstuvwxyz"
	)
	switch {
	case only(digits):
		return len(text) >= shortestDecimal
	case only(hexDigits):
		return len(text) >= shortestHex
	case only(upper + "234567"), only(lower + "234567"):
		return len(text) >= shortestBase32 && has("234567") || len(text) >= shortestLetters && len(text) <= longestLetters
	case len(text) > shortestLetters && strings.Trim(text[1:], lower+"234567") == "": // behind a capital
		return has("234567")
	case only(upper + lower + digits + "+/-_"):
		return len(text) >= shortestBase64 && has(digits) && has(upper) && has(lower) && isMixed(text)
	}
	return false
}

// ungrouped is a text without the blanks, colons or hyphens between its groups, if all
// but the last have the same length.
func ungrouped(text string) string {
	for _, separator := range []string{" ", ":", "-"} {
		if strings.Count(text, separator) < 2 { // most texts, and a batch has a million serials
			continue
		}
		groups := strings.Split(text, separator)
		for i, group := range groups {
			if size := len(groups[0]); size < 2 || len(group) > size || i < len(groups)-1 && len(group) < size {
				return text
			}
		}
		return strings.Join(groups, "")
	}
	return text
}

// isMixed reports whether capitals, small letters and digits change as often as they do
// in base64. In names made of words they change less.
func isMixed(text string) bool {
	class := func(c byte) int {
		switch {
		case c >= 'a' && c <= 'z':
			return 1
		case c >= 'A' && c <= 'Z':
			return 2
		}
		return 3
	}
	text = strings.NewReplacer("+", "", "/", "", "-", "", "_", "").Replace(text)
	changes := 0
	for i := 1; i < len(text); i++ {
		if class(text[i]) != class(text[i-1]) {
			changes++
		}
	}
	return changes*100 > len(text)*37
}

// HoldsSecret reports whether a text, such as a serial, could be a secret or have one
// in it.
func HoldsSecret(text string) bool { return LooksSecret(text) || Concealed(text) != text }

// Hidden stands for what could be a secret.
const Hidden = "(hidden, as it could be a secret)"

// Masked is a text as errors show it: each part of a path that could be a secret is
// hidden, whatever its ending.
func Masked(text string) string {
	if LooksSecret(text) { // base64 may have a slash in it
		return Hidden
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '\\' }) {
		bare, _, _ := strings.Cut(part, ".")
		if LooksSecret(part) || LooksSecret(bare) {
			text = strings.Replace(text, part, Hidden, 1)
		}
	}
	return text
}

// groups are a secret as people read it out, which no word of a message is by itself: in
// hex or in base32, 8 bytes at least.
var groups = regexp.MustCompile(`\b(?:(?:[0-9a-fA-F]{2}[ :-]){7,}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{4}[ :-]){3,}[0-9a-fA-F]{4}|(?:[A-Z2-7]{4}[ :-]){3,}[A-Z2-7]{4})\b`)

// Concealed is a message without the words that could be secrets. It is for texts that
// hold names, paths and values from elsewhere.
func Concealed(message string) string {
	message = groups.ReplaceAllString(message, Hidden)
	var shown strings.Builder
	for message != "" {
		between := strings.IndexFunc(message, isOfWord)
		if between < 0 {
			between = len(message)
		}
		shown.WriteString(message[:between])
		message = message[between:]
		end := strings.IndexFunc(message, func(r rune) bool { return !isOfWord(r) })
		if end < 0 {
			end = len(message)
		}
		shown.WriteString(concealedWord(message[:end]))
		message = message[end:]
	}
	return shown.String()
}

// isOfWord reports whether a character can be of a secret, or of a path with one. The
// equals signs that base32 and base64 end with say nothing.
func isOfWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+/\\-_.", r)
}

// concealedWord masks a word, whatever stands around it: the dashes of a flag, the dot
// of a sentence.
func concealedWord(word string) string {
	bare := strings.TrimRight(strings.TrimLeft(word, "-."), ".")
	if bare == "" {
		return word
	}
	before, after, _ := strings.Cut(word, bare)
	shown := Masked(bare)
	if shown == bare && isNearSecret(bare) {
		shown = Hidden
	}
	return before + shown + after
}

// isNearSecret reports whether a text is a secret with a few characters around it, as in
// x3132… and 3132…ms.
func isNearSecret(text string) bool {
	for first := range min(2, len(text)) {
		for last := range min(3, len(text)-first) {
			if LooksSecret(text[first : len(text)-last]) {
				return true
			}
		}
	}
	return false
}
