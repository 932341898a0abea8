package mask

import "strings"

// LooksSecret reports whether a text could be a token's secret in hex, base32 or base64,
// complete or truncated, with or without 0x. Errors use it to avoid showing a secret that is in
// the wrong place. Names of several words and serials of up to 31 digits are not secrets, and
// neither are paths: use [Path] to check their parts. Groups of equal length, separated by
// spaces, colons or hyphens, count as one text, since people write secrets in groups.
func LooksSecret(text string) bool {
	const (
		shortestHex     = 16 // characters: 8 bytes
		shortestDecimal = 32 // shorter ones may be serials
		shortestBase32  = 16
		shortestBase64  = 20
		shortestLetters = 26 // base32 of 16 bytes, which may contain no digit
		longestLetters  = 320
	)
	text = strings.TrimRight(Ungrouped(text), "=")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "0x"), "0X")
	if len(text) < shortestHex { // fast path: most serials are shorter than any secret
		return false
	}
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
	case only(digits + "abcdefABCDEF"):
		return len(text) >= shortestHex
	case only(upper + "234567"), only(lower + "234567"):
		return len(text) >= shortestBase32 && has("234567") || len(text) >= shortestLetters && len(text) <= longestLetters
	case len(text) > shortestLetters && strings.Trim(text[1:], lower+"234567") == "": // with one other character in front
		return has("234567")
	case only(upper + lower + digits + "+/-_"):
		return len(text) >= shortestBase64 && has(digits) && has(upper) && has(lower) && isMixed(text)
	}
	return false
}

// Ungrouped removes the spaces, colons or hyphens between the groups of a text, if it has at
// least three and all but the last have the same length.
func Ungrouped(text string) string {
	for _, separator := range []string{" ", ":", "-"} {
		if strings.Count(text, separator) < 2 { // fast path: a batch may have a million serials
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

// isMixed reports whether upper case, lower case and digits alternate as often as in base64.
// They alternate less often in names made of words.
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

// isNearSecret reports whether a text is a secret with a few characters around it, such as
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

// HoldsSecret reports whether a text, such as a serial, could be a secret or contain one.
func HoldsSecret(text string) bool { return LooksSecret(text) || Message(text) != text }

// NameLooksSecret is like [LooksSecret] but stricter with digits: an even number of 16 or more
// could be a secret in hex, because names of files and variables are rarely long numbers.
// Serials are.
func NameLooksSecret(name string) bool {
	const shortest = 16 // digits: 8 bytes
	isNumber := strings.Trim(name, "0123456789") == ""
	return LooksSecret(name) || isNumber && len(name) >= shortest && len(name)%2 == 0
}
