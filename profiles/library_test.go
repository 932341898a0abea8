package profiles_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/internal/peer"
	"etokenpass/profiles"
)

// A pipe in the folder is not read, which would block.
func TestPipeInTheFolder(t *testing.T) {
	library := folder(t, map[string]string{"anna.yaml": strings.Replace(minimal, "000512345678", "A-1", 1)})
	if err := exec.Command("mkfifo", filepath.Join(library.Folder, "pipe.yaml")).Run(); err != nil {
		peer.SkipUnlessCI(t, "cannot create a named pipe: %v", err)
	}
	for _, name := range []string{"demo", "anna", "A-1"} {
		if _, err := library.Open(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A built-in profile is found even if the folder cannot be read.
func TestBuiltInProfilesNeedNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	library := profiles.Library{Folder: file}
	if _, err := library.Open("demo"); err != nil {
		t.Error(err)
	}
	if _, err := library.Open("anna"); err == nil || !strings.Contains(err.Error(), "the profile folder cannot be read: ") {
		t.Errorf("got error %v", err)
	}
}

// folder returns a library with the given files in its folder.
func folder(t *testing.T, files map[string]string) profiles.Library {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return profiles.Library{Folder: dir, Stdin: strings.NewReader("")}
}

func TestOpen(t *testing.T) {
	library := folder(t, map[string]string{
		"anna.yaml":    strings.Replace(minimal, "000512345678", "A-1", 1),
		"boris.yml":    strings.Replace(minimal, "000512345678", "B-1", 1),
		"twin.yaml":    strings.Replace(minimal, "000512345678", "B-1", 1),
		"demo2.yaml":   "serial: \"D-2\"\nsecret: {file: seed.hex}\n",
		"seed.hex":     "cafe\n",
		"broken.yaml":  "serial: \"X-1\"\nsecret: {hex: \"c\"}\n",
		".hidden.yaml": "not: a profile",
		"notes.txt":    "not a profile",
	})
	library.Stdin = strings.NewReader(strings.Replace(minimal, "000512345678", "S-1", 1))
	at := func(name string) string { return filepath.Join(library.Folder, name) }

	table := []struct{ name, serial, err, hint string }{
		{"demo", "000000000000", "", ""},
		{"pass-event", "000512345678", "", ""},
		{"pass-time", "000512345679", "", ""},
		{"anna", "A-1", "", ""},
		{"A-1", "A-1", "", ""},
		{"boris", "B-1", "", ""},
		{"demo2", "D-2", "", ""},
		{"-", "S-1", "", ""},
		{at("anna.yaml"), "A-1", "", ""},
		{"B-1", "", `"B-1" matches two profiles: ` + at("boris.yml") + " and " + at("twin.yaml"), "name one by its path"},
		{"broken", "", at("broken.yaml") + ":2: secret.hex: an odd number of hex digits (1): each byte has two", ""},
		{"demmo", "", "no profile has the name or serial demmo", "1 of the profiles cannot be read"},
		{"pass-evnet", "", "no profile has the name or serial pass-evnet", "1 of the profiles cannot be read"},
		{"X-1", "", "no profile has the name or serial X-1", "1 of the profiles cannot be read: etokenpass profile list shows why"},
		{"nothing like it", "", `no profile has the name or serial "nothing like it"`, "1 of the profiles cannot be read"},
	}
	for _, row := range table {
		profile, err := library.Open(row.name)
		if row.err == "" {
			if err != nil || profile.Serial != row.serial || len(profile.Secret.Key()) == 0 {
				t.Errorf("%s: got %+v, %v", row.name, profile, err)
			}
			continue
		}
		if err == nil || err.Error() != row.err {
			t.Errorf("%s: got error %v\nwant %s", row.name, err, row.err)
		} else if hint := errs.Hint(err); !strings.Contains(hint, row.hint) {
			t.Errorf("%s: got hint %q, want %q", row.name, hint, row.hint)
		}
	}
	if _, err := library.Open("./missing.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing path: %v", err)
	}
}

// A serial is found in each form in which YAML can write it.
func TestSerialsInAllForms(t *testing.T) {
	const secret = "\nsecret: {hex: \"cafe\"}\n"
	library := folder(t, map[string]string{
		"quote.yaml":   "serial: 'O''Brien'" + secret,
		"folded.yaml":  "serial: \"two\n  words\"" + secret,
		"escaped.yaml": "serial: \"\\x41-1\"" + secret,
		"plain.yaml":   "serial: B-1" + secret,
	})
	for serial, name := range map[string]string{"O'Brien": "quote", "two words": "folded", "A-1": "escaped", "B-1": "plain"} {
		if entry, err := library.Find(serial); err != nil || entry.Name != name {
			t.Errorf("%s: got %s, %v; want %s", serial, entry.Name, err, name)
		}
	}
}

func TestNearNames(t *testing.T) {
	library := folder(t, map[string]string{"anna.yaml": minimal})
	for typed, want := range map[string]string{
		"demmo": "did you mean demo? ", "pass-evnet": "did you mean pass-event? ", "ana": "did you mean anna? ",
		"00512345678": "etokenpass profile list shows all", "library_test.go": "did you mean ./library_test.go? ", "nothing like it": "etokenpass profile list shows all",
	} {
		_, err := library.Open(typed)
		if !strings.HasPrefix(errs.Hint(err), want) {
			t.Errorf("%s: got %v, want hint %s", typed, err, want)
		}
	}
}

func TestBuiltInNameInTheFolder(t *testing.T) {
	library := folder(t, map[string]string{"demo.yaml": minimal})
	_, err := library.Open("demo")
	if want := `"demo" matches two profiles: the built-in demo and ` + filepath.Join(library.Folder, "demo.yaml"); err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestListIncludesUnreadable(t *testing.T) {
	library := folder(t, map[string]string{"anna.yaml": minimal, "broken.yaml": "serial: 1"})
	entries, err := library.List()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name)
		if (entry.Err == nil) == (entry.Name == "broken") || (entry.Profile == nil) != (entry.Err != nil) {
			t.Errorf("%s: %v, %v", entry.Name, entry.Profile, entry.Err)
		}
	}
	if got := strings.Join(names, " "); got != "demo pass-event pass-time anna broken" {
		t.Errorf("got %s", got)
	}
}

