package web_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/web"
)

const callers = `
callers:
  - {name: ci, token: "0123456789abcdef", role: operator}
  - {name: anna@bank, token: "another-token-of-anna", role: viewer}
`

// authFile writes an auth file.
func authFile(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "auth.yaml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func auth(t *testing.T) *web.Auth {
	t.Helper()
	return authOf(t, callers)
}

// authOf reads an auth file with a text.
func authOf(t *testing.T, text string) *web.Auth {
	t.Helper()
	auth, err := web.ReadAuth(authFile(t, text, 0o600), "operator", "viewer")
	if err != nil {
		t.Fatal(err)
	}
	return auth
}

// who answers with what a handler knows about the caller.
var who = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	caller, ok := web.CallerOf(r.Context())
	_, _ = fmt.Fprintf(w, "%s %s %t", caller.Name, caller.Role, ok)
})

func TestAuth(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t), Public: []string{"/", "/static/*"}}, who)
	const given = `Bearer realm="etokenpass", error="invalid_token"`
	for _, test := range []struct {
		path, header string
		status       int
		want         string // the body, or WWW-Authenticate
	}{
		{"/api", "Authorization: Bearer 0123456789abcdef", 200, "ci operator true"},
		{"/api", "authorization: bearer   another-token-of-anna", 200, "anna@bank viewer true"},
		{"/", "", 200, "  false"},
		{"/healthz", "", 200, "  false"},
		{"/readyz", "", 200, "  false"},
		{"/static/a.css", "", 200, "  false"},
		{"/static/", "", 200, "  false"},
		{"/static/a.css", "Authorization: Bearer wrong-wrong-wrong-wrong", 200, "  false"},

		{"/api", "", 401, `Bearer realm="etokenpass"`},
		{"/api", "Authorization: Bearer 0123456789abcdeX", 401, given},
		{"/api", "Authorization: Bearer 0123456789abcde", 401, given},
		{"/api", "Authorization: Bearer 0123456789abcdef0", 401, given},
		{"/api", "Authorization: Bearer", 401, given},
		{"/api", "Authorization: 0123456789abcdef", 401, given},
		{"/api", "Authorization: Basic 0123456789abcdef", 401, given},
		{"/api", "Authorization: Bearer 0123456789abcdef\nAuthorization: Bearer 0123456789abcdef", 401, given},
		{"/static/../api", "", 401, `Bearer realm="etokenpass"`}, // a mux would clean the path
		{"/static/%2e%2e/api", "", 401, `Bearer realm="etokenpass"`},
		{"/static/..%2Fapi", "", 401, `Bearer realm="etokenpass"`},
		{"//static/", "", 401, `Bearer realm="etokenpass"`},
		{"/static", "", 401, `Bearer realm="etokenpass"`},
		{"/healthz/x", "", 401, `Bearer realm="etokenpass"`},
	} {
		response, text := server.raw(t, strings.TrimSpace("GET "+test.path+" HTTP/1.1\nHost: localhost:PORT\n"+test.header))
		got := text
		if test.status == http.StatusUnauthorized {
			problem(t, response, text, http.StatusUnauthorized)
			got = response.Header.Get("WWW-Authenticate")
		}
		if response.StatusCode != test.status || got != test.want {
			t.Errorf("%s %q: %d %s, want %d %s", test.path, test.header, response.StatusCode, got, test.status, test.want)
		}
		if strings.Contains(text, "0123456789abcd") {
			t.Errorf("the answer contains the token: %s", text)
		}
	}
}

// A preflight has no token. The request after it needs one.
func TestAuthAndPreflight(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t), Origins: []string{"https://app.example"}}, answering("ok"))
	response, _ := server.raw(t, "OPTIONS /api HTTP/1.1\nHost: localhost:PORT\nOrigin: https://app.example\nAccess-Control-Request-Method: GET\nAccess-Control-Request-Headers: authorization")
	if headers := response.Header.Get("Access-Control-Allow-Headers"); response.StatusCode != http.StatusNoContent || !strings.Contains(headers, "Authorization") {
		t.Errorf("%d, %q", response.StatusCode, headers)
	}
	response, text := server.raw(t, "GET /api HTTP/1.1\nHost: localhost:PORT\nOrigin: https://app.example")
	problem(t, response, text, http.StatusUnauthorized)
	if response.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Error("the page cannot read the error")
	}
}

