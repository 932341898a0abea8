package sqlstore

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"etokenpass/internal/durable"
)

// A key file is text: comments, and a line for each key.
const (
	keyFileFirstLine = "# The keys of an etokenpass store. Keep them secret, and back them up apart from the store:"
	keyFileText      = keyFileFirstLine + "\n" +
		"# without this file the tokens in it are lost.\n" +
		secretsLine + "%x\n" + journalLine + "%x\n"
	secretsLine = "secrets-key: "
	journalLine = "journal-key: "

	keyFileLimit = 4096 // bytes
)

// WriteKeys writes a new key file, durably, with mode 0600. If the file exists, it is unchanged
// and the error is [fs.ErrExist].
func WriteKeys(path string, keys Keys) error {
	err := durable.CreateFile(path, 0o600, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, keyFileText, keys.secrets[:], keys.journal[:])
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot create the key file: %w", err)
	}
	return nil
}

// ReadKeys reads a key file. It refuses a file that other users can read; Windows has no such
// modes. Errors never contain what is in the file.
func ReadKeys(path string) (Keys, error) {
	file, err := os.Open(path)
	if err != nil {
		return Keys{}, fmt.Errorf("cannot read the key file: %w", err)
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	info, err := file.Stat()
	if err != nil {
		return Keys{}, fmt.Errorf("cannot read the key file: %w", err)
	}
	if err := checkMode(path, info.Mode()); err != nil {
		return Keys{}, err
	}
	text, err := io.ReadAll(io.LimitReader(file, keyFileLimit+1))
	if err != nil {
		return Keys{}, fmt.Errorf("cannot read the key file: %w", err)
	}
	keys, err := parseKeys(text)
	if err != nil {
		return Keys{}, &Error{Path: path, Doing: "read the key file", Err: err, Advice: "is it the file that was created with the store?"}
	}
	return keys, nil
}

func checkMode(path string, mode fs.FileMode) error {
	if runtime.GOOS == "windows" || mode.Perm()&0o077 == 0 {
		return nil
	}
	return &Error{
		Path: path, Doing: "use the key file",
		Err:    fmt.Errorf("other users may access it (mode %04o): must be 0600", mode.Perm()),
		Advice: "chmod 600 makes it private; if others could read it, its keys are no longer secret",
	}
}

// parseKeys reads the text of a key file.
func parseKeys(text []byte) (Keys, error) {
	if len(text) > keyFileLimit {
		return Keys{}, fmt.Errorf("it is not a key file: more than %d bytes", keyFileLimit)
	}
	var keys Keys
	missing := map[string][]byte{secretsLine: keys.secrets[:], journalLine: keys.journal[:]}
	for i, line := range bytes.Split(text, []byte("\n")) {
		line := strings.TrimSpace(string(line))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := parseKeyLine(line, missing); err != nil {
			return Keys{}, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	for _, name := range []string{secretsLine, journalLine} {
		if _, is := missing[name]; is {
			return Keys{}, fmt.Errorf("it has no line %q", strings.TrimSpace(name))
		}
	}
	return keys, nil
}

// parseKeyLine reads a line into the key that it names, and removes that from missing.
func parseKeyLine(line string, missing map[string][]byte) error {
	name, digits, _ := strings.Cut(line, " ")
	key, ok := missing[name+" "]
	if !ok {
		return fmt.Errorf("must be %q or %q, each once, with a key", strings.TrimSpace(secretsLine), strings.TrimSpace(journalLine))
	}
	decoded, err := hex.DecodeString(strings.TrimSpace(digits))
	if err != nil || len(decoded) != keySize {
		return fmt.Errorf("%s must be followed by %d hex digits", name, 2*keySize)
	}
	if bytes.Equal(decoded, make([]byte, keySize)) {
		return errors.New("a key of zeros: must be random")
	}
	copy(key, decoded)
	delete(missing, name+" ")
	return nil
}
