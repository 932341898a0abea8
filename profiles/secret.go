package profiles

import (
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"etokenpass/firmware/oath"
	"etokenpass/internal/input"
)

// maxSecretFile is the size limit in bytes of a file with a secret: the longest secret in
// hex, plus some white space.
const maxSecretFile = 2*oath.MaxSecret + 64

// Secret is the token's HMAC key. Formatting, printing or marshaling it shows only its
// length, or the name of the file or variable that it has not been read from yet. Key
// returns the bytes.
type Secret struct {
	key       string     // bytes; "" while it has not been read
	elsewhere *elsewhere // nil if it is in the profile itself
}

// elsewhere is a place outside of the profile.
type elsewhere struct {
	source    secretSource // fromFile or fromEnv
	reference string       // the name of the file or variable, as in the profile
}

// secretSource is the field under secret.
type secretSource string

const (
	fromHex    secretSource = "hex"
	fromBase32 secretSource = "base32"
	fromFile   secretSource = "file" // hex text; the path is relative to the profile
	fromEnv    secretSource = "env"  // hex text
)

// NewSecret returns a secret with the given key. It returns an error unless the key has 1
// to 200 bytes.
func NewSecret(key []byte) (Secret, error) {
	if err := checkKey(key); err != nil {
		return Secret{}, err
	}
	return Secret{key: string(key)}, nil
}

// Key returns a copy of the bytes of the secret. It is empty if the secret is in a file or a
// variable that has not been read: [Load] reads it, [Parse] does not.
func (s Secret) Key() []byte { return []byte(s.key) }

// SecretFromHex decodes a secret of 1 to 200 bytes from hexadecimal text without spaces.
// Its errors contain positions but never characters of the text.
func SecretFromHex(text string) (Secret, error) { return secretFrom(parseHex(text)) }

// SecretFromBase32 decodes a secret of 1 to 200 bytes from base32 (RFC 4648 section 6), in
// upper or lower case, with or without padding. Its errors contain positions but never
// characters of the text.
func SecretFromBase32(text string) (Secret, error) { return secretFrom(parseBase32(text)) }

func secretFrom(key []byte, err error) (Secret, error) {
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(key)
}

// String returns the length of the secret or, if it has not been read, where it is.
func (s Secret) String() string {
	if s.key == "" && s.elsewhere != nil {
		return fmt.Sprintf("(a secret in %s %s)", s.elsewhere.source, s.elsewhere.reference)
	}
	return fmt.Sprintf("(a secret of %d bytes)", len(s.key))
}

// Format implements [fmt.Formatter]. It masks the secret for every verb, including %x and
// %#v.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText implements [encoding.TextMarshaler]. It masks the secret in JSON and other
// encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

const hexDigits = "0123456789abcdefABCDEF"

// parseHex decodes a secret of 1 to 200 bytes from hexadecimal text. Its errors contain
// positions but never characters of the text.
func parseHex(text string) ([]byte, error) {
	if at := strings.IndexFunc(text, isNot(hexDigits)); at >= 0 {
		return nil, fmt.Errorf("character %d is not a hex digit: must be 0-9, a-f, without blanks", at+1)
	}
	if len(text)%2 != 0 {
		return nil, fmt.Errorf("an odd number of hex digits (%d): each byte has two", len(text))
	}
	key, err := hex.DecodeString(text)
	if err != nil {
		return nil, errors.New("not hexadecimal") // err would contain a character
	}
	return key, checkKey(key)
}

// parseBase32 decodes RFC 4648 base32, in upper or lower case, with or without padding.
func parseBase32(text string) ([]byte, error) {
	bare := strings.TrimRight(strings.ToUpper(text), "=")
	if at := strings.IndexFunc(bare, isNot("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")); at >= 0 {
		return nil, fmt.Errorf("character %d is not a base32 digit: must be A-Z, 2-7, without blanks", at+1)
	}
	if rest := len(bare) % 8; rest == 1 || rest == 3 || rest == 6 { // the standard library ignores the extra bits
		return nil, fmt.Errorf("%d base32 digits do not make whole bytes: is it cut off?", len(bare))
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
	if err != nil {
		return nil, errors.New("not base32") // err would describe the text
	}
	return key, checkKey(key)
}

func isNot(allowed string) func(rune) bool {
	return func(r rune) bool { return !strings.ContainsRune(allowed, r) }
}

func checkKey(key []byte) error {
	switch {
	case len(key) < oath.MinSecret:
		return fmt.Errorf("the secret is empty: must have %d to %d bytes", oath.MinSecret, oath.MaxSecret)
	case len(key) > oath.MaxSecret:
		return fmt.Errorf("the secret has %d bytes: must have %d to %d", len(key), oath.MinSecret, oath.MaxSecret)
	}
	return nil
}

// read reads the key of a secret that is in a file (relative to dir) or in an environment
// variable. Its errors do not contain the name of either, which may be a secret put there
// by mistake. The caller adds the line of the profile.
func (s *Secret) read(dir string) error {
	if s.elsewhere == nil {
		return nil
	}
	key, err := s.elsewhere.read(dir)
	s.key = string(key)
	return err
}

func (e *elsewhere) read(dir string) ([]byte, error) {
	if e.source == fromEnv {
		value, ok := os.LookupEnv(e.reference)
		if !ok {
			return nil, errors.New("the variable is not set: must hold the secret in hex")
		}
		return parseHex(strings.TrimSpace(value))
	}
	path := e.reference
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	key, err := hexFile(path, "the file")
	if failed, is := errors.AsType[*fs.PathError](err); is {
		err = fmt.Errorf("the file cannot be read: %w", failed.Err)
	}
	return key, err
}

// ReadSecret reads a secret in hex from a file or, if path is "-", from standard input. It
// returns an error unless the secret has 1 to 200 bytes.
func (l Library) ReadSecret(path string) (Secret, error) {
	in, err := input.Open(path, l.Stdin)
	if err != nil {
		return Secret{}, err
	}
	defer in.Close() //nolint:errcheck // opened only for reading
	return secretFrom(hexFrom(in, in.Name))
}

// hexFile reads a secret in hex from a file; name is the file's name in errors.
func hexFile(path, name string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened only for reading
	return hexFrom(file, name)
}

func hexFrom(r io.Reader, name string) ([]byte, error) {
	data, err := input.ReadAll(r, name, maxSecretFile)
	if err != nil {
		return nil, err
	}
	key, err := parseHex(strings.TrimSpace(string(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}
