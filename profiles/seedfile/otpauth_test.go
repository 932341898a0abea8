package seedfile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

func TestOTPAuthParameters(t *testing.T) {
	for _, c := range []struct{ what, uri, want string }{
		{"the least of a time token", "otpauth://totp/A1?secret=GEZA", "A1 3132 time SHA1 6 30s"},
		{"the least of an event token", "otpauth://hotp/A1?secret=GEZA&counter=0", "A1 3132 event SHA1 6 0"},
		{"everything", "otpauth://totp/A1?secret=GEZA&algorithm=SHA256&digits=8&period=60", "A1 3132 time SHA256 8 1m0s"},
		{"the hash is never taken from the length", "otpauth://totp/A1?secret=" + strings.Repeat("GEZDGNBV", 8), "A1 " + strings.Repeat("3132333435", 8) + " time SHA1 6 30s"},
		{"other names of hashes", "otpauth://totp/A1?secret=GEZA&algorithm=HmacSHA-512", "A1 3132 time SHA512 6 30s"},
		{"capitals", "OTPAUTH://TOTP/A1?SECRET=GEZA&PERIOD=60", "A1 3132 time SHA1 6 1m0s"},
		{"lower case and spaces in the secret", "otpauth://totp/A1?secret=gezd%20gnbv+gezd", "A1 31323334353132 time SHA1 6 30s"},
		{"padding", "otpauth://totp/A1?secret=GEZA====", "A1 3132 time SHA1 6 30s"},
		{"padding, escaped", "otpauth://totp/A1?secret=GEZA%3D%3d%3D%3D", "A1 3132 time SHA1 6 30s"},
		{"parameters that apps add", "otpauth://totp/A1?secret=GEZA&image=x%zz&codeDisplay=%7B%7D&image=y&", "A1 3132 time SHA1 6 30s"},
		{"a parameter that does not apply to the type", "otpauth://hotp/A1?secret=GEZA&counter=7&period=x", "A1 3132 event SHA1 6 7"},
		{"comments and empty lines", "\n # a comment\n\notpauth://totp/A1?secret=GEZA\n", "A1 3132 time SHA1 6 30s"},
		{"an issuer in the label", "otpauth://totp/ACME%20Co:bob?secret=GEZA&issuer=ACME+Co", "ACME Co:bob 3132 time SHA1 6 30s"},
		{"an escaped colon, followed by spaces", "otpauth://totp/ACME%3a%20%20bob?secret=GEZA", "ACME:bob 3132 time SHA1 6 30s"},
		{"an issuer beside the label", "otpauth://totp/bob?secret=GEZA&issuer=ACME", "ACME:bob 3132 time SHA1 6 30s"},
		{"an issuer with a colon", "otpauth://totp/A:B:bob?secret=GEZA&issuer=A:B", "A:B:bob 3132 time SHA1 6 30s"},
		{"a plus in the label is one", "otpauth://totp/a+b%2Bc?secret=GEZA", "a+b+c 3132 time SHA1 6 30s"},
		{"a slash in the label", "otpauth://totp/a/b%2Fc?secret=GEZA", "a/b/c 3132 time SHA1 6 30s"},
	} {
		checkLines(t, c.what, c.uri, c.want)
	}
}

