package seedfile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

const safeWordHead = "# ===== SafeWord Authenticator Records $Version: 100$ =====\n"

// safeWordRecord returns a record with the given sccTokenData.
func safeWordRecord(id, data string) string {
	return "dn: sccAuthenticatorId=" + id + `
objectclass: sccCompatibleToken
sccAuthenticatorId: ` + id + `
sccTokenType: eToken-PASS-ES
sccTokenData: ` + data + `
sccSignature: MC0CFGxPAjrb0zg7MwFzrPibnC70klMnAhUAwZzVdGBaKGjA0djXrGuv6ejTtII=

`
}

func TestSafeWordData(t *testing.T) {
	twice := strings.Repeat("0f", 32)
	for name, test := range map[string]struct{ data, want string }{
		"event":                   {"sccKey=0F;sccMode=E;sccPwLen=6;sccVer=6.20;", "event SHA1 6 0f 0 from 0"},
		"time":                    {"sccKey=0F;sccMode=T;sccPwLen=6;sccVer=6.20;sccTick=60;sccPrTime=2013/03/12 00:00:00", "time SHA1 6 0f 1m0s from 2000"},
		"nothing but the key":     {"sccKey=0F", "event SHA1 6 0f 0 from 0"},
		"time without a step":     {"sccKey=0F;sccMode=T", "time SHA1 6 0f 30s from 2000"},
		"8 digits":                {"sccKey=0F;sccPwLen=8", "event SHA1 8 0f 0 from 0"},
		"a new token":             {"sccKey=0F;sccSeq=0001", "event SHA1 6 0f 1 from 1"},
		"sccSeq is decimal":       {"sccKey=0F;sccSeq=0010", "event SHA1 6 0f 10 from 1"},
		"sccSeq 0":                {"sccKey=0F;sccSeq=0", "event SHA1 6 0f 0 from 0"},
		"SHA256 for 32 bytes":     {"sccKey=" + twice, "event SHA256 6 " + twice + " 0 from 0"},
		"SHA1 for 64 bytes":       {"sccKey=" + twice + twice, "event SHA1 6 " + twice + twice + " 0 from 0"},
		"SHA1 is set":             {"crypto=HmacSHA1;sccKey=" + twice, "event SHA1 6 " + twice + " 0 from 0"},
		"SHA256 is set":           {"sccKey=0F;crypto=hmacsha256", "event SHA256 6 0f 0 from 0"},
		"SHA512 is set":           {"sccKey=0F;crypto=HMACSHA512", "event SHA512 6 0f 0 from 0"},
		"names in any case":       {"SCCKEY=0f;sccmode=t;SccPwLen=7;SCCTICK=45", "time SHA1 7 0f 45s from 2000"},
		"spaces, empty parts":     {" ; sccKey = 0f ;; sccMode = E ; ", "event SHA1 6 0f 0 from 0"},
		"fields about the casing": {"sccKey=0f;CaseModel=00000005;ProductionDate=07/28/2010", "event SHA1 6 0f 0 from 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, safeWordRecord("A", test.data), seedfile.Options{})
			if !slices.Equal(got.lines(), []string{"A " + test.want}) || got.format != seedfile.SafeWord || len(got.problems)+len(got.tokens[0].Warnings) > 0 {
				t.Errorf("%s: got %q and %q; want %q", got.format, got.lines(), got.texts(), test.want)
			}
		})
	}
}

func TestSafeWordModel(t *testing.T) {
	for data, want := range map[string]string{
		"sccKey=0f":                            "eToken-PASS-ES", // sccTokenType
		"sccKey=0f;ProductName=eTPass 6.10":    "eTPass 6.10",
		"sccKey=0f; PrtoductName = eTPass 6.1": "eTPass 6.1", // a misspelling that occurs in existing files
		"sccKey=0f;ProductName=":               "eToken-PASS-ES",
	} {
		got := readAll(t, safeWordRecord("A", data), seedfile.Options{})
		if len(got.tokens) != 1 || got.tokens[0].Model != want {
			t.Errorf("%s: %+v, %q; want the model %q", data, got.tokens, got.texts(), want)
		}
	}
}

func TestSafeWordUnknownName(t *testing.T) {
	got := readAll(t, safeWordRecord("A", "sccKey=0f;sccPasswordLength=8;"), seedfile.Options{})
	want := []string{`unknown name "sccpasswordlength" in sccTokenData ignored`}
	if len(got.tokens) != 1 || !slices.Equal(got.notices, want) {
		t.Errorf("got %+v, %q, %q; want the warning %q", got.tokens, got.texts(), got.notices, want)
	}
}

