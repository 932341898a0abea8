package web

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"etokenpass/internal/strictyaml"
	"etokenpass/internal/value"
)

// Limits of an auth file.
const (
	authFileLimit = 1 << 20 // bytes
	mostCallers   = 1000
	shortestToken = 16 // characters
	longestToken  = 1024
	longestName   = 64
)

// authFile is the kind of document that ReadAuth reads:
//
//	callers:
//	  - name: ci
//	    token: 5f1c0e6a9b7d4c3e
//	    role: operator
var authFile = strictyaml.Kind{
	Name: "an auth file", Fields: "callers",
	Advice: "write callers:, then a list of mappings with name, token and role",
}

// AuthError is a problem with an auth file as a whole. Problems with its contents are
// [*strictyaml.Error]s. Neither ever contains a bearer token.
type AuthError struct {
	Path   string
	Err    error
	Advice string // what to try; may be ""
}

func (e *AuthError) Error() string {
	return fmt.Sprintf("cannot use the auth file %s: %v", e.Path, e.Err)
}

func (e *AuthError) Unwrap() error { return e.Err }

// Hint returns what to try, or "".
func (e *AuthError) Hint() string { return e.Advice }

// ReadAuth reads an auth file: callers, each with a name, a bearer token of 16 to 1024 printable
// ASCII characters, and one of the given roles. It refuses a file that other users can access;
// Windows has no such modes.
func ReadAuth(path string, roles ...string) (*Auth, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, authError(path, err, "an auth file has callers:, then a list of mappings with name, token and role")
	case err != nil:
		return nil, authError(path, err, "")
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	info, err := file.Stat()
	if err != nil {
		return nil, authError(path, err, "")
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 {
		return nil, authError(path, fmt.Errorf("other users may access it (mode %04o): must be 0600", mode.Perm()),
			"chmod 600 makes it private; if others could read it, make new bearer tokens")
	}
	data, err := io.ReadAll(io.LimitReader(file, authFileLimit+1))
	if err != nil {
		return nil, authError(path, err, "")
	}
	if len(data) > authFileLimit {
		return nil, authError(path, fmt.Errorf("it is larger than %d bytes", authFileLimit), "is it the right file?")
	}
	return parseAuth(path, data, roles)
}

func authError(path string, err error, advice string) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err // without the path, which is in the text already
	}
	return &AuthError{path, err, advice}
}

func parseAuth(path string, data []byte, roles []string) (*Auth, error) {
	auth := &Auth{}
	names, hashes := map[string]bool{}, map[[sha256.Size]byte]bool{}
	err := authFile.Parse(path, data, func(m *strictyaml.Mapping) {
		if !m.Require("callers", "a list of mappings with name, token and role") {
			return
		}
		if m.IsEmptyList("callers") {
			m.Problem("callers", "", "no callers: must be at least one")
		}
		m.PrivateMappings("callers", mostCallers, func(m *strictyaml.Mapping) {
			c := readCaller(m, roles)
			if names[c.caller.Name] {
				m.Problem("name", "", "another caller has this name: must be unique")
			}
			if hashes[c.hash] {
				m.Problem("token", "", "another caller has this token: must be unique")
			}
			names[c.caller.Name] = c.caller.Name != ""
			hashes[c.hash] = c.hash != [sha256.Size]byte{}
			auth.callers = append(auth.callers, c)
		})
	})
	if err != nil {
		return nil, err
	}
	return auth, nil
}

// readCaller reads an item of the list. What cannot be read remains zero.
func readCaller(m *strictyaml.Mapping, roles []string) (c credential) {
	nameAllowed := fmt.Sprintf("a text of 1 to %d letters, digits, dots, dashes, underscores and @", longestName)
	if m.Require("name", nameAllowed) {
		c.caller.Name, _ = m.Text("name", nameAllowed, IsCallerName)
	}
	tokenAllowed := fmt.Sprintf("a text of %d to %d printable ASCII characters without spaces", shortestToken, longestToken)
	if m.Require("token", tokenAllowed) {
		if token, ok := m.Text("token", tokenAllowed, isBearerToken); ok {
			c.hash = sha256.Sum256([]byte(token))
		}
	}
	if m.Require("role", value.Choice(roles...)) {
		strictyaml.Choice(m, "role", &c.caller.Role, roles...)
	}
	return c
}

// IsCallerName reports whether a text can be the name of a caller in an auth file.
func IsCallerName(text string) bool {
	return text != "" && len(text) <= longestName && strings.Trim(text, letters+".-_@") == ""
}

func isBearerToken(text string) bool {
	isOther := func(r rune) bool { return r <= ' ' || r > '~' }
	return len(text) >= shortestToken && len(text) <= longestToken && strings.IndexFunc(text, isOther) < 0
}
