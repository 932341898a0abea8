package rehearsals

import (
	"crypto/rand"
	"strings"
)

// codeLetters are the characters of invitation codes: none looks or sounds like another one.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const codeLength = 6

// newCode makes up an invitation code, such as QK7M2X.
func newCode() string {
	var code strings.Builder
	for code.Len() < codeLength {
		random := make([]byte, codeLength)
		_, _ = rand.Read(random) // never fails
		for _, b := range random {
			if int(b) < 256-256%len(codeLetters) && code.Len() < codeLength { // each letter is as likely as any other
				code.WriteByte(codeLetters[int(b)%len(codeLetters)])
			}
		}
	}
	return code.String()
}

// readCode returns the invitation code that a person has typed: small letters, spaces and dashes do
// not matter, and neither does the alphabet of letters that look alike.
func readCode(typed string) string {
	return alike.Replace(strings.ToUpper(typed))
}

// alike removes what does not matter, and replaces Russian letters by the Latin ones that look the same.
var alike = strings.NewReplacer(
	" ", "", "\u00a0", "", "-", "", "–", "",
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X",
)

// isCode reports whether a text has the form of an invitation code.
func isCode(text string) bool {
	return len(text) == codeLength && strings.Trim(text, codeLetters) == ""
}
