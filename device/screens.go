package device

import (
	"fmt"
	"strings"

	"etokenpass/profiles"
)

// ScreensText names the screens of any token, for messages. [Screens.String] names those of
// one token.
const ScreensText = "a code, 888888, F and five digits, or off"

// Screens describes which screens a token can show. Screens are written as in
// [Snapshot.Shown].
type Screens struct{ digits, cells int }

// ScreensOf returns the screens of a profile's token.
func ScreensOf(p *profiles.Profile) Screens { return Screens{digits: p.Digits, cells: p.Cells()} }

// Include reports whether the token can show a screen: off, a code of the right number of
// digits, the self-test, or F and five digits.
func (s Screens) Include(shown string) bool {
	switch number, isCounter := strings.CutPrefix(shown, "F"); {
	case shown == Off.String(), shown == s.selfTest():
		return true
	case isCounter:
		return isNumber(number, 5)
	}
	return isNumber(shown, s.digits)
}

// String lists the screens, for messages.
func (s Screens) String() string {
	return fmt.Sprintf("off, a code of %d digits, %s, or F and five digits", s.digits, s.selfTest())
}

func (s Screens) selfTest() string { return strings.Repeat("8", s.cells) }

func isNumber(text string, digits int) bool {
	return len(text) == digits && strings.Trim(text, "0123456789") == ""
}