// Records follow LDIF, or existing files that deviate from it.
func TestSafeWordRecords(t *testing.T) {
	const data = "sccTokenData: sccKey=0F;\n"
	a, b := safeWordRecord("A", "sccKey=0F"), safeWordRecord("B", "sccKey=0F")
	for name, test := range map[string]struct {
		file  string
		lines []int // on which the tokens A, B begin
	}{
		"as shipped":                  {safeWordHead + a + b, []int{2, 9}},
		"an empty line first":         {"\n" + safeWordHead + "\n" + a, []int{4}},
		"no header":                   {a, []int{1}},
		"line ends of Windows":        {strings.ReplaceAll(safeWordHead+a+b, "\n", "\r\n"), []int{2, 9}},
		"spaces at the ends of lines": {strings.ReplaceAll(safeWordHead+a+b, "\n", "  \t\n"), []int{2, 9}},
		"no spaces after colons":      {strings.ReplaceAll(a, ": ", ":"), []int{1}},
		"no blank line between":       {strings.ReplaceAll(a+b, "\n\n", "\n"), []int{1, 7}},
		"comments between and within": {a + "# a comment\n" + strings.Replace(b, "\n", "\n# another\n", 1), []int{1, 9}},
		"names in any case":           {strings.NewReplacer("sccA", "SCCa", "dn", "DN", "sccTokenD", "scctokend").Replace(a + b), []int{1, 8}},
		"all lines indented":          {"  " + strings.ReplaceAll(a+b, "\n", "\n  "), []int{1, 8}},
		"a folded key":                {strings.Replace(a+b, "sccKey=0F", "sccKey=0\n F", 1), []int{1, 9}},
		"a folded signature":          {strings.Replace(a+b, "MC0", "MC\n  0", 1), []int{1, 9}},
		"the version of LDIF":         {"version: 1\n" + a, []int{2}},
		"nothing after the key":       {"sccAuthenticatorId: A\nsccTokenData: sccKey=0F;\n", []int{1}},
		"fields in another order":     {data + "sccAuthenticatorId: A\n", []int{1}},
		"an ID in the name only":      {"dn: sccAuthenticatorId=A\n" + data, []int{1}},
		"a full distinguished name":   {"dn: SCCAUTHENTICATORID = A , ou=x, o=y\n" + data, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, test.file, seedfile.Options{})
			var lines []int
			for i, token := range got.tokens {
				lines = append(lines, token.Line)
				if want := []string{"A", "B"}[i]; token.Serial != want || token.Secret.Key()[0] != 0x0f {
					t.Errorf("token %d is %s, want %s", i, token.Serial, want)
				}
			}
			if !slices.Equal(lines, test.lines) || len(got.problems) > 0 {
				t.Errorf("tokens begin on lines %v, want %v; %q", lines, test.lines, got.texts())
			}
		})
	}
}

func TestSafeWordBadRecords(t *testing.T) {
	const lockedKey = "exported from a server, with keys encrypted under a key of that server: they cannot be read"
	for name, test := range map[string]struct{ record, want string }{
		"no data":            {"sccAuthenticatorId: A\n", ":1: token A: no sccTokenData"},
		"no serial":          {"sccTokenData: sccKey=0f;\n", ":1: no serial"},
		"no key":             {safeWordRecord("A", "sccMode=E"), ":1: token A: sccTokenData has no sccKey"},
		"an empty key":       {safeWordRecord("A", "sccKey=;"), ":1: token A: sccKey is empty"},
		"an odd key":         {safeWordRecord("A", "sccKey=123"), ":1: token A: sccKey: an odd number of hex digits (3): each byte has two"},
		"two keys":           {safeWordRecord("A", "sccKey=0f;SCCKEY=0f"), ":1: token A: duplicate sccKey in sccTokenData"},
		"two data":           {safeWordRecord("A", "sccKey=0f\nsccTokenData: sccKey=0f"), ":1: token A: duplicate sccTokenData: is the blank line between two records missing?"},
		"another mode":       {safeWordRecord("A", "sccKey=0f;sccMode=S"), `:1: token A: sccMode is "S": must be E (event) or T (time)`},
		"no mode in it":      {safeWordRecord("A", "sccKey=0f;sccMode="), `:1: token A: sccMode is "": must be E (event) or T (time)`},
		"0 digits":           {safeWordRecord("A", "sccKey=0f;sccPwLen=0"), `:1: token A: sccPwLen is "0": must be 6, 7 or 8`},
		"5 digits":           {safeWordRecord("A", "sccKey=0f;sccPwLen=5"), ":1: token A: codes have 5 digits: must be 6, 7 or 8"},
		"a step of 0":        {safeWordRecord("A", "sccKey=0f;sccMode=T;sccTick=0"), `:1: token A: sccTick is "0": must be 1 to 604800 s`},
		"a step of a month":  {safeWordRecord("A", "sccKey=0f;sccMode=T;sccTick=2592000"), ":1: token A: time step is 2592000 s: must be 1 to 604800 s"},
		"sccSeq in hex":      {safeWordRecord("A", "sccKey=0f;sccSeq=00a0"), `:1: token A: sccSeq is "00a0": must be a whole number from 0 to 2^64-1`},
		"another hash":       {safeWordRecord("A", "sccKey=0f;crypto=HmacMD5"), `:1: token A: crypto is "HmacMD5": must be HmacSHA1, HmacSHA256 or HmacSHA512`},
		"no =":               {safeWordRecord("A", "sccMode=E;0f"), ":1: token A: part 2 of sccTokenData has no =: must be NAME=VALUE"},
		"no semicolon":       {safeWordRecord("A", "sccMode=E,sccKey=0f"), ":1: token A: sccMode contains another =: is the semicolon before it missing?"},
		"no colon":           {"sccAuthenticatorId: A\nabc\n", ":1: token A: line without a colon: must be NAME: VALUE"},
		"base64":             {"sccAuthenticatorId:: QQ==\n", ":1: sccAuthenticatorId is in base64 (two colons), which is not supported: must be plain text"},
		"lines in one":       {"sccAuthenticatorId: A sccTokenData: sccKey=0f\n", ":1: no sccTokenData"},
		"an export":          {strings.Replace(safeWordRecord("A", "sccKey=0f"), "sccCompatibleToken", "sccDESAuthenticator", 1), ":1: token A: class SccDesAuthenticator: " + lockedKey},
		"an encrypted key":   {safeWordRecord("A", "sccKey=(AES:0f)"), ":1: token A: sccKey is in parentheses: " + lockedKey},
		"a serial of a code": {safeWordRecord("A\x1b[2J", "sccKey=0f"), `:1: token "A\x1b[2J": serial "A\x1b[2J": must be 1 to 1000 printable characters`},
	} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, test.record+"\n"+safeWordRecord("GOOD", "sccKey=0F"), seedfile.Options{})
			got.wantOneProblem(t, test.want)
			if len(got.tokens) != 1 || got.tokens[0].Serial != "GOOD" {
				t.Errorf("the next record is %q", got.lines())
			}
		})
	}
}

