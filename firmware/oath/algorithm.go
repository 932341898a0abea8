package oath

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
)

// Algorithm is the hash function of the HMAC, by the name that profiles and otpauth URIs
// use. RFC 4226 specifies SHA1 only; RFC 6238 section 1.2 adds SHA256 and SHA512, which
// later event tokens use too.
type Algorithm string

// The algorithms. There is no default: the zero value is not an algorithm.
const (
	SHA1   Algorithm = "SHA1"
	SHA256 Algorithm = "SHA256"
	SHA512 Algorithm = "SHA512"
)

// Algorithms returns all algorithms. SHA1, every vendor's default, is the first.
func Algorithms() []Algorithm { return []Algorithm{SHA1, SHA256, SHA512} }

// AlgorithmsAllowed lists [Algorithms], for messages.
const AlgorithmsAllowed = "SHA1, SHA256 or SHA512"

// Valid reports whether a is one of [Algorithms].
func (a Algorithm) Valid() bool { return a.Size() > 0 }

// Size returns the length of the hash in bytes, or 0 if a is not valid. It is also the
// length of secret that the RFCs recommend (RFC 4226 section 4, RFC 6238 section 5.1).
func (a Algorithm) Size() int {
	switch a {
	case SHA1:
		return sha1.Size
	case SHA256:
		return sha256.Size
	case SHA512:
		return sha512.Size
	}
	return 0
}

// newHash returns the constructor that crypto/hmac takes.
func (a Algorithm) newHash() (func() hash.Hash, error) {
	switch a {
	case SHA1:
		return sha1.New, nil
	case SHA256:
		return sha256.New, nil
	case SHA512:
		return sha512.New, nil
	}
	return nil, fmt.Errorf("unknown algorithm %q: must be %s", string(a), AlgorithmsAllowed)
}
