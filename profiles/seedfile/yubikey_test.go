package seedfile_test

import (
	"testing"

	"etokenpass/profiles/seedfile"
)

func TestYubiKeyLog(t *testing.T) {
	const (
		hotpRow = "OATH-HOTP,12/11/2023 11:12,1,ubhe10000001,," + hex16 + ",,,0,0,0,6,16,0,0,0,0,0\n"
		want    = "ubhe10000001 " + hex16 + " event SHA1 6 16"
	)
	for _, c := range []struct{ what, text, want string }{
		{"one row", hotpRow, want},
		{"beginnings of logs", "LOGGING START,12/11/2023 11:10\n" + hotpRow + "LOGGING START,13/11/2023 9:00\n\n", want},
		{"tabs", "OATH-HOTP\t12/11/2023 11:12\t1\tubhe10000001\t\t" + hex16 + "\t\t\t0\t0\t0\t6\t16\t0\t0\t0\t0\t0\n", want},
		{"a row that is cut off", hotpRow + "OATH-HOTP,12/11/2023\n", want + "; f:2: 2 columns: must be 18 or, in Yubico's format, 6"},
		{"no hex", "OATH-HOTP,12/11/2023 11:12,1,ubhe10000001,,x,,,0,0,0,6,0,0,0,0,0,0\n", "f:1: token ubhe10000001: secret: character 1 is not a hex digit: must be 0-9, a-f, without blanks"},
		{"another kind", "Static Password,12/11/2023 11:12,1,,," + hex16 + ",,,0,0,0,0,0,0,0,0,0,0\n" + hotpRow, "ubhe10000001 " + hex16 + " event SHA1 6 16; f:1: Static Password is not supported: an eToken PASS makes codes of OATH-HOTP only"},
	} {
		checkLines(t, c.what, c.text, c.want)
	}
}

// Reading any text comes to an end without a panic, with a token or a problem.
func FuzzYubiKey(f *testing.F) {
	for _, seed := range []string{
		"LOGGING START,12/11/2023 11:10\nOATH-HOTP,12/11/2023 11:12,1,ubhe1,," + hex16 + ",,,0,0,0,6,0,0,0,0,0,0\n",
		"1234567,,0," + hex32 + ",000000000000,2023-11-12T11:12:00,\n", "Yubico OTP;x;1;;;;;;;;;;;;;;;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if tokens, problems := tokensOf(t, text, seedfile.Options{Format: seedfile.YubiKey}); len(tokens)+len(problems) == 0 {
			t.Errorf("neither a token nor a problem for %q", text)
		}
	})
}