func TestNoStandardInput(t *testing.T) {
	if _, err := (profiles.Library{}).Open("-"); err == nil {
		t.Error("a profile was read")
	}
	if _, err := (profiles.Library{}).ReadSecret("-", ""); err == nil {
		t.Error("a secret was read")
	}
}

func TestMissingFolderIsEmpty(t *testing.T) {
	library := profiles.Library{Folder: filepath.Join(t.TempDir(), "none")}
	entries, err := library.List()
	if err != nil || len(entries) != 3 {
		t.Errorf("got %d entries, %v", len(entries), err)
	}
}

func TestSecretInFileOrVariable(t *testing.T) {
	library := folder(t, map[string]string{
		"file.yaml":    "serial: \"1\"\nsecret: {file: seed.hex}\n",
		"env.yaml":     "serial: \"2\"\nsecret: {env: ETOKENPASS_TEST_SECRET}\n",
		"missing.yaml": "serial: \"3\"\nsecret: {file: nothing.hex}\n",
		"unset.yaml":   "serial: \"4\"\nsecret: {env: ETOKENPASS_TEST_UNSET}\n",
		"bad.yaml":     "serial: \"5\"\nsecret: {file: bad.hex}\n",
		"base32.yaml":  "serial: \"6\"\nsecret: {env: ETOKENPASS_TEST_BASE32}\n",
		"chosen.yaml":  "serial: \"7\"\nsecret: {env: ETOKENPASS_TEST_SECRET, encoding: base32}\n",
		"base64.yaml":  "serial: \"8\"\nsecret: {file: seed.b64, encoding: base64}\n",
		"seed.hex":     "cafe\n",
		"seed.b64":     "yv4=\n",
		"utf16.yaml":   "serial: \"9\"\nsecret: {file: utf16.hex}\n",
		"utf16.hex":    "\xff\xfec\x00a\x00f\x00e\x00\r\x00\n\x00", // as Windows PowerShell writes it
		"bad.hex":      "cafe cafe\n",
	})
	t.Setenv("ETOKENPASS_TEST_SECRET", "beef")
	t.Setenv("ETOKENPASS_TEST_BASE32", "gezd gnbv gy3t qojq\n")

	for name, want := range map[string]string{
		"file": "\xca\xfe", "env": "\xbe\xef", "base32": "1234567890", "chosen": "\x09\x08", "base64": "\xca\xfe", "utf16": "\xca\xfe",
	} {
		profile, err := library.Open(name)
		if err != nil || string(profile.Secret.Key()) != want {
			t.Errorf("%s: %v, %v", name, profile, err)
		}
	}
	for name, want := range map[string]string{
		"missing": ":2: secret.file: the file cannot be read: ",
		"unset":   ":2: secret.env: the variable is not set: must hold the secret",
		"bad":     ":2: secret.file: the file: neither hex nor base32: character 5 is not a hex digit (0-9, a-f), and character 5 is not a base32 digit (A-Z, 2-7)",
	} {
		if _, err := library.Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %s", name, err, want)
		}
	}
}

func TestLargeFile(t *testing.T) {
	library := folder(t, map[string]string{"large.yaml": strings.Repeat("# 10 MB\n", 1_250_000)})
	_, err := library.Open("large")
	if err == nil || !strings.Contains(err.Error(), "large.yaml is larger than 65536 bytes: is it the right file?") {
		t.Errorf("got error %v", err)
	}
}
