package seedfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles/seedfile"
)

func TestPSKCRefuses(t *testing.T) {
	const token = ": token 987654321: "
	for _, c := range []struct {
		file  string
		edits []string
		want  string
	}{
		// the container
		{pskcPlain, []string{`"1.0"`, `"1.2"`}, `file:1: the Version of its KeyContainer is "1.2": must be 1.0`},
		{pskcPlain, []string{"keyprov:pskc", "keyprov:container:1.0"}, "file:1: is in a draft of PSKC from before RFC 6030 (urn:ietf:params:xml:ns:keyprov:container:1.0)"},
		{pskcPlain, []string{"KeyContainer", "Tokens"}, `file:1: is XML whose root is "Tokens": must be KeyContainer`},
		{pskcPlain, []string{"<Key ", "<Ky ", "</Key>", "</Ky>"}, "file:2" + token + "its KeyPackage has no Key"},
		{pskcPlain, []string{"pskc:hotp", "pskc:ocra"}, "file:3" + token + `is a key for "urn:ietf:params:xml:ns:keyprov:pskc:ocra": must be for hotp or totp` + "\nfile: holds no token: it was read as PSKC"},

		// a key
		{pskcPlain, []string{"<SerialNo>987654321</SerialNo>", "", `Id="ID1"`, ""}, "file:3: has no serial"},
		{pskcPlain, []string{"Secret>", "Counted>"}, "file:3" + token + "has no secret"},
		{pskcPlain, []string{"Secret>", "Counter>"}, "file:5" + token + "has Counter twice: must be there once"},
		{pskcPlain, []string{"<KeyPackage>", "<EncryptionKey><X509Data/></EncryptionKey><KeyPackage>"}, "file:5" + token + "its secret is in plain, in a file whose secrets are encrypted: somebody may have changed it"},
		{pskcPlain, []string{"<SerialNo>", "<SerialNo>1</SerialNo><SerialNo>"}, "file:2: token 1: has SerialNo twice: must be there once"},
		{pskcPlain, []string{"<PlainValue>MTIz", "<PlainValue>MT<b>I</b>z"}, "file:5" + token + "the PlainValue of its Secret has elements in it: must be text alone"},
		{pskcPlain, []string{"pskc:hotp", "pskc:pin#"}, "file:3: token 987654321: is a key for \"urn:ietf:params:xml:ns:keyprov:pskc:pin#\": must be for hotp or totp\nfile: holds no token: it was read as PSKC"},
		{pskcPlain, []string{"Secret>", "Other>", "<Data>", "<KeyReference>K1</KeyReference><Data>"}, "file:5" + token + "has no secret: its KeyReference names a key that is elsewhere"},
		{pskcPlain, []string{"MTIzNDU2", "MTIzNDU"}, "file:5" + token + "its secret is not base64: is it cut off?"},
		{pskcPlain, []string{"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", ""}, "file:5" + token + "the secret is empty: must have 1 to 200 bytes"},
		{pskcPlain, []string{"MTIzNDU2", strings.Repeat("MTIz", 70)}, "file:5" + token + "the secret has 224 bytes: must have 1 to 200"},
		{pskcPlain, []string{"<PlainValue>7</PlainValue>", ""}, "file:5" + token + "its Counter has no value: must have PlainValue or EncryptedValue"},
		{pskcPlain, []string{"<PlainValue>7", "<EncryptedValue/><PlainValue>7"}, "file:5" + token + "its Counter has both PlainValue and EncryptedValue: must be one"},
		{pskcPlain, []string{">7<", ">-7<"}, "file:5" + token + `its Counter is "-7": must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">18446744073709551616<"}, "file:5" + token + `its Counter is "18446744073709551616": must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">MTIzNDU2Nzg=<"}, "file:5" + token + `its Counter is (hidden, as it could be a secret): must be a whole number, at least 0`},
		{pskcPlain, []string{">7<", ">3132333435363738393031323334353637383930<"}, "file:5" + token + `its Counter is (hidden, as it could be a secret): must be a whole number, at least 0`},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "TimeInterval", ">7<", ">0<"}, "file:5" + token + "its TimeInterval is 0: must be 1 to 604800 s"},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "TimeDrift", ">7<", ">soon<"}, "file:5" + token + `its TimeDrift is "soon": must be a whole number`},
		{pskcPlain, []string{":hotp", ":totp", "Counter", "Time", ">7<", ">2012-05-01<"}, "file:5" + token + `its Time is "2012-05-01": must be a whole number`},
		{pskcPlain, []string{`Length="8"`, `Length="eight"`}, "file:4" + token + `the Length of its codes is "eight": must be 6, 7 or 8`},
		{pskcPlain, []string{`Length="8"`, `Length="0"`}, "file:4" + token + `the Length of its codes is "0": must be 6, 7 or 8`},
		{pskcPlain, []string{`"DECIMAL"`, `"HEXADECIMAL"`}, "file:4" + token + `the Encoding of its codes is "HEXADECIMAL": must be DECIMAL`},
		{pskcPlain, []string{`Encoding`, `CheckDigits="true" Encoding`}, "file:4" + token + "its codes have a check digit (CheckDigits): an eToken PASS shows none"},
		{pskcPlain, []string{`Encoding`, `CheckDigits="maybe" Encoding`}, "file:4" + token + `its CheckDigits is "maybe": must be true or false`},
		{pskcPlain, []string{"<ResponseFormat", "<Suite>MD5</Suite><ResponseFormat"}, "file:4" + token + `its Suite is "MD5": must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512`},

		// what is encrypted
		{pskcShared, []string{"<EncryptionKey>", "<Extensions>", "</EncryptionKey>", "</Extensions>"}, "file:10" + token + "its Secret is encrypted, and no EncryptionKey came before it"},
		{pskcShared, []string{"</KeyPackage>", "</KeyPackage><EncryptionKey/>"}, figures + "\nfile:14: EncryptionKey must be there once, before the first KeyPackage"},
		{pskcShared, []string{"<KeyName>Pre-shared-key</KeyName>", "<X509Data/>"}, "file:2: is encrypted to a public key or certificate (X509Data): only a password and a pre-shared key are known"},
		{pskcShared, []string{"MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1", "MACMethod Algorithm=\"#hmac-md5"}, `file:3: its MACMethod is "#hmac-md5": must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512`},
		{pskcShared, []string{"MACKey", "MACKeyReference"}, "file:3: its MACKeyReference names a key that is elsewhere: must be MACKey"},
		{pskcShared, []string{"aes128-cbc", "kw-aes128"}, `file:3: its MACKey is encrypted with "http://www.w3.org/2001/04/xmlenc#kw-aes128": must be aes128-cbc, aes192-cbc or aes256-cbc`},
		{pskcShared, []string{"aes128-cbc", "aes256-cbc"}, "file:3: its MACKey is encrypted with aes256-cbc, and the pre-shared key has 16 bytes: must have 32"},
		{pskcPassword, []string{"aes128-cbc", "aes256-cbc"}, "file:3: its MACKey is encrypted with aes256-cbc, and the KeyLength is 16: must be 32"},
		{pskcShared, []string{"<Secret><EncryptedValue>\n<EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>", "<Secret><EncryptedValue>"}, "file:10" + token + "its Secret has no EncryptionMethod with an Algorithm: must be aes128-cbc, aes192-cbc or aes256-cbc"},
		{pskcShared, []string{"AAECAwQF", "AAECAwQ"}, "file:10" + token + "its Secret has a CipherValue that is not base64: is it cut off?"},
		{pskcShared, []string{"AAECAwQFBgcICQoL", ""}, "file:10" + token + "its Secret has a CipherValue of 36 bytes: must be whole blocks of 16, two at least"},
		{pskcShared, []string{"Su+NvtQ", "Su+NvtR"}, "file:10" + token + "the MAC of its Secret does not match: the key is wrong, or the value was changed"},
		{pskcShared, []string{"Su+NvtQfmvfJzF6bmQiJqoLRExc=", "Su+NvtQfmvfJzF4="}, "file:10" + token + "the MAC of its Secret does not match: the key is wrong, or the value was changed"},
		{pskcShared, []string{"Su+NvtQf", "Su+NvtQ"}, "file:13" + token + "the ValueMAC of its Secret is not base64"},
		{pskcShared, []string{"AAECAwQF", "BAECAwQF"}, "file:10" + token + "the MAC of its Secret does not match: the key is wrong, or the value was changed"},
		{pskcPassword, []string{"oTvo+S22", "oTvo+S23"}, "file:10" + token + "the MAC of its Secret does not match: the password is wrong, or the value was changed"},

		// what the key is derived with
		{pskcPassword, []string{"5v2-0#pbkdf2", "5v2-0#scrypt"}, `file:2: its key is derived from a password by "…//www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#scrypt": must be PBKDF2`},
		{pskcPassword, []string{"PBKDF2-params", "Params"}, "file:2: its KeyDerivationMethod has no PBKDF2-params"},
		{pskcPassword, []string{"Specified", "OtherSource"}, "file:2: the Salt of its PBKDF2-params must be Specified, in base64"},
		{pskcPassword, []string{"<IterationCount>1000</IterationCount>", ""}, "file:2: its PBKDF2-params have no IterationCount"},
		{pskcPassword, []string{">1000<", ">1000000000<"}, "file:2: the IterationCount of its PBKDF2-params is \"1000000000\": must be a whole number from 1 to 10000000"},
		{pskcPassword, []string{">1000<", ">0<"}, `file:2: the IterationCount of its PBKDF2-params is "0": must be a whole number from 1 to 10000000`},
		{pskcPassword, []string{">1000<", ">99999999999<"}, `file:2: the IterationCount of its PBKDF2-params is "99999999999": must be a whole number from 1 to 10000000`},
		{pskcPassword, []string{"<KeyLength>16</KeyLength>", ""}, "file:2: its PBKDF2-params have no KeyLength"},
		{pskcPassword, []string{">16<", ">1000000000<"}, `file:2: the KeyLength of its PBKDF2-params is "1000000000": must be a whole number from 1 to 32`},
		{pskcPassword, []string{"<PRF/>", "<PRF>hmac-md5</PRF>"}, `file:2: the PRF of its PBKDF2-params is "hmac-md5": must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512`},
	} {
		file := edited(c.file, c.edits...)
		if diff := cmp.Diff(c.want, summaryOf(t, file, seedfile.Options{Format: seedfile.PSKC, Keys: bothKeys})); diff != "" {
			t.Errorf("%q:\n%s", c.edits, diff)
		}
	}
}

