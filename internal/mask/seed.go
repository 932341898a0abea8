package mask

import (
	"strconv"
	"strings"
)

// SeedValue returns a rejected value of a seed file for an error: in quotes, shortened, or
// hidden. A seed file is full of secrets, and a missing separator can join one to any value, so
// SeedValue hides more than [Value]: every value with a run of 16 letters and digits or more,
// except numbers of up to 20 digits.
func SeedValue(text string) string {
	const longestNumber = 20 // digits of 2^64
	isNumber := len(text) <= longestNumber && strings.Trim(text, "0123456789") == ""
	if (holdsLongWord(text) || HoldsSecret(text)) && !isNumber {
		return Hidden
	}
	return strconv.Quote(Shorten(text))
}

// SeedNumber returns a rejected number of a seed file for an error, like [SeedValue]. It hides
// everything that is longer than a date and not a number: the secret is next to the numbers,
// and may be in the place of one.
func SeedNumber(text string) string {
	const date, longest = 10, 20 // characters
	if len(text) > longest || len(text) > date && strings.Trim(text, "0123456789") != "" {
		return Hidden
	}
	return strconv.Quote(text)
}

// SeedName returns the name of a field in a seed file for an error, like [SeedValue], but it
// allows longer words.
func SeedName(name string) string {
	const longest = 40
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	if len(name) <= longest && strings.TrimFunc(name, isLetter) == "" && !HoldsSecret(name) {
		return strconv.Quote(name)
	}
	return SeedValue(name)
}

// holdsLongWord reports whether a text has a longer run of letters and digits than any valid
// value of a seed file, so that part of a secret could be in it.
func holdsLongWord(text string) bool {
	const shortest = 16 // half a secret's usual length in base32
	run := 0
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			if run++; run >= shortest {
				return true
			}
		case strings.ContainsRune(" :-+/_", c): // may separate the groups of a secret
		default:
			run = 0
		}
	}
	return false
}
