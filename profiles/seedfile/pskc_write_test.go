package seedfile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// writePSKC returns a file with the tokens.
func writePSKC(p seedfile.Protection, tokens ...seedfile.Token) (string, error) {
	var file bytes.Buffer
	writer, err := seedfile.NewWriter(&file, seedfile.PSKC, p)
	if err != nil {
		return "", err
	}
	for _, token := range tokens {
		if err := writer.Write(token); err != nil {
			return "", err
		}
	}
	err = writer.Close()
	return file.String(), err
}

// pskcProtections are the ways to protect a file, with the keys to read it.
var pskcProtections = map[string]struct {
	protection seedfile.Protection
	keys       seedfile.Keys
}{
	"plain":    {},
	"password": {seedfile.Protection{Password: []byte("Żółw")}, seedfile.Keys{Password: given("Żółw")}},
	"AES-128":  {seedfile.Protection{PreSharedKey: []byte("0123456789abcdef")}, seedfile.Keys{PreSharedKey: given("0123456789abcdef")}},
	"AES-192":  {seedfile.Protection{PreSharedKey: []byte("0123456789abcdef01234567")}, seedfile.Keys{PreSharedKey: given("0123456789abcdef01234567")}},
	"AES-256":  {seedfile.Protection{PreSharedKey: []byte("0123456789abcdef0123456789abcdef")}, seedfile.Keys{PreSharedKey: given("0123456789abcdef0123456789abcdef")}},
}

// An encrypted file shows no secret, and differs each time.
func TestPSKCEncryptsSecrets(t *testing.T) {
	seedfile.FewIterations(t)
	token := exampleToken(t)
	plain, err := writePSKC(seedfile.Protection{}, token)
	if err != nil {
		t.Fatal(err)
	}
	const secret = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="
	if !strings.Contains(plain, secret) {
		t.Fatalf("%s is not in the plain file:\n%s", secret, plain)
	}
	for name, way := range pskcProtections {
		if name == "plain" {
			continue
		}
		first, err1 := writePSKC(way.protection, token)
		second, err2 := writePSKC(way.protection, token)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(first, secret) || strings.Contains(first, "<pskc:Secret>\n          <pskc:PlainValue>") {
			t.Errorf("%s: shows the secret:\n%s", name, first)
		}
		if strings.Count(first, "<xenc:CipherValue>") != 2 || first == second {
			t.Errorf("%s: not encrypted, or identical twice:\n%s", name, first)
		}
	}
}

// exampleToken returns an event token with the secret of RFC 4226.
func exampleToken(t testing.TB) seedfile.Token {
	t.Helper()
	secret, err := profiles.NewSecret([]byte("12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	return seedfile.Token{Serial: "A1", Secret: secret, MovingFactor: 7, Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}
}

func TestPSKCInvalidProtection(t *testing.T) {
	for _, c := range []struct {
		protection seedfile.Protection
		want       string
	}{
		{seedfile.Protection{Password: []byte{}}, "the password is empty"},
		{seedfile.Protection{PreSharedKey: []byte{}}, "the pre-shared key has 0 bytes: must be 16, 24 or 32"},
		{seedfile.Protection{PreSharedKey: []byte("12345678901234567")}, "the pre-shared key has 17 bytes: must be 16, 24 or 32"},
		{seedfile.Protection{Password: []byte("a"), PreSharedKey: []byte("1234567890123456")}, "both a password and a pre-shared key: must be one"},
	} {
		if _, err := writePSKC(c.protection); err == nil || err.Error() != c.want {
			t.Errorf("got %v\nwant %s", err, c.want)
		}
	}
}

// No password is provided: ten million iterations, which a file may demand, would take too
// long.
func FuzzPSKC(f *testing.F) {
	f.Add(pskcShared)
	f.Add(pskcPlain)
	f.Add(edited(pskcPlain, ":hotp", ":totp", "Counter", "TimeInterval"))
	o := seedfile.Options{Format: seedfile.PSKC, Keys: seedfile.Keys{PreSharedKey: sharedKey}, AcceptUnauthenticated: true}
	f.Fuzz(func(t *testing.T, file string) { readAll(t, file, o).checkRoundTrip(t) })
}
