package seedfile_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// pskcShared has the values of RFC 6030, figure 6: a pre-shared key.
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

// pskcPassword is the same with the values of figure 7: a password.
var pskcPassword = edited(pskcShared,
	"<KeyName>Pre-shared-key</KeyName>", `<DerivedKey><KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/></PBKDF2-params></KeyDerivationMethod></DerivedKey>`,
	"ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX", "2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx",
	"AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv", "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
	"Su+NvtQfmvfJzF6bmQiJqoLRExc=", "LP6xMvjtypbfT9PdkJhBZ+D6O4w=")

// pskcPlain is the same without encryption, on fewer lines.
const pskcPlain = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer><SerialNo>987654321</SerialNo><Model>M1</Model></DeviceInfo>
<Key Id="ID1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
<AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Counter><PlainValue>7</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>
`

// edited replaces pairs of texts, each of which must be there.
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

// sharedKey is that of figure 6.
func sharedKey() ([]byte, error) { return hex.DecodeString("12345678901234567890123456789012") }

// bothKeys open all of the files above.
var bothKeys = seedfile.Keys{Password: given("qwerty"), PreSharedKey: sharedKey}

// tokenLine is a token in a line, and its warnings in more.
func tokenLine(t seedfile.Token) string {
	text := fmt.Sprintf("%s %s %s %s %d", t.Serial, t.Type, t.Secret.Key(), t.Algorithm, t.Digits)
	if t.Type == profiles.Time {
		text += fmt.Sprintf(" %s %+d", t.Step, t.Drift)
	} else {
		text += fmt.Sprintf(" %d", t.MovingFactor)
	}
	return strings.Join(append([]string{text}, t.Warnings...), "\n")
}

// summaryOf is a file's tokens, then what is wrong with it.
func summaryOf(t testing.TB, text string, o seedfile.Options) string {
	t.Helper()
	read := readWhole(t, text, o)
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

func TestPSKCReadsTheFiguresOfRFC6030(t *testing.T) {
	for name, text := range map[string]string{"figure 6": pskcShared, "figure 7": pskcPassword, "plain": pskcPlain} {
		read := readWhole(t, text, seedfile.Options{Keys: bothKeys})
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

// A key that nothing needs is not asked for, and otherwise once.
func TestPSKCAsksForTheKeyOnce(t *testing.T) {
	_, second, _ := strings.Cut(pskcShared, "<KeyPackage>")
	two := edited(pskcShared, "</KeyContainer>", "<KeyPackage>"+second)
	for text, want := range map[string]int{pskcPlain: 0, pskcShared: 1, two: 1, edited(two, ":hotp", ":ocra"): 0} {
		asked := 0
		keys := seedfile.Keys{PreSharedKey: func() ([]byte, error) { asked++; return sharedKey() }}
		if readWhole(t, text, seedfile.Options{Keys: keys}); asked != want {
			t.Errorf("asked %d times, must be %d, for\n%s", asked, want, text)
		}
	}
}

// What somebody knows better than the file stands in for what is wrong in it.
func TestPSKCOverrides(t *testing.T) {
	wrong := edited(pskcPlain, `Length="8"`, `Length="0"`, ":hotp", ":totp", "<AlgorithmParameters>", "<AlgorithmParameters><Suite>Sweet</Suite>",
		"</Data>", "<TimeInterval><PlainValue>0</PlainValue></TimeInterval><TimeDrift><PlainValue>-4</PlainValue></TimeDrift></Data>")
	o := seedfile.Options{Overrides: seedfile.Overrides{Algorithm: profiles.SHA512, Digits: 7, Step: time.Minute, Drift: true}}
	if diff := cmp.Diff("987654321 time 12345678901234567890 SHA512 7 1m0s -4", summaryOf(t, wrong, o)); diff != "" {
		t.Error(diff)
	}
}
