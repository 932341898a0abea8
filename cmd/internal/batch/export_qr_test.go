package batch

import (
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// The error says how long the URI is and how long it may be.
func TestSerialTooLongForAQRCode(t *testing.T) {
	secret, err := profiles.NewSecret([]byte("12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	token := seedfile.Token{
		Serial: strings.Repeat("é", 1000),
		Secret: secret,
		Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6},
	}
	const want = "the otpauth URI has 6089 characters: must be at most 2953 for a QR code"
	if _, err := qrCode(token); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v; want …%s", err, want)
	}
}
