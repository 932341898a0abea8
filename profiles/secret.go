package profiles

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"etokenpass/firmware/oath"
	"etokenpass/internal/input"
)

// maxSecretFile is the size limit in bytes of a file with a secret: the longest secret in
// hex, with a separator after each byte, plus some white space, all in UTF-16.
const maxSecretFile = 2 * (3*oath.MaxSecret + 64)

// Secret is the token's HMAC key. Formatting, printing or marshaling it shows only its
// length, or the name of the file or variable that it has not been read from yet. Key
// returns the bytes.
type Secret struct {
	key       string     // bytes; "" while it has not been read
	ambiguous bool       // see Ambiguous
	elsewhere *elsewhere // nil if it is in the profile itself
}

// elsewhere is a place outside of the profile.
type elsewhere struct {
	source    secretSource // fromFile or fromEnv
	reference string       // the name of the file or variable, as in the profile
	encoding  Encoding     // of the text there; empty if its content decides
}

// secretSource is the field under secret.
type secretSource string

const (
	fromHex    secretSource = "hex"
	fromBase32 secretSource = "base32"
	fromFile   secretSource = "file" // the path is relative to the profile
	fromEnv    secretSource = "env"
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

// Ambiguous reports whether the secret was read as hex from a text that could also be base32,
// and nothing said which of the two it is.
func (s Secret) Ambiguous() bool { return s.ambiguous }

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
	read, err := s.elsewhere.read(dir)
	s.key, s.ambiguous = read.key, read.ambiguous
	return err
}

func (e *elsewhere) read(dir string) (Secret, error) {
	if e.source == fromEnv {
		value, ok := os.LookupEnv(e.reference)
		if !ok {
			return Secret{}, errors.New("the variable is not set: must hold the secret")
		}
		return SecretFromText(value, e.encoding)
	}
	path := e.reference
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	secret, err := secretFile(path, e.encoding)
	if failed, is := errors.AsType[*fs.PathError](err); is {
		err = fmt.Errorf("the file cannot be read: %w", failed.Err)
	}
	return secret, err
}

// ReadSecret reads a secret from a file or, if path is "-", from standard input. The file
// contains nothing else; see [SecretFromText] for how it may be written.
func (l Library) ReadSecret(path string, encoding Encoding) (Secret, error) {
	in, err := input.Open(path, l.Stdin)
	if err != nil {
		return Secret{}, err
	}
	defer in.Close() //nolint:errcheck // opened only for reading
	return secretFrom(in, in.Name, encoding)
}

// secretFile reads a secret from a file, whose name its errors do not contain.
func secretFile(path string, encoding Encoding) (Secret, error) {
	file, err := os.Open(path)
	if err != nil {
		return Secret{}, err
	}
	defer file.Close() //nolint:errcheck // opened only for reading
	return secretFrom(file, "the file", encoding)
}

// secretFrom reads a secret; name is that of its file in errors.
func secretFrom(r io.Reader, name string, encoding Encoding) (Secret, error) {
	data, err := input.ReadAll(r, name, maxSecretFile)
	if err != nil {
		return Secret{}, err
	}
	secret, err := SecretFromText(string(input.Text(data)), encoding)
	if err != nil {
		return Secret{}, fmt.Errorf("%s: %w", name, err)
	}
	return secret, nil
}
