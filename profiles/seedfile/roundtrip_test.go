package seedfile_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// protections returns the ways to protect a file of the format.
func protections(f seedfile.Format) []seedfile.Protection {
	all := []seedfile.Protection{{}}
	if f.CanEncrypt() {
		all = append(all, seedfile.Protection{Password: []byte("Paßwort")})
		for _, size := range []int{16, 24, 32} {
			all = append(all, seedfile.Protection{PreSharedKey: bytes.Repeat([]byte{0xa5}, size)})
		}
	}
	return all
}

func keysOf(p seedfile.Protection) seedfile.Keys {
	return seedfile.Keys{
		Password:     func() ([]byte, error) { return p.Password, nil },
		PreSharedKey: func() ([]byte, error) { return p.PreSharedKey, nil },
	}
}

// The format of a written file is detected, and every token that Check accepts is read back.
func TestRoundTrip(t *testing.T) {
	for _, f := range seedfile.WrittenFormats() {
		for _, p := range protections(f) {
			t.Run(string(f)+protectionName(p), func(t *testing.T) {
				if len(p.Password) > 0 { // key derivation takes a second
					roundTrip(t, f, p, tokensFor(f).Example(1))
					return
				}
				rapid.Check(t, func(t *rapid.T) { roundTrip(t, f, p, tokensFor(f).Draw(t, "tokens")) })
			})
		}
	}
}

func protectionName(p seedfile.Protection) string {
	switch {
	case len(p.Password) > 0:
		return " with a password"
	case len(p.PreSharedKey) > 0:
		return fmt.Sprintf(" with a key of %d bytes", len(p.PreSharedKey))
	}
	return ""
}

func tokensFor(f seedfile.Format) *rapid.Generator[[]seedfile.Token] {
	return rapid.SliceOfNDistinct(rapid.Custom(tokenFor(f)), 1, 5, func(token seedfile.Token) string { return token.Serial })
}

func roundTrip(t rapid.TB, f seedfile.Format, p seedfile.Protection, tokens []seedfile.Token) {
	var file bytes.Buffer
	writer, err := seedfile.NewWriter(&file, f, p)
	if err != nil {
		t.Fatal(err)
	}
	var want []seedfile.Token
	for _, token := range tokens {
		if f.Check(token) == nil {
			want = append(want, whatIsRead(f, token))
		}
		if err := writer.Write(token); (err == nil) != (f.Check(token) == nil) {
			t.Fatalf("%+v: Write returns %v, Check %v", token, err, f.Check(token))
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Skip("the format can represent none of them")
	}
	got := readFrom(t, &file, "file", seedfile.Options{Keys: keysOf(p), Overrides: seedfile.Overrides{Drift: true}})
	got.notices = slices.DeleteFunc(got.notices, func(n string) bool { return strings.HasPrefix(n, "every secret fits both hex and base32: read as hex") })
	if len(got.problems)+len(got.notices) > 0 || got.format != f {
		t.Fatalf("read as %s, want %s: %q, %q", got.format, f, got.texts(), got.notices)
	}
	ignored := cmpopts.IgnoreFields(seedfile.Token{}, "File", "Line", "Warnings")
	if diff := gocmp.Diff(want, got.tokens, sameSecrets, ignored); diff != "" {
		t.Fatalf("the tokens changed (-want +got):\n%s", diff)
	}
}

// whatIsRead returns a token without the properties that the format cannot represent and that
// do not affect the codes.
func whatIsRead(f seedfile.Format, token seedfile.Token) seedfile.Token {
	traits := *token.Traits
	token.Traits = &traits
	token.FirstMovingFactor = 0
	if token.Type == profiles.Event && (f == seedfile.SafeNet || f == seedfile.SafeWord) {
		token.FirstMovingFactor = min(token.MovingFactor, 1)
	}
	if f != seedfile.PSKC {
		token.Drift, token.Manufacturer = 0, ""
	}
	switch {
	case f == seedfile.CSV || f == seedfile.OTPAuth:
		token.Model = ""
	case f == seedfile.SafeWord && token.Type == profiles.Event && !inSafeWord(token.Model):
		token.Model = "eToken-PASS-ES"
	case f == seedfile.SafeWord && !inSafeWord(token.Model):
		token.Model = "eToken-PASS-TS"
	case strings.Trim(token.Model, " ") != token.Model:
		token.Model = ""
	}
	if strings.Trim(token.Manufacturer, " ") != token.Manufacturer {
		token.Manufacturer = ""
	}
	return token
}

func inSafeWord(model string) bool {
	return model != "" && !strings.ContainsAny(model, ";=") && strings.Trim(model, " ") == model
}

// special are texts with a meaning in at least one format.
var special = []string{`"`, `'`, `,`, `;`, `:`, `=`, `#`, `<`, `>`, `&`, `&amp;`, `%`, `%20`, `+`, `/`, `?`, `\`, `]]>`, ` `, "\u00a0", `-->`, `..`, `sccKeys`, `dn:`, `otpauth://`, `é`, `Ж`, `密`, `👍`, `0f`}

