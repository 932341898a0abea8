// Package mask keeps secrets out of what people read. A user can put a secret into any field,
// file name or argument by mistake, so messages show values from elsewhere only through this
// package, which hides what could be a secret.
package mask

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Hidden replaces a text that could be a secret.
const Hidden = "(hidden, as it could be a secret)"

// Path hides each part of a path that could be a secret, whatever its extension. A text without
// separators is a path of one part.
func Path(text string) string {
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

// Message hides the words of a message that could be secrets. It is for texts that contain
// names, paths and values from elsewhere.
func Message(message string) string {
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
		shown.WriteString(maskedWord(message[:end]))
		message = message[end:]
	}
	return shown.String()
}

// isOfWord reports whether a character can be part of a secret, or of a path with one. The
// equals signs at the end of base32 and base64 do not matter.
func isOfWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+/\\-_.", r)
}

// maskedWord masks a word, whatever is around it: the dashes of a flag, the full stop of a
// sentence.
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

// Value returns a value that was refused, as an error shows it: hidden if it could be a secret,
// shortened, and in quotes if it is empty or has blanks or invisible characters.
func Value(text string) string {
	if LooksSecret(text) { // in groups, which are not secrets one by one
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

// Quoted is [Value], always in quotes unless something is hidden or left out.
func Quoted(text string) string {
	if shown := Value(text); shown != text {
		return shown // in quotes already, or not the whole value
	}
	return strconv.Quote(text)
}

// longestShown is how many characters of a text are shown.
const longestShown = 60

// Shorten keeps a text from filling the screen: it returns the first 60 characters, with an
// ellipsis if there are more. It hides nothing.
func Shorten(text string) string {
	if len(text) <= longestShown {
		return text
	}
	if runes := []rune(text); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return text
}

// ShortenStart is [Shorten], but it keeps the end of the text.
func ShortenStart(text string) string {
	if runes := []rune(text); len(runes) > longestShown {
		return "…" + string(runes[len(runes)-longestShown:])
	}
	return text
}