func TestPSKCRefusesKeys(t *testing.T) {
	failing := func() ([]byte, error) { return nil, errors.New("nobody answers") }
	for _, c := range []struct {
		what, file string
		keys       seedfile.Keys
		want, hint string
	}{
		{"no key", pskcShared, seedfile.Keys{}, "file:2: is encrypted with a pre-shared key, and none was given", "--key-file FILE says where the key is"},
		{"a password instead", pskcShared, seedfile.Keys{Password: given("qwerty")}, "file:2: is encrypted with a pre-shared key, not with a password", "--key-file FILE says where the key is"},
		{"a short key", pskcShared, seedfile.Keys{PreSharedKey: given("12345678")}, "file:2: the pre-shared key has 8 bytes: must be 16, 24 or 32", ""},
		{"another key", pskcShared, seedfile.Keys{PreSharedKey: given("1234567890123456")}, "file:3: the key is wrong: its MACKey cannot be decrypted", ""},
		{"a key that fails", pskcShared, seedfile.Keys{PreSharedKey: failing}, "file: is encrypted with a pre-shared key: nobody answers", ""},
		{"no password", pskcPassword, seedfile.Keys{}, "file:2: is encrypted with a password, and none was given", "--password-file FILE says where the password is"},
		{"a key instead", pskcPassword, seedfile.Keys{PreSharedKey: sharedKey}, "file:2: is encrypted with a password, not with a pre-shared key", "--password-file FILE says where the password is"},
		{"an empty password", pskcPassword, seedfile.Keys{Password: given("")}, "file:2: the password is empty", ""},
		{"another password", pskcPassword, seedfile.Keys{Password: given("qwertz")}, "file:3: the password is wrong: its MACKey cannot be decrypted", ""},
		{"a password that fails", pskcPassword, seedfile.Keys{Password: failing}, "file: is encrypted with a password: nobody answers", ""},
	} {
		read := readWhole(t, c.file, seedfile.Options{Keys: c.keys})
		if len(read.tokens) > 0 || len(read.problems) != 1 || !read.problems[0].Whole {
			t.Errorf("%s: %d tokens, %v", c.what, len(read.tokens), read.problems)
			continue
		}
		if problem := read.problems[0]; problem.Error() != c.want || problem.Hint() != c.hint {
			t.Errorf("%s: %s (%s)\nmust be %s (%s)", c.what, problem, problem.Hint(), c.want, c.hint)
		}
	}
}

// A bad token is told of by its serial, and the next one is read. Once a MAC has
// matched, the key is no longer to blame.
func TestPSKCGoesOn(t *testing.T) {
	_, another, _ := strings.Cut(pskcShared, "</MACMethod>")
	another = edited(another, "</KeyContainer>", "")
	bad := edited(another, "987654321", "BAD", "Su+NvtQ", "Su+NvtR")
	file := edited(pskcShared, "</KeyContainer>", bad+another+"</KeyContainer>")
	want := figures + "\n" + figures + "\nfile:18: token BAD: the MAC of its Secret does not match: the value was changed"
	if diff := cmp.Diff(want, summaryOf(t, file, seedfile.Options{Keys: bothKeys})); diff != "" {
		t.Error(diff)
	}
}
