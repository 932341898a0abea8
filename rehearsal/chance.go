package rehearsal

import (
	"crypto/sha256"
	"math/rand/v2"
)

// chance makes the random choices of a rehearsal. They follow from the seed.
type chance struct{ *rand.Rand }

func newChance(parts ...string) *chance {
	return &chance{rand.New(rand.NewChaCha8(hash(parts...)))} //nolint:gosec // practice tokens protect nothing, and must be repeatable
}

// hash joins texts of any length without ambiguity.
func hash(parts ...string) [sha256.Size]byte {
	sum := sha256.New()
	for _, part := range parts {
		one := sha256.Sum256([]byte(part))
		sum.Write(one[:])
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// Read implements [io.Reader] for salts.
func (c *chance) Read(data []byte) (int, error) {
	for i := range data {
		data[i] = byte(c.Uint32())
	}
	return len(data), nil
}
