package seedfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// aegisOf returns a vault of Aegis with entries, one per line from line 2.
func aegisOf(entries ...string) string {
	return `{"version": 1, "header": {"slots": null}, "db": {"version": 3, "entries": [` + "\n" + strings.Join(entries, ",\n") + "\n]}}"
}

const aegisInfo = `"info": {"secret": "GEZA", "algo": "SHA1", "digits": 6, "period": 30}`

// An entry that no token can have is refused, or skipped, with its line, and the next one is
// read.
func TestBackupEntries(t *testing.T) {
	for _, c := range []struct{ entry, want string }{
		{`7`, "f:2: found a number in the list of tokens: must be an object"},
		{`{"type": "totp", ` + aegisInfo + `}`, "f:2: no serial: must have a name or an issuer"},
		{`{"type": "totp", "name": "A", "info": {"algo": "SHA1"}}`, "f:2: token A: no secret: must have a field secret, in base32"},
		{`{"type": "totp", "name": "A", "info": {"secret": "31323334"}}`, "f:2: token A: secret: character 2 is not a base32 digit: must be A-Z, 2-7, without blanks (is it hex? it must be in base32)"},
		{`{"type": "steam", "name": "A", ` + aegisInfo + `}`, `f:2: token A: type "steam" is not supported: an eToken PASS is hotp or totp`},
		{`{"type": "motp", "name": "A", "info": {"secret": "31", "pin": "1"}}`, `f:2: token A: type "motp" is not supported: an eToken PASS is hotp or totp`},
		{`{"type": "hotp", "name": "A", "info": {"secret": "GEZA"}}`, "f:2: token A: no counter: event tokens must have one, 0 for a new token (set it with --moving-factor N)"},
		{`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "algo": "MD5"}}`, `f:2: token A: hash "MD5": must be SHA1, SHA256 or SHA512`},
		{`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "digits": 6.5}}`, `f:2: token A: number of digits "6.5": must be 6, 7 or 8`},
		{`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "period": 0}}`, "f:2: token A: time step is 0 s: must be at least 1 s (override it with --step 30s)"},
		{`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "digits": [6]}}`, "f:2: field info.digits is a list: must be a text or a number"},
		{`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "Digits": 8}}`, "f:2: token A: unknown field info.Digits: did you mean info.digits?"},
	} {
		tokens, problems := tokensOf(t, aegisOf(c.entry, `{"type": "totp", "name": "Z9", `+aegisInfo+`}`), seedfile.Options{})
		if diff := cmp.Diff([]string{c.want}, problems); diff != "" {
			t.Errorf("%s\n%s", c.entry, diff)
		}
		if len(tokens) != 1 || tokens[0].Serial != "Z9" || tokens[0].Line != 3 {
			t.Errorf("%s: the entry after it is not read: %v", c.entry, tokens)
		}
	}
}

