package tms

import (
	"crypto/subtle"
	"strings"

	"etokenpass/firmware/oath"
)

// NormalizeCode returns the digits of a code as a user may have typed it. It accepts spaces or
// dashes between groups of digits, as in 755 224 or 755-224. ok is false unless exactly the
// given number of digits 0 to 9 remain. Full-width and Arabic digits are not accepted, because
// a real server refuses them.
func NormalizeCode(typed string, digits int) (code string, ok bool) {
	typed = strings.Trim(typed, " \t\r\n")
	var buffer [oath.MaxDigits]byte
	found := buffer[:0]
	afterDigit := false
	for i := range len(typed) {
		switch c := typed[i]; {
		case c >= '0' && c <= '9' && len(found) < min(digits, len(buffer)):
			found = append(found, c)
			afterDigit = true
		case (c == ' ' || c == '-') && afterDigit:
			afterDigit = false // at most one between two digits
		default:
			return "", false
		}
	}
	if !afterDigit || len(found) != digits {
		return "", false
	}
	return string(found), true
}

// equal compares codes in constant time.
func equal(one, other []byte) bool { return subtle.ConstantTimeCompare(one, other) == 1 }
