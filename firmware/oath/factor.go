package oath

import "math"

// MovingFactor returns the moving factor of the next code of an event token that has
// generated counter codes, the first of them with the moving factor first: the sum of both
// (RFC 4226 section 5). It is eight bytes long; if the sum exceeds 2^64-1, ok is false.
//
// left is the number of codes that the token can still generate, this one included. Neither
// the moving factor nor the counter can exceed 2^64-1.
func MovingFactor(first, counter uint64) (factor, left uint64, ok bool) {
	if counter > math.MaxUint64-first {
		return 0, 0, false
	}
	left = math.MaxUint64 - counter
	if first > 0 {
		left -= first - 1
	}
	return first + counter, left, true
}