// JSON that cannot be read is one error that says what was found.
func TestBackupRefused(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{`{"name": "x", "scripts": {}}`, `: not recognised as a seed file: looks like JSON from an unknown app: an object with the names "name", "scripts"`},
		{`[{"a": 1}, {"b": 2}]`, `: not recognised as a seed file: looks like JSON from an unknown app: a list of objects with the names "a"`},
		{`[]`, `: not recognised as a seed file: looks like JSON from an unknown app: a list`},
		{`["GEZDGNBVGY3TQOJQ"]`, `: not recognised as a seed file: looks like JSON from an unknown app: a list`},
		{`{"GEZDGNBVGY3TQOJQ": 1}`, `: not recognised as a seed file: looks like JSON from an unknown app: an object with the names (hidden, as it could be a secret)`},
		{`{"serial": "A"}` + "\n" + `{"serial": "B"}`, ":1: text after the end of the JSON value: must be one value"},
		{`{"header": {}, "db": "x"}`, ": an encrypted backup of Aegis"},
		{`{"header": {}, "db": 7}`, ":1: a backup of Aegis, but db.entries is null: must be a list"},
		{`{"HEADER": {}, "DB": {}}`, `an unknown app: an object with the names "HEADER", "DB"`},
		{`{"kdfParams": {}, "encryptedData": "x"}`, ": an encrypted backup of Ente Auth"},
		{`{"tokens": [], "tokenOrder": []}`, ": a backup of FreeOTP+, which cannot be read"},
		{`{"version": 1, "entries": []}`, ": a backup of Proton Authenticator, which cannot be read"},
		{"{\n\"header\": 1,\n\"db\"", ":3: truncated: the JSON ends too early"},
		{"{\n\"header\": 1,\n\"db\": x}", ":3: not well-formed JSON: invalid character 'x' looking for beginning of value"},
		{"{\n\"header\": 1,\n\"header\": 1}", `:3: duplicate name "header" in an object: must occur once`},
		{"\ufeff[{\"secret\": \"\xff\"}]", ": not UTF-8 text: is it the right file, or is it encrypted?"},
		{strings.Repeat("[", 100) + strings.Repeat("]", 100), ":1: the JSON has more than 1000000 values, or is nested more than 64 deep: is it the right file?"},
		{"[" + strings.Repeat("[],", 1_000_000) + "1]", ":1: the JSON has more than 1000000 values"},
		{`["` + strings.Repeat("a", 64<<20) + `"]`, ": larger than 64 MiB"},
	} {
		readAll(t, c.file, seedfile.Options{}).wantBroken(t, c.want)
	}
	if tokens, problems := tokensOf(t, aegisOf(), seedfile.Options{}); len(tokens) > 0 || len(problems) != 1 || !strings.Contains(problems[0], "no tokens found") {
		t.Errorf("a backup without tokens: %q", problems)
	}
}

func TestBackupVersions(t *testing.T) {
	entry := `{"type": "totp", "name": "A", ` + aegisInfo + `}`
	for file, want := range map[string]string{
		aegisOf(entry): "",
		strings.Replace(aegisOf(entry), `"version": 1`, `"version": 2`, 1):   "version 2 is newer than 1, the newest that is known: check the codes",
		strings.Replace(aegisOf(entry), `"version": 3`, `"version": 9`, 1):   "db.version 9 is newer than 3, the newest that is known: check the codes",
		strings.Replace(aegisOf(entry), `"version": 1`, `"version": "x"`, 1): `version "x" is not a known version: check the codes`,
	} {
		read := readAll(t, file, seedfile.Options{})
		if got := strings.Join(read.notices, "; "); got != want || len(read.tokens) != 1 {
			t.Errorf("%d tokens, notices %q, want %q", len(read.tokens), got, want)
		}
	}
}

func TestBackupOverrides(t *testing.T) {
	factor := uint64(9)
	overrides := seedfile.Overrides{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, MovingFactor: &factor}
	tokens, problems := tokensOf(t, aegisOf(`{"type": "totp", "name": "A", "info": {"secret": "GEZA", "algo": "MD5", "digits": 9}}`), seedfile.Options{Overrides: overrides})
	if len(problems) > 0 || summary(tokens[0]) != "A 3132 event SHA1 6 9" {
		t.Errorf("got %v, %q", tokens, problems)
	}
}

// The product is named for people.
func TestBackupLayouts(t *testing.T) {
	for file, want := range map[string]string{
		"aegis.json": "Aegis JSON", "andotp.json": "andOTP JSON", "2fas.json": "2FAS JSON",
		"raivo.json": "Raivo OTP JSON", "stratum.json": "Stratum JSON", "2fauth.json": "2FAuth JSON",
	} {
		text, err := os.ReadFile(filepath.Join(ownCorpus, "json", file))
		if err != nil {
			t.Fatal(err)
		}
		reader, err := seedfile.NewReader(bytes.NewReader(text), file, seedfile.Options{})
		if err != nil || reader.Layout() != want {
			t.Errorf("%s: %v; want %s", file, err, want)
		}
	}
}

// FuzzBackup checks that any JSON ends with tokens or an error, and that its tokens can be
// written as URIs or are refused.
func FuzzBackup(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(ownCorpus, "json", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatal("no files to begin with", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := readAll(t, text, seedfile.Options{Format: seedfile.JSON})
		if len(read.tokens) == 0 && len(read.problems) == 0 {
			t.Fatalf("neither a token nor a problem for %q", text)
		}
		read.format = seedfile.OTPAuth
		read.checkRoundTrip(t)
	})
}
