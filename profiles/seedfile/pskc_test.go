package seedfile_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// pskcShared contains the values of RFC 6030, figure 6: a pre-shared key.
const pskcShared = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
<EncryptionKey><KeyName>Pre-shared-key</KeyName></EncryptionKey>
<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>
<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<CipherData><CipherValue>ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX</CipherValue></CipherData>
</MACKey></MACMethod>
<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer><SerialNo>987654321</SerialNo><Model>M1</Model></DeviceInfo>
<Key Id="ID1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
<AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret><EncryptedValue>
<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<CipherData><CipherValue>AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv</CipherValue></CipherData>
</EncryptedValue><ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC></Secret>
<Counter><PlainValue>7</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>
`

// pskcPassword contains the values of RFC 6030, figure 7: a password.
var pskcPassword = edited(pskcShared,
	"<KeyName>Pre-shared-key</KeyName>", `<DerivedKey><KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/></PBKDF2-params></KeyDerivationMethod></DerivedKey>`,
	"ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX", "2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx",
	"AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv", "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
	"Su+NvtQfmvfJzF6bmQiJqoLRExc=", "LP6xMvjtypbfT9PdkJhBZ+D6O4w=")

// pskcPlain is the same file without encryption, on fewer lines.
const pskcPlain = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer><SerialNo>987654321</SerialNo><Model>M1</Model></DeviceInfo>
<Key Id="ID1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
<AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Counter><PlainValue>7</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>
`

