package oath

import (
	"bytes"
	"crypto/hmac"
	"testing"

	"pgregory.net/rapid"
)

// The fast way leans on how the standard library marshals its hashes. Should a
// later Go change that, codes stay right, only slower; this test tells.
func TestTheFastWayIsTaken(t *testing.T) {
	for _, algorithm := range Algorithms() {
		newHash, err := algorithm.newHash()
		if err != nil {
			t.Fatal(err)
		}
		if _, fast := newMAC(newHash, []byte("key")).(*blockMAC); !fast {
			t.Errorf("%v: crypto/hmac computes the codes, at half the speed", algorithm)
		}
	}
}

func TestBothWaysAgree(t *testing.T) {
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
				t.Fatalf("moving factor %d: %x, crypto/hmac gives %x", movingFactor, got, want)
			}
		}
	})
}
