package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"sync"

	"etokenpass/internal/durable"
)

// NewCaller returns an entry of an auth file for a caller with a new bearer token, and the token,
// which has 130 random bits. The name and the role must be valid in such a file.
func NewCaller(name, role string) (entry, token string) {
	token = rand.Text()
	return entryText("  ", name, token, role), token
}

func entryText(indent, name, token, role string) string {
	return fmt.Sprintf("%[1]s- name: %[2]q\n%[1]s  token: %[3]s\n%[1]s  role: %[4]s\n", indent, name, token, role)
}

// CallersHeader is the line before the entries of an auth file.
const CallersHeader = "callers:\n"

// AddCaller adds a caller to an auth file with a new bearer token, and returns the token. A file
// that does not exist is created with mode 0600. The file is unchanged after an error: if the caller
// is in it already, or if the file is not one that [ReadAuth] accepts.
func AddCaller(path, name, role string, roles ...string) (token string, err error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		data = []byte(CallersHeader)
	case err != nil:
		return "", authError(path, err, "")
	default:
		if _, err := ReadAuth(path, roles...); err != nil {
			return "", err
		}
	}
	token = rand.Text()
	if !bytes.HasSuffix(data, []byte("\n")) {
		data = append(data, '\n')
	}
	data = append(data, entryText(indentOf(data), name, token, role)...)
	if _, err := parseAuth(path, data, roles); err != nil {
		return "", err
	}
	return token, durable.WriteFile(path, 0o600, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// lastItem finds the beginning of an item of a list.
var lastItem = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^( *)- `) })

// indentOf returns the spaces before the last item of a list.
func indentOf(data []byte) string {
	items := lastItem().FindAllSubmatch(data, -1)
	if len(items) == 0 {
		return "  "
	}
	return string(items[len(items)-1][1])
}