func TestAuthFileErrors(t *testing.T) {
	const (
		token   = "0123456789abcdef"
		nameOf  = "must be a text of 1 to 64 letters, digits, dots, dashes, underscores and @"
		tokenOf = "must be a text of 16 to 1024 printable ASCII characters without spaces"
	)
	for _, test := range []struct{ text, want, hint string }{
		{"", "FILE: the document is empty: an auth file needs at least callers", "write callers:, then a list of mappings with name, token and role"},
		{"- {name: ci, token: 0123456789abcdef, role: viewer}", "FILE:1: not an auth file: must be a mapping with fields like callers", "write callers:, then a list of mappings with name, token and role"},
		{"callers: []", "FILE:1: callers: no callers: must be at least one", ""},
		{"callers: {}", "FILE:1: callers: must be a list, each item a mapping with fields of its own", ""},
		{"callers: [" + token + "]", "FILE:1: callers[1]: must be a mapping with fields of its own", ""},
		{"users: []", "FILE:1: callers: missing: must be a list of mappings with name, token and role\nFILE:1: users: unknown field: must be one of callers", ""},
		{"callers: [{}]", "FILE:1: callers[1].name: missing: " + nameOf + "\nFILE:1: callers[1].token: missing: " + tokenOf + "\nFILE:1: callers[1].role: missing: must be operator or viewer", ""},
		{"callers: [{name: ci, token: short, role: viewer}]", "FILE:1: callers[1].token: " + tokenOf, ""},
		{"callers: [{name: ci, token: 1234567890123456, role: viewer}]", "FILE:1: callers[1].token: not text: " + tokenOf, "put it in quotes"},
		{"callers: [{name: ci, token: 'with a space 0123456789', role: viewer}]", "FILE:1: callers[1].token: " + tokenOf, ""},
		{"callers: [{name: ci, token: пароль-из-шестнадцати-букв, role: viewer}]", "FILE:1: callers[1].token: " + tokenOf, ""},
		{"callers: [{name: c i, token: 0123456789abcdef, role: viewer}]", "FILE:1: callers[1].name: " + nameOf, ""},
		{"callers: [{name: ci, token: 0123456789abcdef, role: root}]", "FILE:1: callers[1].role: must be operator or viewer", ""},
		{"callers: [{name: ci, token:0123456789abcdef, role: viewer}]", "FILE:1: callers[1].token: missing: " + tokenOf + "\nFILE:1: callers[1]: unknown field: must be one of name, token, role", "a colon must be followed by a space"},
		{"callers: [{name: ci, 0123456789abcdef: 1, token: 0123456789abcdef, role: viewer}]", "FILE:1: callers[1]: unknown field: must be one of name, token, role", ""},
		{
			"callers:\n- {name: ci, token: 0123456789abcdef, role: viewer}\n- {name: ci, token: 0123456789abcdef, role: viewer}",
			"FILE:3: callers[2].name: another caller has this name: must be unique\nFILE:3: callers[2].token: another caller has this token: must be unique", "",
		},
	} {
		path := authFile(t, test.text, 0o600)
		_, err := web.ReadAuth(path, "operator", "viewer")
		if err == nil {
			t.Errorf("%q: no error", test.text)
			continue
		}
		if got := strings.ReplaceAll(err.Error(), path, "FILE"); got != test.want {
			t.Errorf("%q: got\n%s\nwant\n%s", test.text, got, test.want)
		}
		hint := ""
		for _, each := range errs.Split(err) {
			hint += errs.Hint(each)
		}
		if hint != test.hint {
			t.Errorf("%q: the hint is %q, want %q", test.text, hint, test.hint)
		}
		if strings.Contains(err.Error()+hint, token) {
			t.Errorf("%q: the error contains the token: %v", test.text, err)
		}
	}
}

func TestAuthFileThatCannotBeUsed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.yaml")
	_, err := web.ReadAuth(missing, "viewer")
	if err == nil || !strings.HasPrefix(err.Error(), "cannot use the auth file "+missing+": ") || strings.Count(err.Error(), missing) != 1 {
		t.Errorf("missing: %v", err)
	}
	large := authFile(t, callers+strings.Repeat("#", 1<<20), 0o600)
	_, err = web.ReadAuth(large, "viewer")
	wantError(t, err, "cannot use the auth file "+large+": it is larger than 1048576 bytes", "is it the right file?")
	if runtime.GOOS == "windows" {
		return // it has no modes
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o601} {
		path := authFile(t, callers, 0o600)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err = web.ReadAuth(path, "operator", "viewer")
		wantError(t, err, fmt.Sprintf("cannot use the auth file %s: other users may access it (mode %04o): must be 0600", path, mode),
			"chmod 600 makes it private; if others could read it, make new bearer tokens")
	}
}
