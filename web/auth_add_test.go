package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/web"
)

// A caller is added to a file that there is, as its other entries are written, or to a new one.
func TestAddCaller(t *testing.T) {
	for name, before := range map[string]string{
		"a new file":            "",
		"two spaces":            "callers:\n  - name: ci\n    token: 0123456789abcdef\n    role: admin\n",
		"no spaces":             "# ours\ncallers:\n- name: ci\n  token: 0123456789abcdef\n  role: admin\n",
		"no newline at its end": "callers:\n  - {name: ci, token: 0123456789abcdef, role: admin}",
	} {
		path := filepath.Join(t.TempDir(), "auth.yaml")
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		token, err := web.AddCaller(path, "shop@2", "application", "application", "admin")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(token) < 26 {
			t.Errorf("%s: the token has %d characters", name, len(token))
		}
		after, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(after), before) || !strings.Contains(string(after), token) {
			t.Errorf("%s: got\n%s\n%v", name, after, err)
		}
		if _, err := web.ReadAuth(path, "application", "admin"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := web.AddCaller(path, "shop@2", "admin", "application", "admin"); err == nil {
			t.Errorf("%s: the same name was added twice", name)
		}
		if again, _ := os.ReadFile(path); string(again) != string(after) {
			t.Errorf("%s: an error changed the file", name)
		}
	}
}

func TestEveryNameCanBeAdded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.yaml")
	for _, name := range []string{"true", "null", "1", "@x", "-a", ".5", "_", "a.b-c_d@e"} {
		if _, err := web.AddCaller(path, name, "admin", "admin"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddCallerRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.yaml")
	for _, text := range []string{"callers: [{name: ci, token: 0123456789abcdef, role: admin}]\n", "callers: []\n", "tokens: []\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := web.AddCaller(path, "shop", "admin", "admin"); err == nil {
			t.Errorf("%s was accepted", text)
		}
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("an error changed the file to %s", after)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := web.AddCaller(path, "shop", "admin", "admin"); err == nil {
		t.Error("a file that others can read was accepted")
	}
}
