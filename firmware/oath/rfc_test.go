package oath_test

import (
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
)

// rfcSecret returns the secret that both RFCs use for their vectors: the digits
// 1 to 0, repeated up to the length of the hash (RFC 6238 erratum 2866: 20 bytes
// for SHA-1, 32 for SHA-256, 64 for SHA-512).
func rfcSecret(length int) []byte {
	return []byte(strings.Repeat("1234567890", 7)[:length])
}

// RFC 4226 appendix D, "HOTP" column.
func TestHOTPAgreesWithRFC4226AppendixD(t *testing.T) {
	want := []string{
		"755224", "287082", "359152", "969429", "338314",
		"254676", "287922", "162583", "399871", "520489",
	}
	for movingFactor, code := range want {
		got, err := oath.HOTP(oath.SHA1, rfcSecret(20), uint64(movingFactor), 6)
		if err != nil || got != code {
			t.Errorf("moving factor %d: got %q, %v; want %q", movingFactor, got, err, code)
		}
	}
}

// RFC 6238 appendix B: eight digits, 30 s steps from the Unix epoch.
func TestTOTPAgreesWithRFC6238AppendixB(t *testing.T) {
	table := []struct {
		unix                 int64
		sha1, sha256, sha512 string
	}{
		{59, "94287082", "46119246", "90693936"},
		{1111111109, "07081804", "68084774", "25091201"},
		{1111111111, "14050471", "67062674", "99943326"},
		{1234567890, "89005924", "91819424", "93441116"},
		{2000000000, "69279037", "90698825", "38618901"},
		{20000000000, "65353130", "77737706", "47863826"},
	}
	for _, row := range table {
		for _, column := range []struct {
			algorithm oath.Algorithm
			secret    []byte
			want      string
		}{
			{oath.SHA1, rfcSecret(20), row.sha1},
			{oath.SHA256, rfcSecret(32), row.sha256},
			{oath.SHA512, rfcSecret(64), row.sha512},
		} {
			got, err := oath.TOTP(column.algorithm, column.secret, time.Unix(row.unix, 0), time.Unix(0, 0), 30*time.Second, 8)
			if err != nil || got != column.want {
				t.Errorf("%v at %d: got %q, %v; want %q", column.algorithm, row.unix, got, err, column.want)
			}
		}
	}
}
