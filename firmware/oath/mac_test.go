package oath

import (
	"bytes"
	"crypto/hmac"
	"testing"

	"pgregory.net/rapid"
)

// The fast implementation depends on how the standard library marshals its
// hashes. If a later Go release changes that, codes remain correct but take
// longer, and this test fails.
func TestFastMACIsUsed(t *testing.T) {
	for _, algorithm := range Algorithms() {
		newHash, err := algorithm.newHash()
		if err != nil {
			t.Fatal(err)
		}
		if _, fast := algorithm.newMAC(newHash, []byte("key")).(*blockMAC); !fast {
			t.Errorf("%v: codes are computed with crypto/hmac, at half the speed", algorithm)
		}
	}
}

func TestFastMACAgreesWithCryptoHMAC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		algorithm := rapid.SampledFrom(Algorithms()).Draw(t, "algorithm")
		key := rapid.SliceOfN(rapid.Byte(), MinSecret, MaxSecret).Draw(t, "key")
		newHash, err := algorithm.newHash()
		if err != nil {
			t.Fatal(err)
		}
		fast, standard := newBlockMAC(newHash, key), &standardMAC{hash: hmac.New(newHash, key)}
		for _, movingFactor := range rapid.SliceOfN(rapid.Uint64(), 1, 5).Draw(t, "moving factors") {
			if got, want := fast.sum(movingFactor), standard.sum(movingFactor); !bytes.Equal(got, want) {
				t.Fatalf("moving factor %d: got %x; crypto/hmac returns %x", movingFactor, got, want)
			}
		}
	})
}
