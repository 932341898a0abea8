package oath

import (
	"encoding/binary"
	"fmt"
	"hash"
)

// The limits of a code's digits and a secret's length.
const (
	MinDigits = 6 // RFC 4226 section 5.3: at least 6
	MaxDigits = 8 // the widest code that OATH tokens of this kind show

	DigitsAllowed = "6, 7 or 8" // MinDigits to MaxDigits, for messages

	MinSecret = 1   // bytes; RFC 4226 R6 requires 16 or more, but test tokens have fewer
	MaxSecret = 200 // bytes; longer than any vendor's
)

// Generator computes the codes of one secret. It keeps the state of the hash
// after the key, so that a code costs two compressions and no allocation. It is
// not safe for concurrent use; create one per goroutine.
type Generator struct {
	mac    mac
	digits int
}

// NewGenerator returns a generator for a secret of 1 to 200 bytes and codes of 6
// to 8 digits. The error says which argument is out of range and never contains
// the secret.
func NewGenerator(algorithm Algorithm, secret []byte, digits int) (*Generator, error) {
	newHash, err := check(algorithm, secret, digits)
	if err != nil {
		return nil, err
	}
	return &Generator{mac: algorithm.newMAC(newHash, secret), digits: digits}, nil
}

// Check returns the error that [NewGenerator] would return, in a fraction of the time.
func Check(algorithm Algorithm, secret []byte, digits int) error {
	_, err := check(algorithm, secret, digits)
	return err
}

func check(algorithm Algorithm, secret []byte, digits int) (newHash func() hash.Hash, err error) {
	if digits < MinDigits || digits > MaxDigits {
		return nil, fmt.Errorf("%d digits: must be %s", digits, DigitsAllowed)
	}
	if len(secret) < MinSecret || len(secret) > MaxSecret {
		return nil, fmt.Errorf("secret of %d bytes: must have %d to %d", len(secret), MinSecret, MaxSecret)
	}
	return algorithm.newHash()
}

// Code returns the code of a moving factor, zero-padded to the number of digits.
func (g *Generator) Code(movingFactor uint64) string {
	return string(g.Append(make([]byte, 0, MaxDigits), movingFactor))
}

// Append appends the code of a moving factor to dst and returns the extended
// slice. It allocates only if dst has capacity for less than [MaxDigits] more bytes.
func (g *Generator) Append(dst []byte, movingFactor uint64) []byte {
	value := g.truncate(movingFactor)

	start := len(dst)
	dst = append(dst, "00000000"...)[:start+g.digits] // a fixed length is a single store
	code := dst[start:]
	for ; len(code) >= 2; code = code[:len(code)-2] { // the low digits are the value modulo 10^digits
		pair := value % 100 * 2
		value /= 100
		code[len(code)-2], code[len(code)-1] = twoDigits[pair], twoDigits[pair+1]
	}
	if len(code) == 1 {
		code[0] = byte('0' + value%10)
	}
	return dst
}

// twoDigits holds the numbers from 00 to 99: writing two digits at a time halves the divisions.
const twoDigits = "00010203040506070809" + "10111213141516171819" + "20212223242526272829" +
	"30313233343536373839" + "40414243444546474849" + "50515253545556575859" +
	"60616263646566676869" + "70717273747576777879" + "80818283848586878889" + "90919293949596979899"

// truncate is the dynamic truncation of RFC 4226 section 5.3: the low four bits
// of the HMAC's last byte are the offset of the 31 bits that make up the result.
func (g *Generator) truncate(movingFactor uint64) uint32 {
	sum := g.mac.sum(movingFactor)
	offset := sum[len(sum)-1] & 0xf
	return binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
}
