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

// MaxFleet is how many tokens a fleet has at most: its serials end in eight digits.
const MaxFleet = 99_999_999

// Fleet makes up tokens: the same ones for the same Seed, everywhere.
type Fleet struct {
	Prefix string // of each serial; eight digits follow, from 00000001
	Seed   string // any text
	Like   Token  // what they have in common, the algorithm at least; serial and secret are not used
}

// Tokens returns count tokens. Each secret is the beginning of HMAC-SHA512 of the token's
// number, and as long as the hash of its algorithm, as the RFCs ask. The only error is that
// Like has no algorithm.
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
	_ = binary.Write(mac, binary.BigEndian, uint64(number)) // a hash takes everything
	return profiles.NewSecret(mac.Sum(nil)[:length])
}
