package profiles_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

// oddSerials are serials that Open, YAML or a shell could read as something else.
var oddSerials = []string{
	"-", "/", ".", "..", "a/b", "./a", "../up", "fob.yaml", "FOB.YML", "demo", "pass-event", "000512345678",
	"two  blanks", "O'Brien's", `a"b\c`, "~", "null", "1e3", "{a: b}", "# x", "9;touch pwned;echo", "é/ü", "no\u00a0break", strings.Repeat("s/", 500),
}

// saved returns a library with a profile for each serial, named as by an import.
func saved(t *testing.T, serials ...string) profiles.Library {
	t.Helper()
	secret, err := profiles.SecretFromHex("3132")
	if err != nil {
		t.Fatal(err)
	}
	library := profiles.Library{Folder: t.TempDir(), Stdin: strings.NewReader("")}
	for _, serial := range serials {
		if err := profiles.New(serial, secret).Save(library.PathOf(serial)); err != nil {
			t.Fatal(err)
		}
	}
	return library
}

// Every token is found by its serial, even by an odd one, and by the path of its profile.
func TestOpenSerial(t *testing.T) {
	library := saved(t, oddSerials...)
	for _, serial := range oddSerials {
		profile, err := library.OpenSerial(serial)
		if err != nil || profile.Serial != serial || profile.Origin != library.PathOf(serial) {
			t.Errorf("%q: %+v, %v", serial, profile, err)
		}
		profile, err = library.Open(library.PathOf(serial))
		if err != nil || profile.Serial != serial {
			t.Errorf("the path of %q: %+v, %v", serial, profile, err)
		}
		if !profiles.IsSerialAlone(serial) {
			continue
		}
		if profile, err := library.Open(serial); err != nil || profile.Serial != serial {
			t.Errorf("%q is a serial alone: %+v, %v", serial, profile, err)
		}
	}
	if profile, err := library.OpenSerial("000000000000"); err != nil || profile.Origin != "demo (built-in)" {
		t.Errorf("the serial of a built-in profile: %+v, %v", profile, err)
	}
	for serial, hint := range map[string]string{"nothing": "etokenpass profile list shows all", "pass-time": "it is a name; --profile pass-time opens it"} {
		_, err := library.OpenSerial(serial)
		var missing *profiles.NotFound
		if !errors.As(err, &missing) || err.Error() != "no profile has the serial "+serial || missing.Hint() != hint {
			t.Errorf("%s: %v", serial, err)
		}
	}
}

