package profiles_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

func TestDetectEncoding(t *testing.T) {
	for _, row := range []struct {
		name      string
		texts     []string
		want      profiles.Encoding
		ambiguous bool
	}{
		{"a hex digit that base32 lacks", []string{"3132333435363738"}, profiles.Hex, false},
		{"letters that hex lacks", []string{"GEZDGNBVGY3TQOJQ"}, profiles.Base32, false},
		{"padding", []string{"cafecafe========"}, profiles.Base32, false},
		{"0x", []string{"0xcafecafe"}, profiles.Hex, false},
		{"both", []string{"cafecafe", "BEEF2345"}, profiles.Hex, true},
		{"one decides for all", []string{"cafecafe", "gezdgnbv", "beefbeef"}, profiles.Base32, false},
		{"as many of each", []string{"gezdgnbv", "cafecafe", "0123"}, profiles.Hex, false},
		{"one of the others is bad", []string{"gezdgnbv", "0123", "gezd"}, profiles.Base32, false},
		{"cut off", []string{"cafe0"}, profiles.Hex, false},
		{"groups", []string{"GEZD GNBV GY3T"}, profiles.Base32, false},
		{"neither", []string{"MTIzNDU2Nzg5MDEy", "!"}, "", false},
		{"some are neither", []string{"!", "0123"}, profiles.Hex, false},
		{"none", nil, "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, ambiguous := profiles.DetectEncoding(slices.Values(row.texts))
			if got != row.want || ambiguous != row.ambiguous {
				t.Errorf("got %q, %v; want %q, %v", got, ambiguous, row.want, row.ambiguous)
			}
		})
	}
}

func TestSecretFromText(t *testing.T) {
	const digits = "3132333435363738393031323334353637383930" // 12345678901234567890 in hex
	for _, row := range []struct {
		name, text string
		encoding   profiles.Encoding
		want       string // in hex
		ambiguous  bool
	}{
		{"hex", digits, "", digits, false},
		{"hex in capitals, with 0x and a line ending", "0XCAFE09\r\n", "", "cafe09", false},
		{"hex in groups of four", "3132 3334 3536 3738 3930", "", digits[:20], false},
		{"hex with colons", "31:32:33:34", "", "31323334", false},
		{"hex after a byte order mark", "\uFEFF3132", "", "3132", false},
		{"base32", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "", digits, false},
		{"base32 in lower case, in groups", "gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "", digits, false},
		{"base32 with dashes and padding", "GEZD-GNBV-GY3T-Q===", "", "31323334353637" + "38", false},
		{"both is hex", "cafecafe", "", "cafecafe", true},
		{"both, base32 chosen", "cafecafe", profiles.Base32, "100a4100a4", false},
		{"both, hex chosen", "cafecafe", profiles.Hex, "cafecafe", false},
		{"base64", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", profiles.Base64, digits, false},
		{"base64 in the other alphabet, without padding", "-_8", profiles.Base64, "fbff", false},
		{"base64 in two lines", "MTIzNDU2Nzg5\nMDEyMzQ1Njc4OTA=", profiles.Base64, digits, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			secret, err := profiles.SecretFromText(row.text, row.encoding)
			if got := hex.EncodeToString(secret.Key()); err != nil || got != row.want || secret.Ambiguous() != row.ambiguous {
				t.Errorf("got %s, ambiguous %v, %v; want %s, %v", got, secret.Ambiguous(), err, row.want, row.ambiguous)
			}
		})
	}
}

func TestBadSecretTexts(t *testing.T) {
	for _, row := range []struct {
		name, text string
		encoding   profiles.Encoding
		want       string
	}{
		{"empty", " \n", "", "the secret is empty: must have 1 to 200 bytes"},
		{"empty hex", "0x", "", "the secret is empty: must have 1 to 200 bytes"},
		{"empty base32", "===", "", "the secret is empty: must have 1 to 200 bytes"},
		{"empty base64", "", profiles.Base64, "the secret is empty: must have 1 to 200 bytes"},
		{"cut off hex", "cafe5", "", "an odd number of hex digits (5): each byte has two"},
		{"cut off base32", "GEZDGN", "", "6 base32 digits do not make whole bytes: is it cut off?"},
		{"base64", "mtizNDU2Nzg5", "", "neither hex nor base32: character 1 is not a hex digit (0-9, a-f), and character 1 is not a base32 digit (A-Z, 2-7)"},
		{"two secrets", "CAFE\nCAFE", "", "neither hex nor base32: character 5 is not a hex digit (0-9, a-f), and character 5 is not a base32 digit (A-Z, 2-7)"},
		{"base32 as hex", "GEZD", profiles.Hex, "character 1 is not a hex digit: must be 0-9, a-f, without blanks"},
		{"hex as base32", "3031", profiles.Base32, "character 2 is not a base32 digit: must be A-Z, 2-7, without blanks"},
		{"not base64", "MTI!", profiles.Base64, "character 4 is not a base64 digit: must be A-Z, a-z, 0-9, +, /, without blanks"},
		{"cut off base64", "MTIzN", profiles.Base64, "5 base64 digits do not make whole bytes: is it cut off?"},
		{"too long", strings.Repeat("0a", 201), "", "the secret has 201 bytes: must have 1 to 200"},
		{"too long in base64", strings.Repeat("MTIz", 67), profiles.Base64, "the secret has 201 bytes: must have 1 to 200"},
		{"an unknown encoding", "3132", "rot13", `the encoding is "rot13": must be hex, base32 or base64`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := profiles.SecretFromText(row.text, row.encoding)
			if err == nil || err.Error() != row.want {
				t.Errorf("got error %v, want %s", err, row.want)
			}
		})
	}
	if _, err := profiles.SecretFromText("MTIz!", ""); !strings.HasPrefix(errs.Hint(err), "--encoding base64 reads base64; ") {
		t.Errorf("got hint %q", errs.Hint(err))
	}
}
