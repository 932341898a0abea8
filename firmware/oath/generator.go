package oath

import (
	"encoding/binary"
	"fmt"
)

// The bounds of what a token can be given.
const (
	MinDigits = 6 // RFC 4226 section 5.3: at least 6
	MaxDigits = 8 // the widest code that OATH tokens of this kind show

	DigitsAllowed = "6, 7 or 8" // the same range, for messages

	MinSecret = 1   // bytes; RFC 4226 R6 wants 16 or more, yet test tokens have fewer
	MaxSecret = 200 // bytes; longer than any vendor's
)

// Generator computes the codes of one secret. It keeps the keyed state of the
// hash, so that a code costs two compressions and no allocation. It is not safe
// for concurrent use; give each goroutine its own.
type Generator struct {
	mac    mac
	digits int
}

// NewGenerator prepares the codes of a secret of 1 to 200 bytes with 6 to 8
// digits. The error says which of the three arguments is out of range, and
// never holds the secret.
func NewGenerator(algorithm Algorithm, secret []byte, digits int) (*Generator, error) {
	if digits < MinDigits || digits > MaxDigits {
		return nil, fmt.Errorf("%d digits: must be %s", digits, DigitsAllowed)
	}
	if len(secret) < MinSecret || len(secret) > MaxSecret {
		return nil, fmt.Errorf("a secret of %d bytes: must have %d to %d", len(secret), MinSecret, MaxSecret)
	}
	newHash, err := algorithm.newHash()
	if err != nil {
		return nil, err
	}
	return &Generator{mac: newMAC(newHash, secret), digits: digits}, nil
}

// Code gives the code of a moving factor, zero padded to the digits.
func (g *Generator) Code(movingFactor uint64) string {
	return string(g.Append(make([]byte, 0, MaxDigits), movingFactor))
}

// Append adds the code of a moving factor to dst and returns the longer slice.
// It allocates only if dst has no room for the digits.
func (g *Generator) Append(dst []byte, movingFactor uint64) []byte {
	value := g.truncated(movingFactor)

	start := len(dst)
	dst = append(dst, "00000000"[:g.digits]...)
	for i := len(dst) - 1; i >= start; i-- { // the low digits are the value modulo 10^digits
		dst[i] = byte('0' + value%10)
		value /= 10
	}
	return dst
}

// truncated is the dynamic truncation of RFC 4226 section 5.3: the low four
// bits of the last byte say where in the HMAC the 31 bits of the result begin.
func (g *Generator) truncated(movingFactor uint64) uint32 {
	sum := g.mac.sum(movingFactor)
	offset := sum[len(sum)-1] & 0xf
	return binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
}
