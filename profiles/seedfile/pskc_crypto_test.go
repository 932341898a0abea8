package seedfile

import (
	"bytes"
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func unbase64(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := fromBase64(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The ciphertexts and keys are those of RFC 6030, figures 6 and 7.
func TestRFC6030Vectors(t *testing.T) {
	derivation := pbkdf2Key{prf: sha1.New, salt: unbase64(t, "Ej7/PEpyEpw="), iterations: 1000, length: 16}
	derived, err := derivation.key([]byte("qwerty"))
	if got := hex.EncodeToString(derived); err != nil || got != "651e63cd57008476af1ff6422cd02e41" {
		t.Fatalf("the key of figure 7 is %s, %v", got, err)
	}
	shared := unhex(t, "12345678901234567890123456789012")
	secret := hex.EncodeToString([]byte("12345678901234567890"))
	for _, c := range []struct {
		what        string
		key         []byte
		sealed, hex string
	}{
		{"figure 6, MACKey", shared, "ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX", "1122334455667788990011223344556677889900"},
		{"figure 6, Secret", shared, "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv", secret},
		{"figure 7, Secret", derived, "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f", secret},
	} {
		block, err := aes.NewCipher(c.key)
		if err != nil {
			t.Fatal(err)
		}
		plain, ok := openCBC(block, unbase64(t, c.sealed), true)
		if got := hex.EncodeToString(plain); !ok || got != c.hex {
			t.Errorf("%s is %s, want %s", c.what, got, c.hex)
		}
	}
	mac := hmac.New(sha1.New, unhex(t, "1122334455667788990011223344556677889900"))
	mac.Write(unbase64(t, "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv"))
	if got := base64.StdEncoding.EncodeToString(mac.Sum(nil)); got != "Su+NvtQfmvfJzF6bmQiJqoLRExc=" {
		t.Errorf("figure 6, ValueMAC: the MAC over CipherValue is %s", got)
	}
}

func TestCBCRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]int{16, 24, 32}).Draw(t, "bytes of the key")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "plain")
		block, err := aes.NewCipher(random(key))
		if err != nil {
			t.Fatal(err)
		}
		sealed := sealCBC(block, plain)
		got, ok := openCBC(block, sealed, true)
		if !ok || !bytes.Equal(got, plain) {
			t.Fatalf("%x decrypts to %x, %t", plain, got, ok)
		}
		if bytes.Equal(sealed, sealCBC(block, plain)) {
			t.Fatal("encrypted twice with the same initialisation vector")
		}
	})
}

// XML Encryption allows any padding bytes except the last. If there is no MAC to prove the key,
// all of them must have the usual value.
func TestPadding(t *testing.T) {
	for _, c := range []struct {
		last          string // the end of a block of zeros
		loose, strict bool
	}{
		{"01", true, true}, {"0202", true, true}, {"030303", true, true},
		{"aa02", true, false}, {"00000010", true, false}, {strings.Repeat("10", 16), true, true},
		{"00", false, false}, {"11", false, false}, {"ff", false, false},
	} {
		last := unhex(t, c.last)
		padded := append(make([]byte, aes.BlockSize-len(last)), last...)
		block, err := aes.NewCipher(make([]byte, 16))
		if err != nil {
			t.Fatal(err)
		}
		sealed := make([]byte, 2*aes.BlockSize) // the initialisation vector is zero, so one block of CBC is one of AES
		block.Encrypt(sealed[aes.BlockSize:], padded)
		for strict, want := range map[bool]bool{false: c.loose, true: c.strict} {
			if _, ok := openCBC(block, sealed, strict); ok != want {
				t.Errorf("a block that ends in %s, strict %t: got %t, want %t", c.last, strict, ok, want)
			}
		}
	}
}

// Encrypted numbers are bytes, as few as possible or more.
func TestEncryptedNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 8).Draw(t, "bytes")
		want := rapid.Uint64Max(1<<(8*size)-1).Draw(t, "counter")
		raw := make([]byte, size)
		for i := range raw {
			raw[i] = byte(want >> (8 * (size - 1 - i)))
		}
		got, err := readSealed(raw, "hotp", "Counter")
		if err != nil || got.movingFactor == nil || *got.movingFactor != want {
			t.Fatalf("%x: got %+v, %v", raw, got, err)
		}
	})
	for _, c := range []struct {
		hex  string
		want int64
	}{{"7f", 127}, {"ff", 255}, {"ffffff86", -122}, {"ffffffffffffff86", -122}, {"00000004", 4}} {
		got, err := readSealed(unhex(t, c.hex), "totp", "TimeDrift")
		if err != nil || got.drift != c.want {
			t.Errorf("TimeDrift %s is %d, %v; want %d", c.hex, got.drift, err, c.want)
		}
	}
	for _, size := range []int{0, 9} {
		_, err := readSealed(make([]byte, size), "hotp", "Counter")
		if want := fmt.Sprintf("has %d bytes: must be 1 to 8", size); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// readSealed reads a key with one encrypted number.
func readSealed(raw []byte, kind, name string) (record, error) {
	key := random(16)
	block, err := aes.NewCipher(key)
	if err != nil {
		return record{}, err
	}
	sealed := sealCBC(block, raw)
	mac := hmac.New(sha1.New, key)
	mac.Write(sealed)
	method := node("EncryptionMethod")
	method.attrs = map[string]string{"Algorithm": "#aes128-cbc"}
	value := node("EncryptedValue", method, node("CipherData", leaf("CipherValue", sealed)))
	secret := node("Secret", leaf("PlainValue", []byte{1}))
	k := pskcKey{options: &Options{AcceptUnauthenticated: true}, decrypter: &pskcDecrypter{key: key, mac: mac, encryptionKey: node("EncryptionKey")}}
	k.key = node("Key", node("Data", secret, node(name, value, leaf("ValueMAC", mac.Sum(nil)))))
	k.key.attrs = map[string]string{"Algorithm": "#" + kind}
	err = k.read()
	return k.record, err
}

func node(name string, children ...*element) *element {
	return &element{name: name, children: children}
}

func leaf(name string, value []byte) *element {
	return &element{name: name, text: base64.StdEncoding.EncodeToString(value)}
}
