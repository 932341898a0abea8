package oath

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
)

// Algorithm is the hash function under the HMAC. RFC 4226 knows SHA1 alone;
// RFC 6238 section 1.2 adds SHA256 and SHA512, which later event tokens use too.
type Algorithm uint8

// The algorithms, SHA1 being the zero value as it is every vendor's default.
const (
	SHA1 Algorithm = iota
	SHA256
	SHA512
)

// String gives the name as profiles and otpauth URIs write it: "SHA1".
func (a Algorithm) String() string {
	switch a {
	case SHA1:
		return "SHA1"
	case SHA256:
		return "SHA256"
	case SHA512:
		return "SHA512"
	}
	return fmt.Sprintf("Algorithm(%d)", uint8(a))
}

// newHash gives the constructor that crypto/hmac wants.
func (a Algorithm) newHash() (func() hash.Hash, error) {
	switch a {
	case SHA1:
		return sha1.New, nil
	case SHA256:
		return sha256.New, nil
	case SHA512:
		return sha512.New, nil
	}
	return nil, fmt.Errorf("unknown algorithm %d: must be SHA1, SHA256 or SHA512", uint8(a))
}
