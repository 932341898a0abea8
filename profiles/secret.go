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
)

// maxSecretFile is the largest file that a secret is read from, in bytes: hex digits, and some
// white space.
const maxSecretFile = 2*oath.MaxSecret + 64

// Secret is the token's HMAC key. However it is formatted, printed or marshaled,
// only its length shows; Key gives the bytes to those who compute with them.
type Secret struct {
	key       []byte
	source    secretSource
	reference string // the file's name or the variable's, as the profile has it
}

// secretSource is the field under secret. A Secret that was in the profile itself
// is fromHex, whichever of the first two it was.
type secretSource string

const (
	fromHex    secretSource = "hex"
	fromBase32 secretSource = "base32"
	fromFile   secretSource = "file" // hex text, relative to the profile
	fromEnv    secretSource = "env"  // hex text
)

// NewSecret makes a secret of 1 to 200 bytes.
func NewSecret(key []byte) (Secret, error) {
	if err := checkKey(key); err != nil {
		return Secret{}, err
	}
	return Secret{key: key, source: fromHex}, nil
}

// Key gives the bytes. It is nil while a secret from a file or a variable has
// not been read ([Parse] does not, [Load] does).
func (s Secret) Key() []byte { return s.key }

// SecretFromHex reads a secret of 1 to 200 bytes from hexadecimal text without blanks.
// Its errors tell positions, never characters.
func SecretFromHex(text string) (Secret, error) { return secretFrom(parseHex(text)) }

// SecretFromBase32 reads a secret of 1 to 200 bytes from RFC 4648 base32, in either
// case, padded or not. Its errors tell positions, never characters.
func SecretFromBase32(text string) (Secret, error) { return secretFrom(parseBase32(text)) }

func secretFrom(key []byte, err error) (Secret, error) {
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(key)
}

// String tells the length alone.
func (s Secret) String() string {
	if s.key == nil {
		return fmt.Sprintf("(a secret in %s %s)", s.source, s.reference)
	}
	return fmt.Sprintf("(a secret of %d bytes)", len(s.key))
}

// Format masks the secret under every verb, %x and %#v included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText masks the secret in JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

const hexDigits = "0123456789abcdefABCDEF"

// parseHex reads a secret of 1 to 200 bytes from hexadecimal text. Its errors
// tell positions, never characters.
func parseHex(text string) ([]byte, error) {
	if at := strings.IndexFunc(text, isNot(hexDigits)); at >= 0 {
		return nil, fmt.Errorf("character %d is not a hex digit: must be 0-9, a-f, without blanks", at+1)
	}
	if len(text)%2 != 0 {
		return nil, fmt.Errorf("an odd number of hex digits (%d): each byte has two", len(text))
	}
	key, err := hex.DecodeString(text)
	if err != nil {
		return nil, errors.New("not hexadecimal") // not err, which holds a character
	}
	return key, checkKey(key)
}

// parseBase32 reads RFC 4648 base32, in either case, padded or not.
func parseBase32(text string) ([]byte, error) {
	bare := strings.TrimRight(strings.ToUpper(text), "=")
	if at := strings.IndexFunc(bare, isNot("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")); at >= 0 {
		return nil, fmt.Errorf("character %d is not a base32 digit: must be A-Z, 2-7, without blanks", at+1)
	}
	if rest := len(bare) % 8; rest == 1 || rest == 3 || rest == 6 { // the library drops these silently
		return nil, fmt.Errorf("%d base32 digits do not make whole bytes: is it cut off?", len(bare))
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
	if err != nil {
		return nil, errors.New("not base32") // not err, which tells of the text
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

// read fetches the key of a secret that lies in a file (relative to dir) or in a
// variable of the environment. Its errors name neither: a secret may stand there by
// mistake, whatever it looks like, and the profile's line says where.
func (s *Secret) read(dir string) (err error) {
	switch s.source {
	case fromFile:
		path := s.reference
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		s.key, err = hexFile(path, "the file")
		var failed *fs.PathError
		if errors.As(err, &failed) {
			err = fmt.Errorf("the file cannot be read: %w", failed.Err)
		}
	case fromEnv:
		value, there := os.LookupEnv(s.reference)
		if !there {
			return errors.New("the variable is not set: must hold the secret in hex")
		}
		s.key, err = parseHex(strings.TrimSpace(value))
	}
	return err
}

// ReadSecret reads a secret in hex from a file, or from standard input ("-").
func (l Library) ReadSecret(path string) (Secret, error) {
	var key []byte
	var err error
	switch {
	case path != "-":
		key, err = hexFile(path, path)
	case l.Stdin == nil:
		err = errNoStdin
	default:
		key, err = hexFrom(l.Stdin, stdinName)
	}
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(key)
}

// hexFile reads a secret in hex from a file; errors call the file by the name.
func hexFile(path, name string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	return hexFrom(file, name)
}

func hexFrom(r io.Reader, name string) ([]byte, error) {
	data, err := readAtMost(r, name, maxSecretFile)
	if err != nil {
		return nil, err
	}
	key, err := parseHex(strings.TrimSpace(string(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}
