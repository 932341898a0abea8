package mask_test

import (
	"strings"
	"testing"

	"etokenpass/internal/mask"
)

func TestPath(t *testing.T) {
	const hidden = "(hidden, as it could be a secret)"
	for text, want := range map[string]string{
		"3132333435363738393031323334353637383930":               hidden,
		"313233343536373839303132333435363738393":                hidden, // odd
		"0x3132333435363738393031323334353637383930":             hidden,
		"b09cdbe8475ecca8":                                       hidden,
		"JBSWY3DPEHPK3PXP":                                       hidden,
		"qL8vX2nR5tY7wB9zK3mP1/sD4fG1hJ0cV8bN2xZ6":               hidden,
		"gezdgnbvgy3tqojqgezdgnbvgy3tqojq":                       hidden,
		"GEZDGNBVGY3TQOJQ====":                                   hidden,
		"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=":                           hidden,
		"seeds/JBSWY3DPEHPK3PXP.yaml":                            "seeds/" + hidden,
		"/home/b09cdbe8475ecca8b09cdbe8475ecca8/a.csv":           "/home/" + hidden + "/a.csv",
		"JBSW Y3DP EHPK 3PXP JBSW":                               hidden,
		"b0:9c:db:e8:47:5e:cc:a8":                                hidden,
		"b09c-dbe8-475e-cca8-31":                                 hidden,
		"GEZDGNBVGYGTQOJQGEZDGNBVGY":                             hidden,
		"Agezdgnbvgy3tqojqgezdgnbvgy3tqojq":                      hidden, // after a letter
		"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF":                       hidden, // base32 may contain only letters
		"":                                                       "",
		"demo":                                                   "demo",
		"000512345678":                                           "000512345678",
		"00040008CFA5":                                           "00040008CFA5",
		"1234567890123456":                                       "1234567890123456",
		"integration-test-token":                                 "integration-test-token",
		"M7Wzr+hYLPtsnkw6pbh8LRTVICg=":                           hidden,
		"M7Wzr-hYLPtsnkw6pbh8_LRTVICg":                           hidden,
		"productionserver":                                       "productionserver",
		"a serial of the token":                                  "a serial of the token",
		"/var/lib/000512345678-0123456789abcdef.yaml":            "/var/lib/000512345678-0123456789abcdef.yaml",
		"/tmp/TestDurableStoppedWithTheLock3131231/001/fob.yaml": "/tmp/TestDurableStoppedWithTheLock3131231/001/fob.yaml",
	} {
		if got := mask.Path(text); got != want {
			t.Errorf("Path(%q) = %q, want %q", text, got, want)
		}
	}
}

// A serial may contain a secret: next to other text, in groups, or by itself.
func TestHoldsSecret(t *testing.T) {
	for text, want := range map[string]bool{
		"A1\t3132333435363738393031323334353637383930\thotp": true,
		"secret=JBSWY3DPEHPK3PXP&digits=6":                   true,
		"JBSW Y3DP EHPK 3PXP JBSW":                           true,
		"JBSWY3DPEHPK3PXP":                                   true,
		"Example: alice@example.com":                         false,
		"№ 5 — é":                                            false,
		"":                                                   false,
	} {
		if holds := mask.HoldsSecret(text); holds != want {
			t.Errorf("HoldsSecret(%q) is %v, want %v", text, holds, want)
		}
	}
}

// Digits alone are a secret in a name, but not in a serial.
func TestNameLooksSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"":                   false,
		"token.hex":          false,
		"TOKEN_SECRET":       false,
		"31323334353637":     false, // 14 digits
		"3132333435363738":   true,
		"31323334353637383":  false, // an odd number of digits
		"b09cdbe8475ecca8":   true,
		"JBSWY3DPEHPK3PXP":   true,
		"/run/000512345678a": false,
	} {
		if got := mask.NameLooksSecret(name); got != want {
			t.Errorf("NameLooksSecret(%q) is %v, want %v", name, got, want)
		}
	}
}