// Open takes a name that looks like a path as a serial only if there is no such file.
func TestOpenSerialLikeAPath(t *testing.T) {
	library := saved(t, "a/b", "here/", "fob.yaml", "there.yaml", "000512345678")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("there.yaml", []byte(strings.Replace(minimal, "000512345678", "OTHER", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("here", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, serial := range map[string]string{"a/b": "a/b", "here/": "here/", "fob.yaml": "fob.yaml", "there.yaml": "OTHER", "000512345678": "000512345678"} {
		if profile, err := library.Open(name); err != nil || profile.Serial != serial {
			t.Errorf("%s: %+v, %v; want %s", name, profile, err, serial)
		}
	}
	for _, missing := range []string{"./nothing", "nothing.yaml", "there.yaml/x"} {
		if _, err := library.Open(missing); err == nil || !strings.Contains(err.Error(), "the profile cannot be read: open "+missing) {
			t.Errorf("%s: %v", missing, err)
		}
	}
}

// The name of a built-in profile that is also the serial of another token is an error, with
// a hint how to select either.
func TestSerialLikeABuiltInName(t *testing.T) {
	library := saved(t, "demo")
	_, err := library.Open("demo")
	var ambiguous *profiles.Error
	if want := `"demo" matches two profiles: the built-in demo and ` + library.PathOf("demo"); !errors.As(err, &ambiguous) || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	if want := "name one by its path; --serial demo opens the one with that serial"; ambiguous.Advice != want {
		t.Errorf("got hint %q, want %q", ambiguous.Advice, want)
	}
	if path, ok := mustSerials(t, library).Named("demo"); ok {
		t.Errorf("imports would refuse demo as the name of %s", path)
	}
}

func mustSerials(t *testing.T, library profiles.Library) profiles.Serials {
	t.Helper()
	serials, err := library.Serials()
	if err != nil {
		t.Fatal(err)
	}
	return serials
}

// Files that cannot contain the serial are not parsed, even if it has odd characters: otherwise
// a search among many profiles would take seconds.
func TestSearchParsesOnlyCandidates(t *testing.T) {
	const many = 100
	serials := append([]string{}, oddSerials...)
	for i := range many {
		serials = append(serials, fmt.Sprintf("T%07d", i))
	}
	large, small := saved(t, serials...), saved(t, oddSerials...)
	for _, serial := range []string{"T0000007", "a/b", "9;touch pwned;echo", "O'Brien's", "two  blanks", "é/ü", "secret", "demobutton"} {
		allocations := func(library profiles.Library) float64 {
			return testing.AllocsPerRun(1, func() { _, _ = library.FindSerial(serial) })
		}
		// Parsing a profile takes about 300 allocations, reading it about 20.
		if each := (allocations(large) - allocations(small)) / many; each > 60 {
			t.Errorf("%q: %.0f allocations per other profile", serial, each)
		}
	}
}

// Syntax errors do not quote the file, which may contain a secret.
func TestSyntaxErrorsQuoteNothing(t *testing.T) {
	const secret, word = "correct horse battery staple", "horse"
	whole := "serial: \"1\"\nmodel: \"" + secret + "\"\nsecret: {hex: \"" + secret + "\"}\nbutton: {hold: 4s}\n"
	wrong := 0
	for at := range len(whole) {
		for _, slip := range []string{"\"", "'", "{", "}", "[", "]", ":", ": ", "*", "&", "!", "%", "@", "`", "|", ">", "\n", "- ", "?", "!!binary ", "!!int ", "<<: *"} {
			_, err := profiles.Parse("fob.yaml", []byte(whole[:at]+slip+whole[at:]))
			if err == nil || !strings.Contains(err.Error(), "not valid YAML") {
				continue
			}
			wrong++
			if strings.Contains(err.Error(), word) {
				t.Fatalf("%q: %v", whole[:at]+slip+whole[at:], err)
			}
		}
	}
	if wrong < 500 {
		t.Errorf("only %d of the insertions caused a syntax error", wrong)
	}
}

// A secret may be in the wrong field. No error shows it.
func TestErrorsShowNoSecret(t *testing.T) {
	for _, secret := range []string{"3132333435363738393031323334353637383930", "JBSWY3DPEHPK3PXP", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="} {
		for _, field := range []string{
			"type: %s", "algorithm: %s", "digits: %s", "digits: \"%s\"", "counter: %s", "button: {hold: %s}", "button: {hold: \"%s\"}",
			"button: {sync_presses: %s}", "button: {press_while_lit: %s}", "display: {timeout: %s}", "display: {dead_segments: [%s]}",
			"time: {epoch: %s}", "battery: {codes: %s}", "%s: 1", "button: {%s: 1}", "type: *%s", "%[1]s: 1\n%[1]s: 2", "model: [%s]", "model: \"%[1]s\n%[1]s", "serial: %s",
		} {
			text := "secret: {hex: \"cafe\"}\n" + fmt.Sprintf(field, secret) + "\n"
			if !strings.HasPrefix(field, "serial") {
				text = "serial: \"1\"\n" + text
			}
			_, err := profiles.Parse("fob.yaml", []byte(text))
			if err == nil {
				if !strings.HasPrefix(field, "serial") { // any text is a valid serial
					t.Errorf("%s: no error", text)
				}
				continue
			}
			output := err.Error()
			for _, each := range errs.Split(err) {
				output += "\n" + errs.Hint(each)
			}
			if strings.Contains(output, secret[:8]) {
				t.Errorf("%s: %s", text, output)
			}
		}
	}
}

// The secret may be in place of the name of its file or variable, so errors do not show that
// name.
func TestErrorsHideWhereASecretIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "correct-horse"), []byte("caf"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "horse-folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("correct_horse", "caf")
	for _, secret := range []string{"{file: correct-horse}", "{file: no-horse}", "{file: horse-folder}", "{file: correct-horse/x}", "{env: correct_horse}", "{env: no_horse}", "{env: horse-1}"} {
		path := filepath.Join(dir, "fob.yaml")
		if err := os.WriteFile(path, []byte("serial: \"1\"\nsecret: "+secret+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := profiles.Load(path)
		if err == nil || strings.Contains(err.Error(), "horse") || !strings.Contains(err.Error(), "fob.yaml:2: secret.") {
			t.Errorf("%s: %v", secret, err)
		}
	}
}

// Among profiles that differ only in their varying values, a file that differs in anything
// else is still counted as unreadable.
func TestUnreadableProfiles(t *testing.T) {
	library := saved(t, "A-1", "B-2", "O'Brien's", "12")
	whole, err := os.ReadFile(library.PathOf("A-1"))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"odd secret":       {`{hex: "3132"}`, `{hex: "313"}`},
		"empty secret":     {`{hex: "3132"}`, `{hex: ""}`},
		"no secret":        {`{hex: "3132"}`, `{hex: "xy"}`},
		"long secret":      {`{hex: "3132"}`, `{hex: "` + strings.Repeat("31", 201) + `"}`},
		"empty serial":     {`"A-1"`, `""`},
		"long serial":      {`"A-1"`, `"` + strings.Repeat("1", 1001) + `"`},
		"serial unquoted":  {`"A-1"`, `1`},
		"large counter":    {"counter:  0", "counter:  18446744073709551616"},
		"negative counter": {"counter:  0", "counter:  -1"},
		"counter twice":    {"counter:  0", "counter:  1\ncounter:  2"},
		"no counter":       {"counter:  0", "counter:  x1"},
		"unknown field":    {"counter:  0", "counters: 0"},
		"too large":        {"counter:  0", "counter:  0\n# " + strings.Repeat("x", 64<<10)},
		"cut off":          {"button:", "butt"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(string(whole), change[0], change[1], 1)
			path := filepath.Join(library.Folder, "broken.yaml")
			if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := profiles.Load(path); err == nil {
				t.Fatal("the broken profile was read")
			}
			for _, find := range []func(string) (profiles.Entry, error){library.Find, library.FindSerial} {
				_, err = find("nothing")
				var missing *profiles.NotFound
				if want := "1 of the profiles cannot be read: etokenpass profile list shows why"; !errors.As(err, &missing) || missing.Advice != want {
					t.Errorf("got %+v", err)
				}
			}
		})
	}
	if err := os.Remove(filepath.Join(library.Folder, "broken.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"counter:  18446744073709551615", "counter:  9999999999999999999", "counter:  1"} {
		data := strings.Replace(string(whole), "counter:  0", line, 1)
		if err := os.WriteFile(library.PathOf("A-1"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = library.FindSerial("nothing")
		var missing *profiles.NotFound
		if !errors.As(err, &missing) || missing.Advice != "etokenpass profile list shows all" {
			t.Errorf("%s: got %+v", line, missing)
		}
	}
}

// Two profiles that match, one by its name and the other by its serial, are an error in a
// large folder too.
func TestAmbiguousName(t *testing.T) {
	var serials []string
	for i := range 500 {
		serials = append(serials, fmt.Sprintf("T%07d", i))
	}
	library := saved(t, serials...)
	secret, err := profiles.SecretFromHex("3132")
	if err != nil {
		t.Fatal(err)
	}
	named := filepath.Join(library.Folder, "T0000250.yml")
	if err := profiles.New("other", secret).Save(named); err != nil {
		t.Fatal(err)
	}
	_, err = library.Find("T0000250")
	if want := `"T0000250" matches two profiles: ` + named + " and " + library.PathOf("T0000250"); err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
	if entry, err := library.FindSerial("T0000250"); err != nil || entry.Origin != library.PathOf("T0000250") {
		t.Errorf("by its serial: %+v, %v", entry, err)
	}
	if entry, err := library.Find("T0000499"); err != nil || entry.Origin != library.PathOf("T0000499") {
		t.Errorf("another: %+v, %v", entry, err)
	}
}

// Profiles that differ only in their serials, secrets and counters are parsed once in a
// search that finds none of them.
func TestShapesAreParsedOnce(t *testing.T) {
	const many = 200
	library := profiles.Library{Folder: t.TempDir()}
	for i := range many {
		secret, err := profiles.NewSecret(fmt.Appendf(nil, "secret number %d", i))
		if err != nil {
			t.Fatal(err)
		}
		profile := profiles.New(fmt.Sprintf("T%07d", i), secret)
		profile.Counter, profile.FirstMovingFactor = uint64(i)+1, uint64(i)+1
		if err := profile.Save(library.PathOf(profile.Serial)); err != nil {
			t.Fatal(err)
		}
	}
	// Parsing a profile takes about 300 allocations, reading it about 20.
	if each := testing.AllocsPerRun(1, func() { _, _ = library.Find("nothing") }) / many; each > 60 {
		t.Errorf("%.0f allocations per profile", each)
	}
}
