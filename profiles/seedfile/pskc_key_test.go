package seedfile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"etokenpass/profiles/seedfile"
)

// inUTF16 returns a text as Windows PowerShell writes it to a file, or in big-endian order.
func inUTF16(text string, bigEndian bool) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if bigEndian {
			b.Write([]byte{byte(unit >> 8), byte(unit)})
		} else {
			b.Write([]byte{byte(unit), byte(unit >> 8)})
		}
	}
	return b.String()
}

func TestParseKey(t *testing.T) {
	const (
		asHex   = "00112233445566778899aabbccddeeff"
		letters = "correct-horse-battery-staple-32!" // 32 characters, one of which is not of base64
		must    = ": must be 16, 24 or 32 bytes, in hex, in base64 or as they are"
	)
	raw, err := hex.DecodeString(asHex)
	if err != nil {
		t.Fatal(err)
	}
	asBase64 := base64.StdEncoding.EncodeToString(raw)
	long := strings.Repeat("Ab3/", 8)
	for _, c := range []struct{ what, content, want, doubt, problem string }{
		{"hex", asHex, asHex, "", ""},
		{"hex of 32 bytes", asHex + asHex + "\n", asHex + asHex, "", ""},
		{"capital letters and a Windows line end", strings.ToUpper(asHex) + "\r\n", asHex, "", ""},
		{"a byte order mark", "\ufeff" + asHex + "\r\n", asHex, "", ""},
		{"0x", "0x" + asHex + "\n", asHex, "", ""},
		{"0X and a byte order mark", "\ufeff0X" + asHex, asHex, "", ""},
		{"hex in groups", "0011 2233 4455 6677\n8899 aabb ccdd eeff\n", asHex, "", ""},
		{"hex in UTF-16", inUTF16(asHex+"\r\n", false), asHex, "", ""},
		{"hex in big-endian UTF-16", inUTF16("0x"+asHex, true), asHex, "", ""},

		{"base64 of 16 bytes", asBase64 + "\n", asHex, "the key was read as base64 of 16 bytes, although its 24 characters could be the key themselves", ""},
		{"base64 of 24 bytes", long, "01bdff01bdff01bdff01bdff01bdff01bdff01bdff01bdff", "the key was read as base64 of 24 bytes, although its 32 characters could be the key themselves", ""},
		{"base64 of 32 bytes", base64.StdEncoding.EncodeToString(append(raw, raw...)), asHex + asHex, "", ""},
		{"base64 in lines", asBase64[:8] + "\r\n" + asBase64[8:] + "\r\n", asHex, "", ""},
		{"base64 in UTF-16", inUTF16(asBase64+"\r\n", false), asHex, "the key was read as base64 of 16 bytes, although its 24 characters could be the key themselves", ""},

		{"raw", string(raw), asHex, "", ""},
		{"raw, beginning like UTF-16", "\xff\xfe" + string(raw[2:]), "fffe" + asHex[4:], "", ""},
		{"raw, beginning like UTF-8", "\ufeff" + string(raw[3:]), "efbbbf" + asHex[6:], "", ""},
		{"raw, ending in a line break", string(raw[:15]) + "\n", asHex[:30] + "0a", "", ""},
		{"characters", letters, hex.EncodeToString([]byte(letters)), "", ""},
		{"characters and a line break", letters + "\r\n", hex.EncodeToString([]byte(letters)), "", ""},
		{"characters in UTF-16", inUTF16(letters, false), hex.EncodeToString([]byte(letters)), "", ""},

		{"nothing", "", "", "", "the key is empty" + must},
		{"white space", " \r\n", "", "", "the key is empty" + must},
		{"too few digits", asHex[:30], "", "", "the key has 30 hex digits: must be 32, 48 or 64"},
		{"an odd number of digits", "0x" + asHex[:31], "", "", "the key has 31 hex digits: must be 32, 48 or 64"},
		{"base64 of 15 bytes", base64.StdEncoding.EncodeToString(raw[1:]), "", "", "the key looks like base64 of 15 bytes" + must},
		{"base64 without its end", strings.TrimRight(asBase64, "="), "", "", "the key looks like base64 without the = at its end" + must},
		{"bytes", string(raw) + "\xff", "", "", "the key has 17 bytes that are not text" + must},
		{"a sentence", "correct horse, battery staple\n", "", "", "the key is a text of 29 characters" + must},
		{"a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "", "", "the key is a PEM file, of a certificate or another kind of key" + must},
	} {
		t.Run(c.what, func(t *testing.T) {
			key, doubt, err := seedfile.ParseKey([]byte(c.content))
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			if got := hex.EncodeToString(key); got != c.want || doubt != c.doubt || problem != c.problem {
				t.Errorf("got %s, %q, %q; want %s, %q, %q", got, doubt, problem, c.want, c.doubt, c.problem)
			}
		})
	}
}

// Every key is read back from hex, from base64 and, unless it is a text in one of these, from
// its bytes.
func TestParseKeyReadsEveryKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{16, 24, 32}).Draw(t, "size")
		key := rapid.SliceOfN(rapid.Byte(), size, size).Draw(t, "key")
		key[0] = 0 // no text
		for _, content := range []string{hex.EncodeToString(key), base64.StdEncoding.EncodeToString(key), string(key)} {
			got, _, err := seedfile.ParseKey([]byte(content))
			if err != nil || !bytes.Equal(got, key) {
				t.Fatalf("%q: got %x, %v; want %x", content, got, err, key)
			}
		}
	})
}

func TestParsePassword(t *testing.T) {
	for content, want := range map[string]string{
		"Paßwort":                       "Paßwort",
		"Paßwort \r\n":                  "Paßwort ",
		"Paßwort\n\n":                   "Paßwort\n",
		"\ufeffPaßwort\r\n":             "Paßwort",
		inUTF16("Paßwort 😀\r\n", false): "Paßwort 😀",
		inUTF16("Paßwort", true):        "Paßwort",
		"\n":                            "",
		"\ufeff":                        "",
		"":                              "",
	} {
		if got := string(seedfile.ParsePassword([]byte(content))); got != want {
			t.Errorf("%q: got %q, want %q", content, got, want)
		}
	}
}
