package profiles

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/internal/value"
)

// Encoding is how a secret is written as text. If it is empty, the text itself decides, see
// [DetectEncoding].
type Encoding string

// The encodings.
const (
	Hex    Encoding = "hex"
	Base32 Encoding = "base32" // RFC 4648 section 6, as in otpauth URIs
	Base64 Encoding = "base64" // RFC 4648 sections 4 and 5, as in PSKC
)

// Encodings returns all encodings.
func Encodings() []Encoding { return []Encoding{Hex, Base32, Base64} }

// DetectEncoding returns the encoding of texts that all have the same one: hex or base32,
// whichever more texts fit that do not fit both, and hex if as many do. A text of hex digits only
// is hex, even if it is cut off. If every text fits both, they are ambiguous, and hex. If no text
// fits either, the result is empty. Base64 is never detected, because texts in hex and base32 fit
// it too; but a text in both upper and lower case is not base32.
func DetectEncoding(texts iter.Seq[string]) (encoding Encoding, ambiguous bool) {
	var onlyHex, onlyBase32, both int
	for text := range texts {
		switch isHex, isBase32 := notHex(text) == 0, notBase32(text) == 0; {
		case isHex && isBase32:
			both++
		case isHex:
			onlyHex++
		case isBase32:
			onlyBase32++
		}
	}
	switch {
	case onlyBase32 > onlyHex:
		return Base32, false
	case onlyHex > 0:
		return Hex, false
	case both > 0:
		return Hex, true
	}
	return "", false
}

// SecretFromText decodes a secret of 1 to 200 bytes as people have it: in upper or lower case,
// with or without padding, in groups separated by spaces, dashes or colons, with 0x before hex,
// and with white space around it. With an empty encoding, the text decides; see
// [Secret.Ambiguous]. Errors contain positions but never characters of the text.
func SecretFromText(text string, encoding Encoding) (Secret, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF"))
	ambiguous := false
	if encoding == "" {
		encoding, ambiguous = DetectEncoding(slices.Values([]string{text}))
	}
	secret, err := secretOf(encoding.decode(text))
	secret.ambiguous = ambiguous && err == nil
	return secret, err
}

// SecretFromHex decodes a secret of 1 to 200 bytes from hexadecimal text without spaces.
// Its errors contain positions but never characters of the text.
func SecretFromHex(text string) (Secret, error) { return secretOf(parseHex(text)) }

// SecretFromBase32 decodes a secret of 1 to 200 bytes from base32 (RFC 4648 section 6), in
// upper or lower case, with or without padding. Its errors contain positions but never
// characters of the text.
func SecretFromBase32(text string) (Secret, error) { return secretOf(parseBase32(text)) }

func secretOf(key []byte, err error) (Secret, error) {
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(key)
}

// decode decodes a secret in the encoding. An empty encoding is that of a text which fits
// neither hex nor base32.
func (e Encoding) decode(text string) ([]byte, error) {
	switch e {
	case Hex:
		return parseHex(bareHex(text))
	case Base32:
		return parseBase32(bareBase32(text))
	case Base64:
		return parseBase64(text)
	case "":
		return nil, &encodingError{notHex(text), notBase32(text)}
	}
	return nil, fmt.Errorf("the encoding is %q: must be %s", string(e), value.Choice(Encodings()...))
}

// encodingError is the error of a text that is neither hex nor base32.
type encodingError struct{ notHex, notBase32 int } // see the functions of these names

func (e *encodingError) Error() string {
	return fmt.Sprintf("neither hex nor base32: character %d is not a hex digit (0-9, a-f), and character %d is not a base32 digit (A-Z, 2-7)",
		e.notHex, e.notBase32)
}

// Hint returns what to try.
func (e *encodingError) Hint() string {
	return "--encoding base64 reads base64; --seedfile FILE reads otpauth URIs and other seed files"
}

// notHex returns the position, counted from 1, of the first character of a text as people write
// it that is not a hex digit. It returns 0 if the text is hex.
func notHex(text string) int { return firstOther(bareHex(text), hexDigits) }

// notBase32 is like notHex for base32.
func notBase32(text string) int { return firstOther(oneCase(bareBase32(text)), base32Digits) }

// The digits of the encodings, without those that differ only in case.
const (
	hexDigits    = "0123456789abcdefABCDEF"
	base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// firstOther returns the position, counted from 1, of the first character that is not one of
// the digits. It returns 0 if there is none.
func firstOther(text, digits string) int {
	return 1 + strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(digits, r) })
}

// bareHex removes what people write around the digits of hexadecimal text.
func bareHex(text string) string {
	text = mask.Ungrouped(text)
	return strings.TrimPrefix(strings.TrimPrefix(text, "0x"), "0X")
}

// bareBase32 removes what people write around the digits of base32.
func bareBase32(text string) string { return strings.TrimRight(mask.Ungrouped(text), "=") }

// oneCase converts a text to upper case if it has only lower case. Where both occur, it is
// rather base64.
func oneCase(text string) string {
	if strings.ToLower(text) != text {
		return text
	}
	return strings.ToUpper(text)
}

// parseHex decodes hexadecimal text.
func parseHex(text string) ([]byte, error) {
	if at := firstOther(text, hexDigits); at > 0 {
		return nil, fmt.Errorf("character %d is not a hex digit: must be 0-9, a-f, without blanks", at)
	}
	if len(text)%2 != 0 {
		return nil, fmt.Errorf("an odd number of hex digits (%d): each byte has two", len(text))
	}
	key, err := hex.DecodeString(text)
	if err != nil {
		return nil, errors.New("not hexadecimal") // err would contain a character
	}
	return key, nil
}

// parseBase32 decodes base32, in upper or lower case, with or without padding.
func parseBase32(text string) ([]byte, error) {
	bare := strings.TrimRight(strings.ToUpper(text), "=")
	if at := firstOther(bare, base32Digits); at > 0 {
		return nil, fmt.Errorf("character %d is not a base32 digit: must be A-Z, 2-7, without blanks", at)
	}
	if rest := len(bare) % 8; rest == 1 || rest == 3 || rest == 6 { // the standard library ignores the extra bits
		return nil, fmt.Errorf("%d base32 digits do not make whole bytes: is it cut off?", len(bare))
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
	if err != nil {
		return nil, errors.New("not base32") // err would describe the text
	}
	return key, nil
}

// parseBase64 decodes base64, with either alphabet, with or without padding, and possibly in
// several lines.
func parseBase64(text string) ([]byte, error) {
	bare := strings.NewReplacer("-", "+", "_", "/", "\r", "", "\n", "").Replace(text)
	bare = strings.TrimRight(bare, "=")
	if at := firstOther(bare, base64Digits); at > 0 {
		return nil, fmt.Errorf("character %d is not a base64 digit: must be A-Z, a-z, 0-9, +, /, without blanks", at)
	}
	if len(bare)%4 == 1 {
		return nil, fmt.Errorf("%d base64 digits do not make whole bytes: is it cut off?", len(bare))
	}
	key, err := base64.RawStdEncoding.DecodeString(bare)
	if err != nil {
		return nil, errors.New("not base64") // err would describe the text
	}
	return key, nil
}
