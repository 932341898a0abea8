package tokens

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"sync/atomic"

	"etokenpass/profiles"
)

// maker makes up serials and secrets. With a seed, the nth serial and the nth secret are the same
// in every run.
type maker struct {
	seed             string
	serials, secrets atomic.Uint64
}

// serial returns a serial that is not taken.
func (m *maker) serial(taken func(string) bool) string {
	for {
		serial := "TEST-" + rand.Text()[:12]
		if m.seed != "" {
			serial = fmt.Sprintf("TEST%08d", m.serials.Add(1))
		}
		if !taken(serial) {
			return serial
		}
	}
}

// secret returns a secret that is as long as the output of its hash, as RFC 4226 and RFC 6238 recommend.
func (m *maker) secret(algorithm profiles.Algorithm) profiles.Secret {
	key := make([]byte, secretSizes[algorithm])
	_, _ = rand.Read(key) // never fails
	if m.seed != "" {
		mac := hmac.New(sha512.New, []byte(m.seed))
		_, _ = fmt.Fprintf(mac, "etokenpass serve secret %d", m.secrets.Add(1)) // a hash never fails
		copy(key, mac.Sum(nil))
	}
	secret, err := profiles.NewSecret(key)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return secret
}

var secretSizes = map[profiles.Algorithm]int{profiles.SHA1: 20, profiles.SHA256: sha256.Size, profiles.SHA512: sha512.Size}
