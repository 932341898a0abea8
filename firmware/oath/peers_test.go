package oath_test

import (
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"

	"etokenpass/firmware/oath"
	"etokenpass/internal/peer"
)

// peers maps our algorithms to those of pquerna/otp, an independent implementation.
var peers = map[oath.Algorithm]otp.Algorithm{
	oath.SHA1:   otp.AlgorithmSHA1,
	oath.SHA256: otp.AlgorithmSHA256,
	oath.SHA512: otp.AlgorithmSHA512,
}

func TestCodesAgreeWithPquernaOTP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		algorithm := rapid.SampledFrom(oath.Algorithms()).Draw(t, "algorithm")
		secret := rapid.SliceOfN(rapid.Byte(), oath.MinSecret, oath.MaxSecret).Draw(t, "secret")
		movingFactor := rapid.Uint64().Draw(t, "moving factor")
		digits := rapid.IntRange(oath.MinDigits, oath.MaxDigits).Draw(t, "digits")

		want, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(secret), movingFactor,
			hotp.ValidateOpts{Digits: otp.Digits(digits), Algorithm: peers[algorithm]})
		if err != nil {
			t.Fatalf("pquerna/otp: %v", err)
		}
		got, err := oath.HOTP(algorithm, secret, movingFactor, digits)
		if err != nil || got != want {
			t.Fatalf("got %q, %v; pquerna/otp returns %q", got, err, want)
		}
	})
}

func TestTimeCodesAgreeWithPquernaOTP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 20, 64).Draw(t, "secret")
		at := time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "unix time"), 0)
		step := rapid.UintRange(1, 90000).Draw(t, "step, seconds")

		want, err := totp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(secret), at,
			totp.ValidateOpts{Period: step, Digits: otp.DigitsSix})
		if err != nil {
			t.Fatalf("pquerna/otp: %v", err)
		}
		got, err := oath.TOTP(oath.SHA1, secret, at, time.Unix(0, 0), time.Duration(step)*time.Second, 6)
		if err != nil || got != want {
			t.Fatalf("got %q, %v; pquerna/otp returns %q", got, err, want)
		}
	})
}

// oathtool cannot use SHA-256 in HOTP mode, so its TOTP mode with steps of one
// second is compared as well: the Unix time is then the moving factor.
func TestCodesAgreeWithOathtool(t *testing.T) {
	oathtool := peer.Need(t, "oathtool")
	for _, length := range []int{1, 20, 32, 64, 65, 200} {
		secret := make([]byte, length)
		for i := range secret {
			secret[i] = byte(i*37 + length)
		}
		for digits := oath.MinDigits; digits <= oath.MaxDigits; digits++ {
			for _, movingFactor := range []uint64{0, 1, 99_999, 100_001, 1<<63 - 100, 1<<64 - 22} {
				args := []string{"-w", "20", "-d", fmt.Sprint(digits), "-c", fmt.Sprint(movingFactor), hex.EncodeToString(secret)}
				compareRun(t, oathtool, args, oath.SHA1, secret, movingFactor, digits)
			}
			for _, algorithm := range oath.Algorithms() {
				args := []string{"--totp=" + string(algorithm), "-s", "1s", "-N", "1970-01-01 00:20:34 UTC", "-w", "20",
					"-d", fmt.Sprint(digits), hex.EncodeToString(secret)}
				compareRun(t, oathtool, args, algorithm, secret, 1234, digits)
			}
		}
	}
}

func compareRun(t *testing.T, oathtool string, args []string, algorithm oath.Algorithm, secret []byte, first uint64, digits int) {
	t.Helper()
	output, err := exec.Command(oathtool, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("oathtool %v: %v\n%s", args[:len(args)-1], err, output)
	}
	lines := strings.Fields(string(output))
	if len(lines) != 21 {
		t.Fatalf("oathtool %v printed %d codes; want 21", args[:len(args)-1], len(lines))
	}
	for i, want := range lines {
		got, err := oath.HOTP(algorithm, secret, first+uint64(i), digits)
		if err != nil || got != want {
			t.Fatalf("%v, %d bytes, moving factor %d: got %q, %v; oathtool prints %q",
				algorithm, len(secret), first+uint64(i), got, err, want)
		}
	}
}
