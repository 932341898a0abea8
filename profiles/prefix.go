package profiles

import (
	"fmt"
	"slices"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/internal/shell"
)

// An OATH token identifier has a prefix of four letters and digits, two for the manufacturer and
// two for the type of token, before the serial that is printed on the token (OATH Token
// Identifier Specification). Files may have the serial with the prefix or without it.
const (
	prefixLength   = 4
	shortestSerial = 6 // characters after the prefix; in a shorter one, four may be anything
)

// withoutPrefix returns a serial without its first four characters if they may be a prefix, and
// otherwise the whole serial.
func withoutPrefix(serial string) string {
	if len(serial) < prefixLength+shortestSerial || !consistsOf([]byte(serial[:prefixLength]), isAlphanumeric) {
		return serial
	}
	return serial[prefixLength:]
}

func isAlphanumeric(b byte) bool { return isLetterOrDigit(b) && b != '-' }

// DiffersByPrefix reports whether one of two serials is the other with an OATH prefix. It may be
// the same token, but it need not be: only the user knows.
func DiffersByPrefix(a, b string) bool {
	return a != b && (withoutPrefix(a) == b || withoutPrefix(b) == a)
}

// PrefixAdvice returns a question for the user about serials that differ from a wanted one by
// their OATH prefix, or "" if there are none. It omits those that could be secrets with or
// without the prefix.
func PrefixAdvice(serials []string) string {
	const most = 3
	var quoted []string
	for _, serial := range slices.Compact(slices.Sorted(slices.Values(serials))) {
		if !mask.LooksSecret(serial) && !mask.LooksSecret(withoutPrefix(serial)) {
			quoted = append(quoted, shell.Quote(serial))
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	return fmt.Sprintf("did you mean %s? only the OATH prefix differs", strings.Join(quoted[:min(len(quoted), most)], " or "))
}
