package upload

import (
	"fmt"
	"strings"
)

// AdviceHere returns the advice of an error unless it is for the command line.
func AdviceHere(advice string) string {
	if strings.Contains(advice, "etokenpass ") || strings.Contains(advice, "--") {
		return ""
	}
	return advice
}

// Location returns where in a file an error is. The line is 0 and the field is "" if they are not
// known.
func Location(line int, field string) string {
	location := "body"
	if field != "" {
		location += "." + field
	}
	if line > 0 {
		location += fmt.Sprintf(" (line %d)", line)
	}
	return location
}
