package rehearsal

import (
	"slices"
	"strings"
)

// caseEndings are the endings that a Russian name has in its cases, in small letters.
var caseEndings = []string{"а", "я", "ы", "и", "у", "ю", "е", "о", "ой", "ей", "ою", "ею", "ом", "ем", "ым", "им"}

// isDeclinedIn reports whether a line has each word of a Russian name, in the nominative or in another
// case, as in: Иванова из «Ромашки».
func isDeclinedIn(line, name string) bool {
	words := strings.Fields(line)
	return name != "" && !slices.ContainsFunc(strings.Fields(name), func(part string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return isDeclined(word, part) })
	})
}

// isDeclined reports whether a word is a Russian name, in whatever case.
func isDeclined(word, name string) bool {
	word, name = bare(word), bare(name)
	stem := strings.TrimRight(name, "аяоеь")
	ending, isLonger := strings.CutPrefix(word, stem)
	return word == name || isLonger && stem != "" && slices.Contains(caseEndings, ending)
}

// bare returns a word in small letters, without the marks around it.
func bare(word string) string {
	return strings.Trim(strings.ReplaceAll(strings.ToLower(word), "ё", "е"), `"'«»“”„-–—.,;:!?()`)
}
