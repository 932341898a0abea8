package tms

import (
	"crypto/subtle"
	"strings"
)

// NormalizeCode returns the digits of a code as a person may have typed it: spaces or dashes
// between groups of digits are understood, as in 755 224 or 755-224. ok is false unless exactly
// the given number of digits 0 to 9 remain: full-width and Arabic digits are not digits here,
// because a real server refuses them.
func NormalizeCode(typed string, digits int) (code string, ok bool) {
	typed = strings.Trim(typed, " \t\r\n")
	var b strings.Builder
	afterDigit := false
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			afterDigit = true
		case (r == ' ' || r == '-') && afterDigit:
			afterDigit = false // at most one between two digits
		default:
			return "", false
		}
	}
	return b.String(), afterDigit && b.Len() == digits
}

// equal compares codes in constant time.
func equal(one, other []byte) bool { return subtle.ConstantTimeCompare(one, other) == 1 }
