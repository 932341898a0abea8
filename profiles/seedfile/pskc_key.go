package seedfile

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/input"
)

// ParsePassword returns the password that is the content of a file: without a byte order mark,
// which makes UTF-16 become UTF-8, and without a line break at the end. It may be empty.
func ParsePassword(content []byte) []byte {
	text := input.Text(content)
	return bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
}

// ParseKey returns the pre-shared key of AES in the content of a file, or as typed. The first
// reading that is possible counts: hex, base64 with its padding, or the bytes of the key. doubt
// is "" unless a text that was read as base64 could also be the key itself. The error says what
// the content looks like, without showing it.
func ParseKey(content []byte) (key []byte, doubt string, err error) {
	text := content
	if decoded := input.Text(content); isTypable(decoded) { // a key may begin like a byte order mark
		text = decoded
	}
	trimmed := bytes.TrimSpace(text)
	word := strings.Join(strings.Fields(string(text)), "")
	digits := strings.TrimPrefix(strings.TrimPrefix(word, "0x"), "0X")
	if isHex(digits) {
		if key, err = hex.DecodeString(digits); err != nil || !IsKeyLength(len(key)) {
			return nil, "", fmt.Errorf("the key has %d hex digits: must be 32, 48 or 64", len(digits))
		}
		return key, "", nil
	}
	if key, err = base64.StdEncoding.Strict().DecodeString(word); err == nil && IsKeyLength(len(key)) {
		if IsKeyLength(len(trimmed)) {
			doubt = fmt.Sprintf("the key was read as base64 of %d bytes, although its %d characters could be the key themselves", len(key), len(trimmed))
		}
		return key, doubt, nil
	}
	switch {
	case IsKeyLength(len(text)):
		return text, "", nil
	case IsKeyLength(len(trimmed)) && isTypable(trimmed): // with a line break after it
		return trimmed, "", nil
	}
	return nil, "", errors.New(looksOfKey(text, word) + ": must be " + KeyLengths + " bytes, in hex, in base64 or as they are")
}

// looksOfKey describes a content that is not a key. word is the text without white space.
func looksOfKey(text []byte, word string) string {
	padded, notPadded := base64.StdEncoding.Strict().DecodeString(word)
	unpadded, notUnpadded := base64.RawStdEncoding.DecodeString(word)
	switch {
	case word == "":
		return "the key is empty"
	case strings.HasPrefix(word, "-----BEGIN"):
		return "the key is a PEM file, of a certificate or another kind of key"
	case !isTypable(text):
		return fmt.Sprintf("the key has %d bytes that are not text", len(text))
	case notPadded == nil:
		return fmt.Sprintf("the key looks like base64 of %d bytes", len(padded))
	case notUnpadded == nil && IsKeyLength(len(unpadded)):
		return "the key looks like base64 without the = at its end"
	}
	return fmt.Sprintf("the key is a text of %d characters", len(bytes.TrimSpace(text)))
}

// isTypable reports whether a text consists of printable ASCII characters and white space.
func isTypable(text []byte) bool {
	return !bytes.ContainsFunc(text, func(c rune) bool {
		return c >= utf8.RuneSelf || !unicode.IsPrint(c) && !unicode.IsSpace(c)
	})
}

func isHex(text string) bool {
	return text != "" && strings.Trim(text, "0123456789abcdefABCDEF") == ""
}
