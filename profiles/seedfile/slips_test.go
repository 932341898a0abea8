package seedfile_test

import (
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

const (
	slipHex    = "3132333435363738393031323334353637383930"
	slipBase32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// A secret that stands where something else should is not shown, whatever is wrong.
func TestSlipsShowNoSecret(t *testing.T) {
	grouped := "JBSW Y3DP EHPK 3PXP JBSW"
	for _, file := range []string{
		"A, 3132\nB1\t" + slipHex + "\thotp\t6,\n",
		"A, 3132\n" + slipHex + ", A\n",
		"A, 3132\n" + slipHex + ", 00040008CFA5\n",
		"A, 3132\n" + slipBase32 + ", A\n",
		"A, 3132\n" + grouped + ", A\n",
		"A, 3132\nA1;" + slipHex + ";hotp,6\n",
		"A, 3132\nA, 3132, " + slipHex + "\n",
		"A, 3132\nA, 3132, hotp, " + slipBase32 + "\n",
		"A, 3132\nA, 3132, hotp, 6, 0, MTIz+DU2/zg5MDEyMzQ1Ng==\n",
		"otpauth://totp/A;secret=" + slipBase32 + "&digits=6\n",
		"otpauth://t" + slipBase32 + "/A?secret=" + slipBase32 + "\n",
		"otpauth://totp/A?secret=" + slipBase32 + "&digits=" + slipBase32 + "\n",
		"dn: x\nsccAuthenticatorId: A" + slipHex + "\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccMode=" + slipHex + ";\n",
		"<Tokens><Token serial=\"A\"><Seed>3132</Seed><MovingFactor>" + slipHex + "</MovingFactor></Token></Tokens>",
		"<a" + slipHex + "/>",
		"model: x\nsecret: {hex: \"" + slipHex + "\"}\n",
	} {
		for _, format := range append(seedfile.Formats(), "") {
			_, problems := tokensOf(file, seedfile.Options{Format: format})
			for _, problem := range problems {
				for _, secret := range []string{slipHex[:16], slipBase32[:16], grouped[:9], "MTIz+DU2"} {
					if strings.Contains(problem, secret) {
						t.Errorf("%q read as %q: %s", file, format, problem)
					}
				}
			}
			if format == "" && len(problems) == 0 {
				t.Errorf("%q is no file that is good", file)
			}
		}
	}
}

// A last line without an end may be cut off: it is refused if it has less in it than the
// line before, and warned of otherwise.
func TestCutLastLine(t *testing.T) {
	for _, c := range []struct{ file, problem, warning string }{
		{"A,31323334,hotp,6,10\nB,31323334,hotp,6,1\n", "", ""},
		{"A,31323334,hotp,6,10\nB,31323334,hotp,6,1", "", "is the file cut off?"},
		{"A,31323334,hotp,6,10\nB,3132", "seems to be cut off", ""},
		{"A,31323334\nB,3132", "seems to be cut off", ""},
		{"A,31323334,hotp,6,10,\nB,3132,hotp,6,1", "", "is the file cut off?"}, // a shorter secret, and whole
		{"A,31323334,hotp,6,10", "", ""},                                       // one line, as people type it
		{"otpauth://totp/A?secret=" + slipBase32 + "\notpauth://totp/B?secret=GEZDGNBV", "", "is the file cut off?"},
		{"otpauth://totp/A?secret=" + slipBase32, "", ""},
	} {
		tokens, problems := tokensOf(c.file, seedfile.Options{})
		if told := strings.Join(problems, "; "); !strings.Contains(told, c.problem) || (told == "") != (c.problem == "") {
			t.Errorf("%q: problems %q, not %q", c.file, told, c.problem)
			continue
		}
		if told := strings.Join(tokens[len(tokens)-1].Warnings, "; "); !strings.Contains(told, c.warning) || (told == "") != (c.warning == "") {
			t.Errorf("%q: warnings %q, not %q", c.file, told, c.warning)
		}
	}
}

// What somebody knows better than the file may be wrong in it, in every format.
func TestOverridesWinOverWhatIsWrong(t *testing.T) {
	number := uint64(7)
	better := seedfile.Overrides{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, Step: profiles.DefaultStep, MovingFactor: &number}
	for _, file := range []string{
		"A, 3132, foo, six, x, sha224\n",
		"A, 3132, totp, 0, 0\n",
		"otpauth://totp/A?secret=GEZA&digits=x&algorithm=MD5&period=0\n",
		"sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccMode=X;sccPwLen=0;sccTick=0;sccSeq=x;crypto=MD5;\n",
		`<Tokens><Token serial="A"><Seed>3132</Seed><MovingFactor>x</MovingFactor></Token></Tokens>`,
		`<KeyContainer><KeyPackage><Key Id="A" Algorithm="x:hotp"><AlgorithmParameters><Suite>MD5</Suite><ResponseFormat Length="x"/></AlgorithmParameters><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>`,
	} {
		tokens, problems := tokensOf(file, seedfile.Options{Overrides: better})
		if len(tokens) != 1 || tokens[0].Type != profiles.Event || tokens[0].Digits != 6 || tokens[0].MovingFactor != 7 {
			t.Errorf("%s: %+v, %v", file, tokens, problems)
		}
	}
}