// edited replaces pairs of texts and panics if one is missing.
func edited(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			panic("the test's file does not have " + pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

func given(key string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(key), nil }
}

// sharedKey returns the key of RFC 6030, figure 6.
func sharedKey() ([]byte, error) { return hex.DecodeString("12345678901234567890123456789012") }

// bothKeys decrypt all of the files above.
var bothKeys = seedfile.Keys{Password: given("qwerty"), PreSharedKey: sharedKey}

// tokenLine returns a token in one line, followed by its warnings, one per line.
func tokenLine(t seedfile.Token) string {
	text := fmt.Sprintf("%s %s %s %s %d", t.Serial, t.Type, t.Secret.Key(), t.Algorithm, t.Digits)
	if t.Type == profiles.Time {
		text += fmt.Sprintf(" %s %+d", t.Step, t.Drift)
	} else {
		text += fmt.Sprintf(" %d", t.MovingFactor)
	}
	return strings.Join(append([]string{text}, t.Warnings...), "\n")
}

// summaryOf returns a file's tokens, followed by its problems.
func summaryOf(t testing.TB, text string, o seedfile.Options) string {
	t.Helper()
	read := readAll(t, text, o)
	var lines []string
	for _, token := range read.tokens {
		lines = append(lines, tokenLine(token))
	}
	for _, problem := range read.problems {
		lines = append(lines, problem.Error())
	}
	return strings.Join(lines, "\n")
}

const figures = "987654321 event 12345678901234567890 SHA1 8 7"

func TestPSKCFiguresOfRFC6030(t *testing.T) {
	for name, text := range map[string]string{"figure 6": pskcShared, "figure 7": pskcPassword, "plain": pskcPlain} {
		read := readAll(t, text, seedfile.Options{Keys: bothKeys})
		if len(read.problems) > 0 || len(read.tokens) != 1 {
			t.Errorf("%s: %d tokens, %v", name, len(read.tokens), read.problems)
			continue
		}
		token := read.tokens[0]
		if got := tokenLine(token); got != figures {
			t.Errorf("%s: %s", name, got)
		}
		if token.Manufacturer != "Acme" || token.Model != "M1" || token.Line < 3 {
			t.Errorf("%s: manufacturer %q, model %q, line %d", name, token.Manufacturer, token.Model, token.Line)
		}
	}
}

// The key is requested only if it is needed, and then once.
func TestPSKCAsksForTheKeyOnce(t *testing.T) {
	_, second, _ := strings.Cut(pskcShared, "<KeyPackage>")
	two := edited(pskcShared, "</KeyContainer>", "<KeyPackage>"+second)
	for text, want := range map[string]int{pskcPlain: 0, pskcShared: 1, two: 1, edited(two, ":hotp", ":ocra"): 0} {
		asked := 0
		keys := seedfile.Keys{PreSharedKey: func() ([]byte, error) { asked++; return sharedKey() }}
		if readAll(t, text, seedfile.Options{Keys: keys}); asked != want {
			t.Errorf("asked %d times, want %d, for\n%s", asked, want, text)
		}
	}
}

// Overrides replace invalid values.
func TestPSKCOverrides(t *testing.T) {
	wrong := edited(pskcPlain, `Length="8"`, `Length="0"`, ":hotp", ":totp", "<AlgorithmParameters>", "<AlgorithmParameters><Suite>Sweet</Suite>",
		"</Data>", "<TimeInterval><PlainValue>0</PlainValue></TimeInterval><TimeDrift><PlainValue>-4</PlainValue></TimeDrift></Data>")
	o := seedfile.Options{Overrides: seedfile.Overrides{Algorithm: profiles.SHA512, Digits: 7, Step: time.Minute, Drift: true}}
	if diff := cmp.Diff("987654321 time 12345678901234567890 SHA512 7 1m0s -4", summaryOf(t, wrong, o)); diff != "" {
		t.Error(diff)
	}
}

// Existing files do not all follow RFC 6030.
func TestPSKCVariants(t *testing.T) {
	for _, c := range []struct {
		what, file string
		edits      []string
		want       string
	}{
		{"a draft's Device", pskcPlain, []string{"KeyPackage>", "Device>"}, figures},
		{"a draft's attributes", pskcPlain, []string{"Id=", "KeyId=", "Algorithm=", "KeyAlgorithm="}, figures},
		{"a draft's algorithm", pskcPlain, []string{"pskc:hotp", "pskc#hotp"}, figures},
		{"a draft's response format", pskcPlain, []string{"AlgorithmParameters", "Usage", "Encoding", "Format"}, figures},
		{"no version", pskcPlain, []string{` Version="1.0"`, ""}, figures},
		{"no namespace", pskcPlain, []string{` xmlns="urn:ietf:params:xml:ns:keyprov:pskc"`, ""}, figures},
		{"a byte order mark", pskcPlain, []string{"<KeyContainer", "\ufeff<KeyContainer"}, figures},
		{"white space in base64", pskcPlain, []string{"MTIzNDU2", "\n  MTIz\t NDU2\r\n"}, figures},
		{"no serial", pskcPlain, []string{"<SerialNo>987654321</SerialNo>", ""}, strings.Replace(figures, "987654321", "ID1", 1)},
		{"no algorithm", pskcPlain, []string{`Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"`, ""}, figures},
		{"no counter, no digits", pskcPlain, []string{"<Counter><PlainValue>7</PlainValue></Counter>", "", `Length="8"`, ""}, "987654321 event 12345678901234567890 SHA1 6 0"},
		{"a suite", pskcPlain, []string{"<AlgorithmParameters>", "<AlgorithmParameters><Suite>HMAC-SHA512</Suite>"}, "987654321 event 12345678901234567890 SHA512 8 7"},
		{"a suite in other words", pskcPlain, []string{"<AlgorithmParameters>", "<AlgorithmParameters><Suite> sha-256 </Suite>"}, "987654321 event 12345678901234567890 SHA256 8 7"},
		{"no check digit", pskcPlain, []string{"Encoding", `CheckDigits="0" Encoding`}, figures},
		{"a counter of a time token", pskcPlain, []string{":hotp", ":totp"}, "987654321 time 12345678901234567890 SHA1 8 30s +0"},
		{"a time step", pskcPlain, []string{":hotp", ":totp", "Counter", "TimeInterval"}, "987654321 time 12345678901234567890 SHA1 8 7s +0"},
		{"the last step seen by a server", pskcPlain, []string{":hotp", ":totp", "Counter", "Time"}, "987654321 time 12345678901234567890 SHA1 8 30s +0\nTime ignored: it is the last step that the server saw, and a token needs only its clock"},
		{"a drift", pskcPlain, []string{":hotp", ":totp", "Counter", "TimeDrift"}, "987654321 time 12345678901234567890 SHA1 8 30s +0\nclock drift of +7 steps ignored, so the codes are those of the correct time: keep the drift with import --time-drift"},
		{"a PIN policy", pskcPlain, []string{"</Key>", `<Policy><PINPolicy PINUsageMode="Prepend"/></Policy></Key>`}, figures + "\nPIN policy ignored: the PIN is for the server"},
		{"extensions", pskcPlain, []string{"<KeyPackage>", "<Extensions/><KeyPackage>"}, figures},
		{"several keys of a device", pskcPlain, []string{"</Key>", `</Key><Key Id="ID2" Algorithm="#hotp"><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key>`}, figures + "\n987654321 event 12 SHA1 6 0"},
		{"another key of a device", pskcPlain, []string{"</Key>", `</Key><Key Id="ID2" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin"/>`}, figures + "\nfile:5: token 987654321: the key is for \"urn:ietf:params:xml:ns:keyprov:pskc:pin\": must be for hotp or totp"},
		{"a signature", pskcPlain, []string{"</KeyContainer>", "<Signature><SignatureValue/></Signature></KeyContainer>"}, figures + "\nfile:5: the file is signed: the signature was not checked"},
		{"another element", pskcPlain, []string{"<KeyPackage>", "<KeyPakcage/>\n<KeyPackage>"}, figures + "\nfile:2: unknown element \"KeyPakcage\" in KeyContainer ignored"},
		{"PBES2", pskcShared, []string{`xmlenc#aes128-cbc"/>`, `xmlenc#aes128-cbc"/></EncryptionMethod>`, `<EncryptionMethod Algorithm="`, `<EncryptionMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5#pbes2"><EncryptionScheme Algorithm="`}, figures},
		{"another URI of HMAC", pskcShared, []string{"2000/09/xmldsig#", "2001/04/xmldsig-more#"}, figures},
		{"a MACKey in EncryptedValue", pskcShared, []string{"<MACKey>", "<MACKey><EncryptedValue>", "</MACKey>", "</EncryptedValue></MACKey>"}, figures},
		{"no MACKey", pskcShared, []string{"MACKey", "Other", "Su+NvtQfmvfJzF6bmQiJqoLRExc=", "N8Agsfe5A7WQFswmdvL/MHdd3y0="}, figures},
		{"another URI of PBKDF2", pskcPassword, []string{"www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2", "www.w3.org/2009/xmlenc11#pbkdf2"}, figures},
		{"PBKDF2 of other namespaces", pskcPassword, []string{"<PBKDF2-params>", `<PBKDF2-params xmlns="urn:other">`}, figures},
		{"a PRF", pskcPassword, []string{"<PRF/>", `<PRF Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/>`}, figures},
		{"a PRF as text", pskcPassword, []string{"<PRF/>", "<PRF>hmac-sha1</PRF>"}, figures},
	} {
		file := c.file
		for i := 0; i < len(c.edits); i += 2 {
			file = edited(file, c.edits[i:i+2]...)
		}
		if diff := cmp.Diff(c.want, summaryOf(t, file, seedfile.Options{Keys: bothKeys})); diff != "" {
			t.Errorf("%s:\n%s\n%s", c.what, file, diff)
		}
	}
}

// A value without a MAC may have been tampered with, so it is accepted only on request.
func TestPSKCWithoutMAC(t *testing.T) {
	for _, c := range []struct {
		what  string
		edits []string
		want  string
	}{
		{"no ValueMAC", []string{"<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>", ""}, "it has no ValueMAC"},
		{"no MACMethod", []string{"MACMethod", "Extensions"}, "the file has no MACMethod"},
	} {
		file := edited(pskcShared, c.edits...)
		o := seedfile.Options{Keys: bothKeys}
		if got, want := summaryOf(t, file, o), "file:10: token 987654321: encrypted Secret cannot be authenticated: "+c.want; got != want {
			t.Errorf("%s: got %s\nwant %s", c.what, got, want)
		}
		o.AcceptUnauthenticated = true
		if got, want := summaryOf(t, file, o), figures+"\nencrypted Secret is not authenticated by a MAC: it may have been tampered with"; got != want {
			t.Errorf("%s, accepted: got %s\nwant %s", c.what, got, want)
		}
	}
	changed := edited(pskcShared, "Su+NvtQ", "Su+NvtR")
	if got := summaryOf(t, changed, seedfile.Options{Keys: bothKeys, AcceptUnauthenticated: true}); !strings.Contains(got, "MAC of Secret does not match") {
		t.Errorf("a MAC that does not match is accepted: %s", got)
	}

	// Without a MAC, only the padding shows that a key is wrong.
	bare := edited(pskcShared, "MACMethod", "Extensions")
	o := seedfile.Options{Keys: seedfile.Keys{PreSharedKey: given("0123456789abcdef")}, AcceptUnauthenticated: true}
	if got, want := summaryOf(t, bare, o), "file:10: token 987654321: Secret cannot be decrypted: the key is wrong, or the value was modified"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestPSKCRefuses(t *testing.T) {
	const token = ": token 987654321: "
	for _, c := range []struct {
		file  string
		edits []string
		want  string
	}{
		// the container
		{pskcPlain, []string{`"1.0"`, `"1.2"`}, `file:1: the KeyContainer has Version "1.2": must be 1.0`},
		{pskcPlain, []string{"keyprov:pskc", "keyprov:container:1.0"}, "file:1: a PSKC draft that predates RFC 6030 (urn:ietf:params:xml:ns:keyprov:container:1.0)"},
		{pskcPlain, []string{"KeyContainer", "Tokens"}, `file:1: XML root element is "Tokens": must be KeyContainer`},
		{pskcPlain, []string{"<Key ", "<Ky ", "</Key>", "</Ky>"}, "file:2" + token + "KeyPackage has no Key"},
		{pskcPlain, []string{"pskc:hotp", "pskc:ocra"}, "file:3" + token + `the key is for "urn:ietf:params:xml:ns:keyprov:pskc:ocra": must be for hotp or totp` + "\nfile: no tokens found: the file was read as PSKC"},

		// a key
		{pskcPlain, []string{"<SerialNo>987654321</SerialNo>", "", `Id="ID1"`, ""}, "file:3: no serial"},
		{pskcPlain, []string{"Secret>", "Counted>"}, "file:3" + token + "no secret"},
		{pskcPlain, []string{"Secret>", "Counter>"}, "file:5" + token + "duplicate Counter: must occur once"},
		{pskcPlain, []string{"<KeyPackage>", "<EncryptionKey><X509Data/></EncryptionKey><KeyPackage>"}, "file:5" + token + "plaintext secret in a file with encrypted secrets: it may have been tampered with"},
		{pskcPlain, []string{"<SerialNo>", "<SerialNo>1</SerialNo><SerialNo>"}, "file:2: token 1: duplicate SerialNo: must occur once"},
		{pskcPlain, []string{"<PlainValue>MTIz", "<PlainValue>MT<b>I</b>z"}, "file:5" + token + "PlainValue of Secret contains elements: must be text only"},
		{pskcPlain, []string{"pskc:hotp", "pskc:pin#"}, "file:3: token 987654321: the key is for \"urn:ietf:params:xml:ns:keyprov:pskc:pin#\": must be for hotp or totp\nfile: no tokens found: the file was read as PSKC"},
		{pskcPlain, []string{"Secret>", "Other>", "<Data>", "<KeyReference>K1</KeyReference><Data>"}, "file:5" + token + "no secret: KeyReference refers to a key outside the file"},
		{pskcPlain, []string{"MTIzNDU2", "MTIzNDU"}, "file:5" + token + "secret is not base64: is it truncated?"},
		{pskcPlain, []string{"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", ""}, "file:5" + token + "the secret is empty: must have 1 to 200 bytes"},
		{pskcPlain, []string{"MTIzNDU2", strings.Repeat("MTIz", 70)}, "file:5" + token + "the secret has 224 bytes: must have 1 to 200"},
		{pskcPlain, []string{"<PlainValue>7</PlainValue>", ""}, "file:5" + token + "Counter has no value: must have PlainValue or EncryptedValue"},
		{pskcPlain, []string{"<PlainValue>7", "<EncryptedValue/><PlainValue>7"}, "file:5" + token + "Counter has both PlainValue and EncryptedValue: must have one"},
		{pskcPlain, []string{">7<", ">-7<"}, "file:5" + token + `Counter is "-7": must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">18446744073709551616<"}, "file:5" + token + `Counter is "18446744073709551616": must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">MTIzNDU2Nzg=<"}, "file:5" + token + `Counter is (hidden, as it could be a secret): must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">3132333435363738393031323334353637383930<"}, "file:5" + token + `Counter is (hidden, as it could be a secret): must be a whole number, at least 0`},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "TimeInterval", ">7<", ">0<"}, "file:5" + token + "TimeInterval is 0: must be 1 to 604800 s"},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "TimeDrift", ">7<", ">soon<"}, "file:5" + token + `TimeDrift is "soon": must be a whole number`},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "Time", ">7<", ">2012-05-01<"}, "file:5" + token + `Time is "2012-05-01": must be a whole number`},
		{pskcPlain, []string{`Length="8"`, `Length="eight"`}, "file:4" + token + `Length of the codes is "eight": must be 6, 7 or 8`},
		{pskcPlain, []string{`Length="8"`, `Length="0"`}, "file:4" + token + `Length of the codes is "0": must be 6, 7 or 8`},
		{pskcPlain, []string{`"DECIMAL"`, `"HEXADECIMAL"`}, "file:4" + token + `Encoding of the codes is "HEXADECIMAL": must be DECIMAL`},
		{pskcPlain, []string{`Encoding`, `CheckDigits="true" Encoding`}, "file:4" + token + "codes have a check digit (CheckDigits): an eToken PASS shows none"},
		{pskcPlain, []string{`Encoding`, `CheckDigits="maybe" Encoding`}, "file:4" + token + `CheckDigits is "maybe": must be true or false`},
		{pskcPlain, []string{"<ResponseFormat", "<Suite>MD5</Suite><ResponseFormat"}, "file:4" + token + `Suite is "MD5": must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512`},

		// encrypted values
		{pskcShared, []string{"<EncryptionKey>", "<Extensions>", "</EncryptionKey>", "</Extensions>"}, "file:10" + token + "Secret is encrypted, but no EncryptionKey comes before it"},
		{pskcShared, []string{"</KeyPackage>", "</KeyPackage><EncryptionKey/>"}, figures + "\nfile:14: EncryptionKey must appear once, before the first KeyPackage"},
		{pskcShared, []string{"<KeyName>Pre-shared-key</KeyName>", "<X509Data/>"}, "file:2: encrypted to a public key or certificate (X509Data): only passwords and pre-shared keys are supported"},
		{pskcShared, []string{"MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "MACMethod Algorithm=\"#hmac-md5"}, `file:3: MACMethod is "#hmac-md5": must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512`},
		{pskcShared, []string{"MACKey", "MACKeyReference"}, "file:3: MACKeyReference refers to a key outside the file: must be MACKey"},
		{pskcShared, []string{"aes128-cbc", "kw-aes128"}, `file:3: MACKey is encrypted with "http://www.w3.org/2001/04/xmlenc#kw-aes128": must be aes128-cbc, aes192-cbc or aes256-cbc`},
		{pskcShared, []string{"aes128-cbc", "aes256-cbc"}, "file:3: MACKey is encrypted with aes256-cbc, but the pre-shared key has 16 bytes: must have 32"},
		{pskcPassword, []string{"aes128-cbc", "aes256-cbc"}, "file:3: MACKey is encrypted with aes256-cbc, but the KeyLength is 16: must be 32"},
		{pskcShared, []string{"<Secret><EncryptedValue>\n<EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>", "<Secret><EncryptedValue>"}, "file:10" + token + "Secret has no EncryptionMethod with an Algorithm: must be aes128-cbc, aes192-cbc or aes256-cbc"},
		{pskcShared, []string{"AAECAwQF", "AAECAwQ"}, "file:10" + token + "Secret has a CipherValue that is not base64: is it truncated?"},
		{pskcShared, []string{"AAECAwQFBgcICQoL", ""}, "file:10" + token + "Secret has a CipherValue of 36 bytes: must be at least two whole blocks of 16"},
		{pskcShared, []string{"Su+NvtQ", "Su+NvtR"}, "file:10" + token + "MAC of Secret does not match: the key is wrong, or the value was modified"},
		{pskcShared, []string{"Su+NvtQfmvfJzF6bmQiJqoLRExc=", "Su+NvtQfmvfJzF4="}, "file:10" + token + "MAC of Secret does not match: the key is wrong, or the value was modified"},
		{pskcShared, []string{"Su+NvtQf", "Su+NvtQ"}, "file:13" + token + "ValueMAC of Secret is not base64"},
		{pskcShared, []string{"AAECAwQF", "BAECAwQF"}, "file:10" + token + "MAC of Secret does not match: the key is wrong, or the value was modified"},
		{pskcPassword, []string{"oTvo+S22", "oTvo+S23"}, "file:10" + token + "MAC of Secret does not match: the password is wrong, or the value was modified"},

		// key derivation
		{pskcPassword, []string{"5v2-0#pbkdf2", "5v2-0#scrypt"}, `file:2: the key is derived from a password by "…//www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#scrypt": must be PBKDF2`},
		{pskcPassword, []string{"PBKDF2-params", "Params"}, "file:2: KeyDerivationMethod has no PBKDF2-params"},
		{pskcPassword, []string{"Specified", "OtherSource"}, "file:2: Salt of PBKDF2-params must be Specified, in base64"},
		{pskcPassword, []string{"<IterationCount>1000</IterationCount>", ""}, "file:2: PBKDF2-params has no IterationCount"},
		{pskcPassword, []string{">1000<", ">1000000000<"}, "file:2: IterationCount of PBKDF2-params is \"1000000000\": must be a whole number from 1 to 10000000"},
		{pskcPassword, []string{">1000<", ">0<"}, `file:2: IterationCount of PBKDF2-params is "0": must be a whole number from 1 to 10000000`},
		{pskcPassword, []string{">1000<", ">99999999999<"}, `file:2: IterationCount of PBKDF2-params is "99999999999": must be a whole number from 1 to 10000000`},
		{pskcPassword, []string{"<KeyLength>16</KeyLength>", ""}, "file:2: PBKDF2-params has no KeyLength"},
		{pskcPassword, []string{">16<", ">1000000000<"}, `file:2: KeyLength of PBKDF2-params is "1000000000": must be a whole number from 1 to 32`},
		{pskcPassword, []string{"<PRF/>", "<PRF>hmac-md5</PRF>"}, `file:2: PRF of PBKDF2-params is "hmac-md5": must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512`},
	} {
		file := edited(c.file, c.edits...)
		if diff := cmp.Diff(c.want, summaryOf(t, file, seedfile.Options{Format: seedfile.PSKC, Keys: bothKeys})); diff != "" {
			t.Errorf("%q:\n%s", c.edits, diff)
		}
	}
}

func TestPSKCRefusesKeys(t *testing.T) {
	failing := func() ([]byte, error) { return nil, errors.New("stdin is not a terminal") }
	for _, c := range []struct {
		what, file string
		keys       seedfile.Keys
		want, hint string
	}{
		{"no key", pskcShared, seedfile.Keys{}, "file:2: encrypted with a pre-shared key, but none was given", "give the key with --key-file FILE"},
		{"a password instead", pskcShared, seedfile.Keys{Password: given("qwerty")}, "file:2: encrypted with a pre-shared key, not with a password", "give the key with --key-file FILE"},
		{"a short key", pskcShared, seedfile.Keys{PreSharedKey: given("12345678")}, "file:2: the pre-shared key has 8 bytes: must be 16, 24 or 32", ""},
		{"another key", pskcShared, seedfile.Keys{PreSharedKey: given("1234567890123456")}, "file:3: the key is wrong: MACKey cannot be decrypted", ""},
		{"a key that fails", pskcShared, seedfile.Keys{PreSharedKey: failing}, "file: encrypted with a pre-shared key: stdin is not a terminal", ""},
		{"no password", pskcPassword, seedfile.Keys{}, "file:2: encrypted with a password, but none was given", "give the password with --password-file FILE"},
		{"a key instead", pskcPassword, seedfile.Keys{PreSharedKey: sharedKey}, "file:2: encrypted with a password, not with a pre-shared key", "give the password with --password-file FILE"},
		{"an empty password", pskcPassword, seedfile.Keys{Password: given("")}, "file:2: the password is empty", ""},
		{"another password", pskcPassword, seedfile.Keys{Password: given("qwertz")}, "file:3: the password is wrong: MACKey cannot be decrypted", ""},
		{"a password that fails", pskcPassword, seedfile.Keys{Password: failing}, "file: encrypted with a password: stdin is not a terminal", ""},
	} {
		read := readAll(t, c.file, seedfile.Options{Keys: c.keys})
		if len(read.tokens) > 0 || len(read.problems) != 1 || read.problems[0].Kind != seedfile.Broken {
			t.Errorf("%s: %d tokens, %v", c.what, len(read.tokens), read.problems)
			continue
		}
		if problem := read.problems[0]; problem.Error() != c.want || problem.Hint() != c.hint {
			t.Errorf("%s: got %s (%s)\nwant %s (%s)", c.what, problem, problem.Hint(), c.want, c.hint)
		}
	}
}

// An error for a bad token contains its serial, and the next token is read. Once a MAC has
// matched, the error no longer blames the key.
func TestPSKCContinuesAfterError(t *testing.T) {
	_, another, _ := strings.Cut(pskcShared, "</MACMethod>")
	another = edited(another, "</KeyContainer>", "")
	bad := edited(another, "987654321", "BAD", "Su+NvtQ", "Su+NvtR")
	file := edited(pskcShared, "</KeyContainer>", bad+another+"</KeyContainer>")
	want := figures + "\n" + figures + "\nfile:18: token BAD: MAC of Secret does not match: the value was modified"
	if diff := cmp.Diff(want, summaryOf(t, file, seedfile.Options{Keys: bothKeys})); diff != "" {
		t.Error(diff)
	}
}

// inLowerCase returns a file with all names in lower case, as an HTML parser writes it.
func inLowerCase(file string) string {
	return xmlTag.ReplaceAllStringFunc(file, func(tag string) string {
		return xmlName.ReplaceAllStringFunc(tag, strings.ToLower)
	})
}

var (
	xmlTag  = regexp.MustCompile(`<[^?>]*>`)
	xmlName = regexp.MustCompile(`</?[\w:.-]+|\s[\w:.-]+="`)
)

// A file whose names are all in lower case is read like the same file with the names of PSKC,
// with one warning.
func TestPSKCInLowerCase(t *testing.T) {
	const notice = "all names are in lower case, as privacyIDEA exports them, and were read as those of PSKC"
	files := map[string]string{"RFC 6030, figure 6": pskcShared, "RFC 6030, figure 7": pskcPassword}
	cases, _ := readCorpus(t, ownCorpus, 69)
	for _, c := range cases {
		if c.Format == "pskc" && c.Expect == "tokens" && !strings.Contains(c.ID, "lower-case") {
			file, err := os.ReadFile(filepath.Join(ownCorpus, c.File))
			if err != nil {
				t.Fatal(err)
			}
			files[c.ID] = string(file)
		}
	}
	keysOf := func(id string) seedfile.Keys {
		for _, c := range cases {
			if c.ID == id {
				return c.keys(t)
			}
		}
		return bothKeys
	}
	for what, file := range files {
		t.Run(what, func(t *testing.T) {
			o := seedfile.Options{Keys: keysOf(what)}
			want, got := readAll(t, file, o), readAll(t, inLowerCase(file), o)
			if diff := cmp.Diff(want.lines(), got.lines()); diff != "" || len(want.lines()) == 0 {
				t.Errorf("got problems %v, and %s", got.texts(), diff)
			}
			if len(got.problems) == 0 || got.problems[0].Problem != notice || got.problems[0].Kind != seedfile.Notice || len(got.problems) != len(want.problems)+1 {
				t.Errorf("got problems %q, want only one more than %q", got.texts(), want.texts())
			}
		})
	}
}

// A TimeDrift that is not an integer is in seconds. It is used only if it is a whole number of
// steps, since the codes would otherwise be those of a neighbouring step.
func TestPSKCDriftInSeconds(t *testing.T) {
	const hint = " (omit --time-drift, so that the clock is right)"
	keep := seedfile.Overrides{Drift: true}
	for _, c := range []struct {
		drift, step string
		overrides   seedfile.Overrides
		steps       int
		want        string // the warning or the error
	}{
		{"0.0", "30", seedfile.Overrides{}, 0, ""},
		{"-0.0", "30", keep, 0, ""},
		{"12.0", "30", seedfile.Overrides{}, 0, `TimeDrift "12.0" ignored, so the codes are those of the correct time: a decimal number is the seconds that a server measured`},
		{"60.0", "30", keep, 2, ""},
		{"-60.0", "60", keep, -1, ""},
		{"6e1", "60", keep, 1, ""},
		{"60.0", "60", seedfile.Overrides{Drift: true, Step: 20 * time.Second}, 3, ""},
		{"2", "60", keep, 2, ""},
		{"12.5", "30", keep, 0, `f:1: token A: TimeDrift is "12.5", in seconds because it is a decimal number: must be a multiple of the time step, 30 s` + hint},
		{"1e300", "30", keep, 0, `f:1: token A: TimeDrift is "1e300", in seconds because it is a decimal number: must be a multiple of the time step, 30 s` + hint},
		{"1e999", "30", keep, 0, `f:1: token A: TimeDrift is "1e999", in seconds because it is a decimal number: must be a multiple of the time step, 30 s` + hint},
		{"1,5", "30", keep, 0, `f:1: token A: TimeDrift is "1,5": must be a whole number`},
		{"0x1p4", "30", keep, 0, `f:1: token A: TimeDrift is "0x1p4": must be a whole number`},
		{"nan", "30", keep, 0, `f:1: token A: TimeDrift is "nan": must be a whole number`},
		{"600000000.0", "1", keep, 0, "f:1: token A: clock drift is 600000000 steps of 1s: must be at most ten years"},
	} {
		data := "<TimeInterval><PlainValue>" + c.step + "</PlainValue></TimeInterval><TimeDrift><PlainValue>" + c.drift + "</PlainValue></TimeDrift>"
		tokens, got := tokensOf(t, plainPSKC("totp", "", "", data), seedfile.Options{Overrides: c.overrides})
		for _, token := range tokens {
			if got = append(got, token.Warnings...); token.Drift != c.steps {
				t.Errorf("%s: the drift is %d steps, want %d", c.drift, token.Drift, c.steps)
			}
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: got %q; want %q", c.drift, got, c.want)
		}
	}
}