// Each file has one bad URI and one good URI, which is still read.
func TestOTPAuthRefuses(t *testing.T) {
	for _, c := range []struct{ uri, want string }{
		{"https://example.com", "f:1: not an otpauth URI: must begin with otpauth://"},
		{"otpauth://totp/?secret=GEZA", "f:1: no serial: must be the label, as in otpauth://totp/LABEL?secret=…"},
		{"otpauth://totp?secret=GEZA", "f:1: no serial: must be the label, as in otpauth://totp/LABEL?secret=…"},
		{"otpauth:///A1?secret=GEZA", "f:1: token A1: no type: must be otpauth://hotp/… or otpauth://totp/…"},
		{"otpauth://steam/A1?secret=GEZA&digits=5", `f:1: token A1: type "steam" is not supported: an eToken PASS is hotp or totp`},
		{"otpauth://totp/A1?secret=GEZA&encoder=steam", `f:1: token A1: codes are encoded as "steam": an eToken PASS shows digits only`},
		{"otpauth://totp/A1", "f:1: token A1: no secret: must have a parameter secret, in base32"},
		{"otpauth://totp/A1?secret=%20", "f:1: token A1: no secret: must have a parameter secret, in base32"},
		{"otpauth://totp/A1?secret=GEZ-A", "f:1: token A1: secret: character 4 is not a base32 digit: must be A-Z, 2-7, without blanks"},
		{"otpauth://totp/A1?secret=GEZ", "f:1: token A1: secret: 3 base32 digits do not make whole bytes: is it cut off?"},
		{"otpauth://totp/A1?secret=31323334", "f:1: token A1: secret: character 2 is not a base32 digit: must be A-Z, 2-7, without blanks (is it hex? it must be in base32)"},
		{"otpauth://totp/A1?secret=GEZA&secret=GEZA", "f:1: token A1: duplicate parameter secret: must occur once"},
		{"otpauth://totp/A1?secret=GEZA%", "f:1: token A1: parameter secret has a % without two hex digits after it: must be written %25"},
		{"otpauth://totp/A%1?secret=GEZA", "f:1: the label has a % without two hex digits after it: must be written %25"},
		{"otpauth://totp/A#1?secret=GEZA", "f:1: contains #, which begins a fragment: must be written %23"},
		{"otpauth://totp/A1?secret=GEZA&algorithm=MD5", `f:1: token A1: hash "MD5": must be SHA1, SHA256 or SHA512`},
		{"otpauth://totp/A1?secret=GEZA&digits=0", "f:1: token A1: codes have 0 digits: must be 6, 7 or 8 (override it with --digits N)"},
		{"otpauth://totp/A1?secret=GEZA&digits=5", "f:1: token A1: codes have 5 digits: must be 6, 7 or 8 (override it with --digits N)"},
		{"otpauth://totp/A1?secret=GEZA&period=0", "f:1: token A1: time step is 0 s: must be at least 1 s (override it with --step 30s)"},
		{"otpauth://totp/A1?secret=GEZA&period=30.5", `f:1: token A1: time step "30.5": must be a whole number of seconds`},
		{"otpauth://hotp/A1?secret=GEZA", "f:1: token A1: no counter: event tokens must have one, 0 for a new token (set it with --moving-factor N)"},
		{"otpauth://hotp/A1?secret=GEZA&counter=x", `f:1: token A1: counter "x": must be a whole number from 0 to 2^64-1`},
	} {
		tokens, problems := tokensOf(t, c.uri+"\notpauth://totp/Z9?secret=GEZA\n", seedfile.Options{Format: seedfile.OTPAuth})
		if diff := cmp.Diff([]string{c.want}, problems); diff != "" {
			t.Errorf("%s\n%s", c.uri, diff)
		}
		if len(tokens) != 1 || tokens[0].Serial != "Z9" || tokens[0].Line != 2 {
			t.Errorf("%s: the token after it is not read", c.uri)
		}
	}
}

