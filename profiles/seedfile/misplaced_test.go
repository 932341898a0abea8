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
	secretHex    = "3132333435363738393031323334353637383930"
	secretBase32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

// A misplaced secret is never shown, in any encoding and with any error.
func TestMisplacedSecretsAreHidden(t *testing.T) {
	key := []byte("\xb0\x9c\xdb\xe8\x47\x5e\xcc\xa8\x11\x5b\x0c\x99\x7f\x3e\x5d\x02\x61\xa4\x8d\x3c")
	inHex, inBase32, inBase64 := fmt.Sprintf("%x", key), base32.StdEncoding.EncodeToString(key), base64.StdEncoding.EncodeToString(key)
	for _, secret := range []string{secretHex, inHex, inHex[:39], strings.ToUpper(inHex), "0x" + inHex, "0X" + inHex[:37], inBase32, strings.ToLower(inBase32), inBase64, inBase64[:25]} {
		checkMisplaced(t, secret)
	}
}

// checkMisplaced puts a secret into every wrong place.
func checkMisplaced(t *testing.T, secretHex string) {
	t.Helper()
	grouped := "JBSW Y3DP EHPK 3PXP JBSW"
	for _, file := range []string{
		"A, 3132\nB1\t" + secretHex + "\thotp\t6,\n",
		"A, 3132\n" + secretHex + ", A\n",
		"A, 3132\n" + secretHex + ", 00040008CFA5\n",
		"A, 3132\n" + secretBase32 + ", A\n",
		"A, 3132\n" + grouped + ", A\n",
		"A, 3132\nA1;" + secretHex + ";hotp,6\n",
		"A, 3132\nA, 3132, " + secretHex + "\n",
		"A, 3132\nA, 3132, hotp, " + secretBase32 + "\n",
		"A, 3132\nA, 3132, hotp, 6, 0, MTIz+DU2/zg5MDEyMzQ1Ng==\n",
		"otpauth://totp/A;secret=" + secretBase32 + "&digits=6\n",
		"otpauth://t" + secretBase32 + "/A?secret=" + secretBase32 + "\n",
		"otpauth://totp/A?secret=" + secretBase32 + "&digits=" + secretBase32 + "\n",
		"dn: x\nsccAuthenticatorId: A" + secretHex + "\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccMode=" + secretHex + ";\n",
		"<Tokens><Token serial=\"A\"><Seed>3132</Seed><MovingFactor>" + secretHex + "</MovingFactor></Token></Tokens>",
		"<a" + secretHex + "/>",
		"<Tokens><Token serial=\"" + secretHex + "\"><Seed>xyz</Seed></Token></Tokens>",
		"<Tokens><Token serial=\"A\"><Seed>" + secretHex + "!</Seed></Token></Tokens>",
		"<Tokens><Token serial=\"A\"><Seed>3132</Seed><" + secretHex[2:12] + secretHex + "/></Token><Other/></Tokens>",
		"<KeyContainer><KeyPackage><Key Id=\"" + secretHex + "\" Algorithm=\"x:hotp\"><Data><Secret><PlainValue>x</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"x:hotp\"><Data><Secret><PlainValue>" + secretHex + "!</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"" + secretHex + "\"><Data/></Key></KeyPackage></KeyContainer>",
		"<KeyContainer Version=\"" + secretHex + "\"/>",
		"<KeyContainer><KeyPackage><Key Id=\"A\" Algorithm=\"x:hotp\"><AlgorithmParameters><Suite>" + secretHex + "</Suite></AlgorithmParameters><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>",
		"dn: sccAuthenticatorId=" + secretHex + "\nsccTokenData: sccKey=SERIAL;\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: " + secretHex + ";\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=" + secretHex + "!;\n",
		"dn: x\nsccAuthenticatorId: A\nsccTokenData: sccKey=3132;" + secretHex + "=E;sccMode=x\n",
		"otpauth://totp/" + secretHex + "?secret=bob\n",
		"otpauth://totp/A?secret=bob1&issuer=" + secretHex + "\n",
		"otpauth://totp/A?" + secretHex + "=secret\n",
		"A, 3132, hotp, 6, " + secretHex + "\n",
		"[{\"secret\": \"" + secretHex + "!\", \"label\": \"A\", \"thumbnail\": \"\"}]",
		"[{\"secret\": \"GEZA\", \"label\": \"A\", \"thumbnail\": \"\", \"digits\": \"" + secretHex + "\"}]",
		"[{\"secret\": \"GEZA\", \"label\": \"A\", \"thumbnail\": \"\", \"type\": \"" + secretHex + "\"}]",
		"{\"" + secretHex + "\": 1, \"" + secretHex + "\": 1}",
		"{\"header\": 1, \"db\": {\"version\": \"" + secretHex + "\", \"entries\": [{}]}}",
		"model: x\nsecret: {hex: \"" + secretHex + "\"}\n",
	} {
		for _, format := range append(seedfile.Formats(), "") {
			_, problems := tokensOf(t, file, seedfile.Options{Format: format})
			for _, problem := range problems {
				for _, secret := range []string{secretHex[2:14], secretBase32[:16], grouped[:9], "MTIz+DU2"} {
					if strings.Contains(strings.ToLower(problem), strings.ToLower(secret)) {
						t.Errorf("%q read as %q: %s", file, format, problem)
					}
				}
			}
			if format == "" && len(problems) == 0 {
				t.Errorf("%q: got no problem", file)
			}
		}
	}
}

