package seedfile

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"hash"
	"iter"

	"etokenpass/profiles"
)

// MaxFleet is the maximum number of tokens in a fleet: serials end in eight digits.
const MaxFleet = 99_999_999

// Fleet generates tokens for tests. The same Seed yields the same tokens on every machine.
type Fleet struct {
	Prefix string // of each serial; eight digits follow, from 00000001
	Seed   string // any text
	Like   Token  // their common properties; Algorithm is required, Serial and Secret are ignored
}

// Tokens returns count tokens; count must not exceed [MaxFleet]. Each secret is the beginning of HMAC-SHA512
// over the token's number, and as long as the output of its hash, as RFC 4226 and RFC 6238
// recommend. It yields an error only if Like has no algorithm.
func (f Fleet) Tokens(count int) iter.Seq2[Token, error] {
	key := sha256.Sum256([]byte("etokenpass fleet " + f.Seed))
	mac := hmac.New(sha512.New, key[:])
	return func(yield func(Token, error) bool) {
		for number := 1; number <= count; number++ {
			token := f.Like
			token.Serial = fmt.Sprintf("%s%08d", f.Prefix, number)
			var err error
			token.Secret, err = secretOf(mac, number, token.Algorithm.Size())
			if !yield(token, err) || err != nil {
				return
			}
		}
	}
}

func secretOf(mac hash.Hash, number, length int) (profiles.Secret, error) {
	mac.Reset()
	_ = binary.Write(mac, binary.BigEndian, uint64(number)) // a hash never fails
	return profiles.NewSecret(mac.Sum(nil)[:length])
}