// text draws a printable text, mostly of special pieces.
func text(most int) *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(special), rapid.StringMatching(`[!-~]{1,5}`), rapid.StringN(1, 5, -1))
	return rapid.Map(rapid.SliceOfN(piece, 1, 8), func(pieces []string) string { return strings.Join(pieces, "") }).
		Filter(func(text string) bool { return profiles.ValidSerial(text) && len([]rune(text)) <= most })
}

// tokenFor returns a generator of tokens, most of which the format can represent.
func tokenFor(f seedfile.Format) func(*rapid.T) seedfile.Token {
	return func(t *rapid.T) seedfile.Token {
		token := seedfile.Token{
			Serial: text(1000).Draw(t, "serial"),
			Secret: secretOf(rapid.OneOf(bytesOf(20, 20), bytesOf(32, 32), bytesOf(64, 64), bytesOf(1, 200)).Draw(t, "secret")),
			Traits: &seedfile.Traits{Model: rapid.OneOf(rapid.Just(""), text(100)).Draw(t, "model"), Manufacturer: rapid.OneOf(rapid.Just(""), text(100)).Draw(t, "manufacturer"), Type: rapid.SampledFrom([]profiles.Type{profiles.Event, profiles.Event, profiles.Time}).Draw(t, "type"), Digits: rapid.SampledFrom([]int{6, 6, 6, 7, 8}).Draw(t, "digits")},
		}
		ordinary := map[int]profiles.Algorithm{20: profiles.SHA1, 32: profiles.SHA256, 64: profiles.SHA512}[len(token.Secret.Key())]
		all := []profiles.Algorithm{cmp.Or(ordinary, profiles.SHA1), cmp.Or(ordinary, profiles.SHA1), profiles.SHA1, profiles.SHA256, profiles.SHA512}
		token.Algorithm = rapid.SampledFrom(all).Draw(t, "algorithm")
		if token.Type == profiles.Event {
			token.MovingFactor = rapid.OneOf(rapid.Uint64Range(0, 2), rapid.Uint64()).Draw(t, "moving factor")
			token.FirstMovingFactor = min(token.MovingFactor, rapid.Uint64Range(0, 1).Draw(t, "first moving factor"))
			return token
		}
		token.Step = time.Duration(rapid.OneOf(rapid.SampledFrom([]int64{30, 60}), rapid.Int64Range(1, 604800)).Draw(t, "step")) * time.Second
		token.Epoch = rapid.SampledFrom([]time.Time{f.Epoch(), f.Epoch(), f.Epoch(), time.Unix(1, 0).UTC()}).Draw(t, "epoch")
		token.Drift = rapid.OneOf(rapid.Just(0), rapid.IntRange(-500, 500)).Draw(t, "drift")
		return token
	}
}

func bytesOf(least, most int) *rapid.Generator[[]byte] {
	return rapid.SliceOfN(rapid.Byte(), least, most)
}
