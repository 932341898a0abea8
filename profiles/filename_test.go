package profiles_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/profiles"
)

func TestFileName(t *testing.T) {
	table := []struct{ serial, want string }{
		{"000512345678", "000512345678-67206f8914995804"},
		{"GALT 1204/5678", "galt-1204-5678-8e10a386ffb3ce6d"},
		{"../../etc/passwd", "etc-passwd-"},
		{"..", "token-"},
		{"токен", "token-"},
		{" a  b ", "a-b-"},
		{"CON", "con-"},
		{strings.Repeat("9", 300), strings.Repeat("9", 40) + "-"},
		{strings.Repeat("9", 39) + "/9", strings.Repeat("9", 39) + "-"},
	}
	for _, row := range table {
		if got := profiles.FileName(row.serial); !strings.HasPrefix(got, row.want) {
			t.Errorf("%q: got %s, want %s…", row.serial, got, row.want)
		}
	}
}

func TestFileNamesAreSafeAndDiffer(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{16}$`)
	seen := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.String().Draw(t, "serial")
		name := profiles.FileName(serial)
		if !safe.MatchString(name) || len(name) > 57 {
			t.Fatalf("%q is not safe", name)
		}
		if other, taken := seen[name]; taken && other != serial {
			t.Fatalf("%q and %q are both %s", serial, other, name)
		}
		seen[name] = serial
	})
}
