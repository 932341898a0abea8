package seedfile_test

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

const (
	slipHex    = "3132333435363738393031323334353637383930"
	slipBase32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// A secret that stands where something else should is not shown, whatever is wrong, and
// in whatever encoding it is.
func TestSlipsShowNoSecret(t *testing.T) {
	key := []byte("\xb0\x9c\xdb\xe8\x47\x5e\xcc\xa8\x11\x5b\x0c\x99\x7f\x3e\x5d\x02\x61\xa4\x8d\x3c")
	inHex, inBase32, inBase64 := fmt.Sprintf("%x", key), base32.StdEncoding.EncodeToString(key), base64.StdEncoding.EncodeToString(key)
	for _, secret := range []string{slipHex, inHex, inHex[:39], strings.ToUpper(inHex), "0x" + inHex, "0X" + inHex[:37], inBase32, strings.ToLower(inBase32), inBase64, inBase64[:25]} {
		checkSlips(t, secret)
	}
}

// checkSlips puts a secret into every wrong place.
func checkSlips(t *testing.T, slipHex string) {
	t.Helper()
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
		"<Tokens><Token serial=\"" + slipHex + "\"><Seed>xyz</Seed></Token></Tokens>",
		"<Tokens><Token serial=\"A\"><Seed>" + slipHex + "!</Seed></Token></Tokens>",
		"<Tokens><Token serial=\"A\"><Seed>3132</Seed><" + slipHex[2:12] + slipHex + "/></Token><Other/></Tokens>",
		"<KeyContainer><KeyPackage><Key Id=\"" + slipHex + "\" Algorithm=\"x:hotp\"><Data><Secret><PlainValue>x</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"x:hotp\"><Data><Secret><PlainValue>" + slipHex + "!</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"" + slipHex + "\"><Data/></Key></KeyPackage></KeyContainer>",
		"<KeyContainer Version=\"" + slipHex + "\"/>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"x:hotp\"><AlgorithmParameters><Suite>" + slipHex + "</Suite></AlgorithmParameters><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"dn: sccAuthenticatorId=" + slipHex + "\nsccTokenData: sccKey=SERIAL;\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: " + slipHex + ";\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=" + slipHex + "!;\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=3132;" + slipHex + "=E;sccMode=x\n",
		"otpauth://totp/" + slipHex + "?secret=bob\n",
		"otpauth://totp/A?secret=bob1&issuer=" + slipHex + "\n",
		"otpauth://totp/A?" + slipHex + "=secret\n",
		"A, 3132, hotp, 6, " + slipHex + "\n",
		"model: x\nsecret: {hex: \"" + slipHex + "\"}\n",
	} {
		for _, format := range append(seedfile.Formats(), "") {
			_, problems := tokensOf(t, file, seedfile.Options{Format: format})
			for _, problem := range problems {
				for _, secret := range []string{slipHex[2:14], slipBase32[:16], grouped[:9], "MTIz+DU2"} {
					if strings.Contains(strings.ToLower(problem), strings.ToLower(secret)) {
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
		{"A,31323334,hotp,6,10\nB,31323334,hotp,6,1", "", "is the file truncated?"},
		{"A,31323334,hotp,6,10\nB,3132", "seems to be truncated", ""},
		{"A,31323334\nB,3132", "seems to be truncated", ""},
		{"A,31323334,hotp,6,10,\nB,3132,hotp,6,1", "", "is the file truncated?"}, // a shorter secret, and whole
		{"A,31323334,hotp,6,10", "", ""},                                       // one line, as people type it
		{"otpauth://totp/A?secret=" + slipBase32 + "\notpauth://totp/B?secret=GEZDGNBV", "", "is the file truncated?"},
		{"otpauth://totp/A?secret=" + slipBase32, "", ""},
	} {
		tokens, problems := tokensOf(t, c.file, seedfile.Options{})
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
		tokens, problems := tokensOf(t, file, seedfile.Options{Overrides: better})
		if len(tokens) != 1 || tokens[0].Type != profiles.Event || tokens[0].Digits != 6 || tokens[0].MovingFactor != 7 {
			t.Errorf("%s: %+v, %v", file, tokens, problems)
		}
	}
}