// A file truncated in the middle of sccTokenData would yield a different token, even if it ends
// after a semicolon.
func TestSafeWordTruncated(t *testing.T) {
	file := safeWordHead + "sccAuthenticatorId: A\nsccTokenData: sccKey=" + rfcSecret + ";sccMode=T;sccTick=60;\n"
	for end := strings.Index(file, rfcSecret) + 1; end < len(file); end++ {
		readAll(t, file[:end], seedfile.Options{}).wantBroken(t, ":3: truncated: the file ends within a record's sccTokenData")
	}
	if got := readAll(t, file, seedfile.Options{}); len(got.tokens) != 1 {
		t.Errorf("the complete file: %q", got.texts())
	}
}

func TestSafeWordBadFiles(t *testing.T) {
	readAll(t, safeWordHead+"#\n\n", seedfile.Options{}).wantBroken(t, ": no tokens found: the file was read as SafeWord records")
	readAll(t, "dn: a\nsccTokenData: "+strings.Repeat(strings.Repeat("0", 60<<10)+"\n ", 2), seedfile.Options{}).
		wantBroken(t, ":2: the line and its continuation lines are longer than 64 KiB: is it the right file?")
}

func TestSafeWordWriter(t *testing.T) {
	event := seedfile.Token{Serial: "A, #1", Secret: secretOf([]byte("12345678901234567890")), MovingFactor: 1, Traits: &seedfile.Traits{Model: "eTPass 6.10", Type: profiles.Event, Digits: 6, Algorithm: profiles.SHA1}}
	clock := seedfile.Token{Serial: "B", Secret: secretOf([]byte{0xfe}), Traits: &seedfile.Traits{Model: "a;b", Type: profiles.Time, Digits: 8, Algorithm: profiles.SHA512, Step: time.Minute, Epoch: seedfile.SafeWord.Epoch()}}
	want := safeWordHead + `dn: sccAuthenticatorId=A, #1
objectclass: sccCompatibleToken
sccAuthenticatorId: A, #1
sccTokenType: eToken-PASS-ES
sccTokenData: sccKey=3132333435363738393031323334353637383930;sccMode=E;sccPwLen=6;sccVer=6.20;sccSeq=1;ProductName=eTPass 6.10;

dn: sccAuthenticatorId=B
objectclass: sccCompatibleToken
sccAuthenticatorId: B
sccTokenType: eToken-PASS-TS
sccTokenData: sccKey=FE;sccMode=T;sccPwLen=8;sccVer=6.20;sccTick=60;sccPrTime=2000/01/01 00:00:00;crypto=HmacSHA512;

`
	if got := written(t, seedfile.SafeWord, event, clock); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := written(t, seedfile.SafeWord); got != safeWordHead {
		t.Errorf("a file without tokens is %q", got)
	}
}

// See FuzzSafeNet.
func FuzzSafeWord(f *testing.F) {
	f.Add(safeWordHead + safeWordRecord("A", "sccKey=0F;sccMode=E;sccPwLen=6;sccSeq=0001;"))
	f.Add(safeWordRecord("B", "sccKey=0F;sccMode=T;sccTick=60;crypto=HmacSHA256;prtoductname=x"))
	f.Add("version: 1\n\ndn:: QQ==\nobjectclass: sccDesAuthenticator\n sccKey=(AES:0f)\n# \n \n")
	f.Fuzz(func(t *testing.T, file string) {
		readAll(t, file, seedfile.Options{Format: seedfile.SafeWord}).checkRoundTrip(t)
	})
}
