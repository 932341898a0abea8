// Package value parses, formats and describes values as users write them in flags and
// profiles, so that they are written in one way everywhere. Descriptions complete "must be …".
package value

import (
	"fmt"
	"math"
	"strconv"
)

// ParseNumber parses a whole number in decimal, from least to most. It reports whether text is
// one.
func ParseNumber(text string, least, most uint64) (uint64, bool) {
	number, err := strconv.ParseUint(text, 10, 64)
	return number, err == nil && number >= least && number <= most
}

// Numbers describes what [ParseNumber] accepts.
func Numbers(least, most uint64) string {
	if most == math.MaxUint64 {
		return fmt.Sprintf("a whole number from %d to 2^64-1", least)
	}
	return fmt.Sprintf("a whole number from %d to %d", least, most)
}