// A label that names another issuer than the parameter is the serial, with a warning: two
// accounts of one person, whose parameters are the same, must not become one.
func TestIssuerOfLabelDiffers(t *testing.T) {
	tokens, problems := tokensOf(t, strings.Join([]string{
		"otpauth://totp/Example%20Corp:bob@example.com?secret=GEZA&issuer=Microsoft",
		"otpauth://totp/Other%20Corp%3A%20bob@example.com?secret=GEZA&issuer=Microsoft",
		"otpauth://totp/Microsoft:bob@example.com?secret=GEZA&issuer=Microsoft",
		"",
	}, "\n"), seedfile.Options{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, token := range tokens {
		got = append(got, token.Serial+"; "+strings.Join(token.Warnings, "; "))
	}
	want := []string{
		`Example Corp:bob@example.com; issuer "Microsoft" ignored: the label begins with the issuer "Example Corp" and is used as the serial`,
		`Other Corp:bob@example.com; issuer "Microsoft" ignored: the label begins with the issuer "Other Corp" and is used as the serial`,
		"Microsoft:bob@example.com; ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Overrides replace missing and invalid parameters.
func TestOTPAuthOverrides(t *testing.T) {
	counter := uint64(9)
	for _, c := range []struct {
		uri  string
		o    seedfile.Overrides
		want string
	}{
		{"otpauth://hotp/A?secret=GEZA", seedfile.Overrides{MovingFactor: &counter}, "A 3132 event SHA1 6 9"},
		{"otpauth://hotp/A?secret=GEZA&period=60", seedfile.Overrides{Type: profiles.Time}, "A 3132 time SHA1 6 1m0s"},
		{"otpauth://totp/A?secret=GEZA&period=0&digits=0", seedfile.Overrides{Step: time.Minute, Digits: 8}, "A 3132 time SHA1 8 1m0s"},
	} {
		tokens, problems := tokensOf(t, c.uri, seedfile.Options{Overrides: c.o})
		if len(tokens) != 1 || problems != nil || summary(tokens[0]) != c.want {
			t.Errorf("%s: got %v, %v; want %s", c.uri, tokens, problems, c.want)
		}
	}
}

func TestOTPAuthErrorsShowNoSecret(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for _, pattern := range []string{
		"otpauth://SECRET/A", "otpauth://totp/A?SECRET", "otpauth://totp/A?secret=SECRET1", "otpauth://totp/A?secret=SECRET%",
		"otpauth://totp/A?secret=SECRET&secret=SECRET", "otpauth://totp/A?secret=GEZA&digits=SECRET", "otpauth://totp/A?secret=GEZA&period=SECRET",
		"otpauth://hotp/A?secret=SECRET&counter=SECRET", "otpauth://totp/A?secret=SECRET&algorithm=SECRET", "otpauth://totp/A?secret=SECRET&encoder=SECRET",
		"otpauth://totp/A:B?secret=SECRET&issuer=SECRET", "otpauth://totp/%zz?secret=SECRET", "SECRET", "otpauth:/totp/A?secret=SECRET", "otpauth://totp/A?secret=SECRET#",
	} {
		tokens, problems := tokensOf(t, strings.ReplaceAll(pattern, "SECRET", secret), seedfile.Options{Format: seedfile.OTPAuth})
		for _, token := range tokens {
			problems = append(problems, token.Warnings...)
		}
		if len(problems) == 0 || strings.Contains(strings.Join(problems, "\n"), secret[:8]) {
			t.Errorf("%s: got\n%s", pattern, problems)
		}
	}
}

func TestOTPAuthRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkReadBack(t, seedfile.OTPAuth, rapid.SliceOfN(rapid.Custom(anyToken), 1, 4).Draw(t, "tokens"))
	})
}

// Readers drop spaces after a colon, so a serial with such spaces is written differently. All
// others are written as the label.
func TestOTPAuthWriter(t *testing.T) {
	for serial, want := range map[string]string{
		"GALT10953554": "otpauth://hotp/GALT10953554?secret=GEZA&algorithm=SHA1&digits=6&counter=5\n",
		"ACME Co:b@x":  "otpauth://hotp/ACME%20Co:b@x?secret=GEZA&algorithm=SHA1&digits=6&counter=5\n",
		"a+b/c?#%é":    "otpauth://hotp/a%2Bb%2Fc%3F%23%25%C3%A9?secret=GEZA&algorithm=SHA1&digits=6&counter=5\n",
		"A: b":         "otpauth://hotp/%20b?secret=GEZA&algorithm=SHA1&digits=6&counter=5&issuer=A\n",
		"A: b:c":       "otpauth://hotp/A:%20b:c?secret=GEZA&algorithm=SHA1&digits=6&counter=5&issuer=A:%20b\n",
		": b":          "otpauth://hotp/:%20b?secret=GEZA&algorithm=SHA1&digits=6&counter=5\n",
	} {
		token := keyToken(t, "12")
		token.Serial, token.MovingFactor = serial, 5
		if diff := cmp.Diff(want, written(t, seedfile.OTPAuth, token)); diff != "" {
			t.Error(diff)
		}
		checkReadBack(t, seedfile.OTPAuth, []seedfile.Token{token})
	}
}

// keyToken returns a new event token with the given secret.
func keyToken(t *testing.T, key string) seedfile.Token {
	t.Helper()
	secret, err := profiles.NewSecret([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return seedfile.Token{Serial: "GALT10953554", Secret: secret, Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}
}

func FuzzOTPAuth(f *testing.F) {
	for _, seed := range []string{
		"otpauth://totp/A:%20b?secret=GEZA&issuer=A", "otpauth://hotp/A?secret=GEZA&counter=1&digits=8&algorithm=sha512",
		"otpauth://totp/%41%3a+?SECRET=geza%3d&period=60\n# x\n\n", "otpauth://totp/: b?secret=GEZA", "otpauth:///#", fmt.Sprintf("otpauth://totp/%s", strings.Repeat("%20", 9)),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzReader(t, seedfile.OTPAuth, text) })
}