// A last line without a line ending may be truncated: it is refused if it is shorter than the
// previous line, and causes a warning otherwise.
func TestTruncatedLastLine(t *testing.T) {
	for _, c := range []struct{ file, problem, warning string }{
		{"A,31323334,hotp,6,10\nB,31323334,hotp,6,1\n", "", ""},
		{"A,31323334,hotp,6,10\nB,31323334,hotp,6,1", "", "is the file truncated?"},
		{"A,31323334,hotp,6,10\nB,3132", "seems to be truncated", ""},
		{"A,31323334\nB,3132", "seems to be truncated", ""},
		{"A,31323334,hotp,6,10,\nB,3132,hotp,6,1", "", "is the file truncated?"}, // complete, with a shorter secret
		{"A,31323334,hotp,6,10", "", ""},                                         // a single line, as typed by a user
		{"otpauth://totp/A?secret=" + secretBase32 + "\notpauth://totp/B?secret=GEZDGNBV", "", "is the file truncated?"},
		{"otpauth://totp/A?secret=" + secretBase32, "", ""},
	} {
		tokens, problems := tokensOf(t, c.file, seedfile.Options{})
		if got := strings.Join(problems, "; "); !strings.Contains(got, c.problem) || (got == "") != (c.problem == "") {
			t.Errorf("%q: got problems %q, want %q", c.file, got, c.problem)
			continue
		}
		if got := strings.Join(tokens[len(tokens)-1].Warnings, "; "); !strings.Contains(got, c.warning) || (got == "") != (c.warning == "") {
			t.Errorf("%q: got warnings %q, want %q", c.file, got, c.warning)
		}
	}
}

// Overridden values may be invalid in the file, in every format.
func TestOverridesReplaceInvalidValues(t *testing.T) {
	number := uint64(7)
	overrides := seedfile.Overrides{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, Step: profiles.DefaultStep, MovingFactor: &number}
	for _, file := range []string{
		"A, 3132, foo, six, x, sha224\n",
		"A, 3132, totp, 0, 0\n",
		"otpauth://totp/A?secret=GEZA&digits=x&algorithm=MD5&period=0\n",
		"sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccMode=X;sccPwLen=0;sccTick=0;sccSeq=x;crypto=MD5;\n",
		`<Tokens><Token serial="A"><Seed>3132</Seed><MovingFactor>x</MovingFactor></Token></Tokens>`,
		`<KeyContainer><KeyPackage><Key Id="A" Algorithm="x:hotp"><AlgorithmParameters><Suite>MD5</Suite><ResponseFormat Length="x"/></AlgorithmParameters><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key></KeyPackage></KeyContainer>`,
	} {
		tokens, problems := tokensOf(t, file, seedfile.Options{Overrides: overrides})
		if len(tokens) != 1 || tokens[0].Type != profiles.Event || tokens[0].Digits != 6 || tokens[0].MovingFactor != 7 {
			t.Errorf("%s: %+v, %v", file, tokens, problems)
		}
	}
}