func TestMessage(t *testing.T) {
	const hidden = "(hidden, as it could be a secret)"
	for text, want := range map[string]string{
		"": "",
		"no profile has the name or serial 3132333435363738393031323334353637383930":                        "no profile has the name or serial " + hidden,
		"open ./JBSWY3DPEHPK3PXP/fob.yaml: no such file or directory":                                       "open ./" + hidden + "/fob.yaml: no such file or directory",
		`invalid argument "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=" for "--times" flag`:                                `invalid argument "` + hidden + `=" for "--times" flag`,
		"press x3132333435363738393031323334353637383930, write 3132333435363738393031323334353637383930ms": "press " + hidden + ", write " + hidden,
		"unknown flag: --3132333435363738393031323334353637383930":                                          "unknown flag: --" + hidden,
		"--prefix=JBSWY3DPEHPK3PXP, 'JBSWY3DPEHPK3PXP'; JBSWY3DPEHPK3PXP.":                                  "--prefix=" + hidden + ", '" + hidden + "'; " + hidden + ".",
		"313233343536373839303132333435363738…":                                                             hidden + "…",
		"ünï 3132333435363738393031323334353637383930\x00":                                                  "ünï " + hidden + "\x00",
		"open /x/000512345678-0123456789abcdef.yaml: no such file or directory":                             "open /x/000512345678-0123456789abcdef.yaml: no such file or directory",
		"no profile has the name 31 32 33 34 35 36 37 38 39 30.":                                            "no profile has the name " + hidden + ".",
		"the file GEZD-GNBV-GY3T-QOJQ is missing":                                                           "the file " + hidden + " is missing",
		"2026-01-15 08:00:00, the last 27 s, cc45d5e2-1234-5678-9abc-def012345678":                          "2026-01-15 08:00:00, the last 27 s, cc45d5e2-1234-5678-9abc-def012345678",
		"--accept-unauthenticated accepts it; etokenpass counter --set N, ...":                              "--accept-unauthenticated accepts it; etokenpass counter --set N, ...",
		"token 1234567890123456 (../batch.csv:12): counter 18446744073709551615":                            "token 1234567890123456 (../batch.csv:12): counter 18446744073709551615",
	} {
		if got := mask.Message(text); got != want {
			t.Errorf("Message(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	const secret = "3132333435363738393031323334353637383930"
	long := strings.Repeat("a word, ", 10)
	for _, test := range []struct {
		what string
		show func(string) string
		text string
		want string
	}{
		{"Value", mask.Value, "MD5", "MD5"},
		{"Value", mask.Value, "", `""`},
		{"Value", mask.Value, "a b", `"a b"`},
		{"Value", mask.Value, secret, mask.Hidden},
		{"Value", mask.Value, "31 32 33 34 35 36 37 38", mask.Hidden},
		{"Value", mask.Value, "x " + secret, "x " + mask.Hidden},
		{"Value", mask.Value, long, `"` + long[:60] + `…"`},
		{"Quoted", mask.Quoted, "MD5", `"MD5"`},
		{"Quoted", mask.Quoted, "a b", `"a b"`},
		{"Quoted", mask.Quoted, secret, mask.Hidden},
		{"Shorten", mask.Shorten, strings.Repeat("é", 60), strings.Repeat("é", 60)},
		{"Shorten", mask.Shorten, strings.Repeat("é", 61), strings.Repeat("é", 60) + "…"},
		{"ShortenStart", mask.ShortenStart, strings.Repeat("é", 60), strings.Repeat("é", 60)},
		{"ShortenStart", mask.ShortenStart, "a" + strings.Repeat("é", 60), "…" + strings.Repeat("é", 60)},
		{"SeedValue", mask.SeedValue, "MD5", `"MD5"`},
		{"SeedValue", mask.SeedValue, "18446744073709551615", `"18446744073709551615"`},
		{"SeedValue", mask.SeedValue, "184467440737095516150", mask.Hidden},
		{"SeedValue", mask.SeedValue, "abcdefghijklmno", `"abcdefghijklmno"`},
		{"SeedValue", mask.SeedValue, "abcdefghijklmnop", mask.Hidden},
		{"SeedValue", mask.SeedValue, "abcdefgh-ijklmnop", mask.Hidden},
		{"SeedValue", mask.SeedValue, "abcdefgh,ijklmnop", `"abcdefgh,ijklmnop"`},
		{"SeedName", mask.SeedName, "challengeResponseFormat", `"challengeResponseFormat"`},
		{"SeedName", mask.SeedName, "challengeResponseFormat2", mask.Hidden},
		{"SeedNumber", mask.SeedNumber, "2026-01-15", `"2026-01-15"`},
		{"SeedNumber", mask.SeedNumber, "2026-01-155", mask.Hidden},
		{"SeedNumber", mask.SeedNumber, "18446744073709551616", `"18446744073709551616"`},
		{"SeedNumber", mask.SeedNumber, "184467440737095516160", mask.Hidden},
	} {
		if got := test.show(test.text); got != test.want {
			t.Errorf("%s(%q) = %s, want %s", test.what, test.text, got, test.want)
		}
	}
}
