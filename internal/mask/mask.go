// Package mask hides secrets in messages. A user can put a secret into any field, file name or
// argument by mistake, so messages show values from outside only through this package, which
// hides whatever could be a secret.
package mask

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Hidden replaces a text that could be a secret.
const Hidden = "(hidden, as it could be a secret)"

// Path hides each part of a path that could be a secret, with or without an extension. A text
// without separators is a path of one part.
func Path(text string) string {
	if LooksSecret(text) { // base64 may contain a slash
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

// groups matches a secret of at least 8 bytes in hex or base32, written in groups. No single
// group looks like a secret.
var groups = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:(?:[0-9a-fA-F]{2}[ :-]){7,}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{4}[ :-]){3,}[0-9a-fA-F]{4}|(?:[A-Z2-7]{4}[ :-]){3,}[A-Z2-7]{4})\b`)
})

// Message hides the words of a message that could be secrets. Use it for texts that contain
// names, paths and values from outside.
func Message(message string) string {
	message = groups().ReplaceAllString(message, Hidden)
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
		shown.WriteString(maskedWord(message[:end]))
		message = message[end:]
	}
	return shown.String()
}

// isOfWord reports whether a character can be part of a secret, or of a path that contains one.
// It need not include the equals signs at the end of base32 and base64.
func isOfWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+/\\-_.", r)
}

// maskedWord masks a word, ignoring the dashes of a flag before it and a full stop after it.
func maskedWord(word string) string {
	bare := strings.TrimRight(strings.TrimLeft(word, "-."), ".")
	if bare == "" {
		return word
	}
	before, after, _ := strings.Cut(word, bare)
	shown := Path(bare)
	if shown == bare && isNearSecret(bare) {
		shown = Hidden
	}
	return before + shown + after
}

// Value returns a rejected value for an error: hidden if it could be a secret, shortened if it
// is long, and in quotes if it is empty or contains spaces or invisible characters.
func Value(text string) string {
	if LooksSecret(text) { // also in groups, each of which is not a secret
		return Hidden
	}
	if shown := Message(text); shown != text {
		return shown
	}
	text = Shorten(text)
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return strconv.Quote(text)
	}
	return text
}

// Quoted is like [Value], but always uses quotes unless something is hidden or omitted.
func Quoted(text string) string {
	if shown := Value(text); shown != text {
		return shown // in quotes already, or not the whole value
	}
	return strconv.Quote(text)
}

// longestShown is the maximum number of characters to show.
const longestShown = 60

// Shorten returns the first 60 characters of a text, with an ellipsis if there are more. It
// hides nothing.
func Shorten(text string) string {
	if len(text) <= longestShown {
		return text
	}
	if runes := []rune(text); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return text
}

// ShortenStart is like [Shorten], but keeps the last 60 characters.
func ShortenStart(text string) string {
	if runes := []rune(text); len(runes) > longestShown {
		return "…" + string(runes[len(runes)-longestShown:])
	}
	return text
}
