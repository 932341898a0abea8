package seedfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles/seedfile"
)

// Files in the field are not all as RFC 6030 has it.
func TestPSKCShapes(t *testing.T) {
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
		{"blanks in base64", pskcPlain, []string{"MTIzNDU2", "\n  MTIz\t NDU2\r\n"}, figures},
		{"no serial", pskcPlain, []string{"<SerialNo>987654321</SerialNo>", ""}, strings.Replace(figures, "987654321", "ID1", 1)},
		{"no algorithm", pskcPlain, []string{`Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"`, ""}, figures},
		{"no counter, no digits", pskcPlain, []string{"<Counter><PlainValue>7</PlainValue></Counter>", "", `Length="8"`, ""}, "987654321 event 12345678901234567890 SHA1 6 0"},
		{"a suite", pskcPlain, []string{"<AlgorithmParameters>", "<AlgorithmParameters><Suite>HMAC-SHA512</Suite>"}, "987654321 event 12345678901234567890 SHA512 8 7"},
		{"a suite in other words", pskcPlain, []string{"<AlgorithmParameters>", "<AlgorithmParameters><Suite> sha-256 </Suite>"}, "987654321 event 12345678901234567890 SHA256 8 7"},
		{"no check digit", pskcPlain, []string{"Encoding", `CheckDigits="0" Encoding`}, figures},
		{"a counter of a time token", pskcPlain, []string{":hotp", ":totp"}, "987654321 time 12345678901234567890 SHA1 8 30s +0"},
		{"a time step", pskcPlain, []string{":hotp", ":totp", "Counter", "TimeInterval"}, "987654321 time 12345678901234567890 SHA1 8 7s +0"},
		{"what the server saw", pskcPlain, []string{":hotp", ":totp", "Counter", "Time"}, "987654321 time 12345678901234567890 SHA1 8 30s +0\nits Time is left out: it is the step that the server saw last, and a token needs only its clock"},
		{"a drift", pskcPlain, []string{":hotp", ":totp", "Counter", "TimeDrift"}, "987654321 time 12345678901234567890 SHA1 8 30s +0\nits clock was seen to be off by +7 steps: left out, so that its codes are those of the right time; import --time-drift keeps it"},
		{"a PIN policy", pskcPlain, []string{"</Key>", `<Policy><PINPolicy PINUsageMode="Prepend"/></Policy></Key>`}, figures + "\nits PIN policy is left out: the PIN is for the server"},
		{"extensions", pskcPlain, []string{"<KeyPackage>", "<Extensions/><KeyPackage>"}, figures},
		{"several keys of a device", pskcPlain, []string{"</Key>", `</Key><Key Id="ID2" Algorithm="#hotp"><Data><Secret><PlainValue>MTI=</PlainValue></Secret></Data></Key>`}, figures + "\n987654321 event 12 SHA1 6 0"},
		{"another key of a device", pskcPlain, []string{"</Key>", `</Key><Key Id="ID2" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin"/>`}, figures + "\nfile:5: token 987654321: is a key for \"urn:ietf:params:xml:ns:keyprov:pskc:pin\": must be for hotp or totp"},
		{"a signature", pskcPlain, []string{"</KeyContainer>", "<Signature><SignatureValue/></Signature></KeyContainer>"}, figures + "\nfile:5: the file is signed: the signature was not checked"},
		{"another element", pskcPlain, []string{"<KeyPackage>", "<KeyPakcage/>\n<KeyPackage>"}, figures + "\nfile:2: \"KeyPakcage\" is no element of a KeyContainer: left out"},
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

// A value without a MAC may have been changed. It is taken only by who asks for it.
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
		if got, want := summaryOf(t, file, o), "file:10: token 987654321: its encrypted Secret cannot be checked: "+c.want; got != want {
			t.Errorf("%s: %s\nmust be %s", c.what, got, want)
		}
		o.AcceptUnauthenticated = true
		if got, want := summaryOf(t, file, o), figures+"\nits encrypted Secret has no MAC that could be checked: somebody may have changed it"; got != want {
			t.Errorf("%s, accepted: %s\nmust be %s", c.what, got, want)
		}
	}
	changed := edited(pskcShared, "Su+NvtQ", "Su+NvtR")
	if got := summaryOf(t, changed, seedfile.Options{Keys: bothKeys, AcceptUnauthenticated: true}); !strings.Contains(got, "the MAC of its Secret does not match") {
		t.Errorf("a MAC that does not match is accepted: %s", got)
	}

	// Without a MAC, the padding alone shows a wrong key.
	bare := edited(pskcShared, "MACMethod", "Extensions")
	o := seedfile.Options{Keys: seedfile.Keys{PreSharedKey: given("0123456789abcdef")}, AcceptUnauthenticated: true}
	if got, want := summaryOf(t, bare, o), "file:10: token 987654321: its Secret cannot be decrypted: the key is wrong, or the value was changed"; got != want {
		t.Errorf("%s\nmust be %s", got, want)
	}
}
