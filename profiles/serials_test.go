package profiles_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"etokenpass/profiles"
)

// Serials includes both profiles that are named after their serials and profiles with other
// names.
func TestSerials(t *testing.T) {
	secret, err := profiles.SecretFromHex("3132")
	if err != nil {
		t.Fatal(err)
	}
	library := profiles.Library{Folder: t.TempDir()}
	serials := func() profiles.Serials {
		t.Helper()
		found, err := library.Serials()
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if path, ok := serials().Path("A-1"); ok {
		t.Errorf("an empty folder has A-1: %s", path)
	}

	named := filepath.Join(library.Folder, "anna.yml")
	for path, serial := range map[string]string{named: "A-1", library.PathOf("B-1"): "B-1"} {
		if err := profiles.New(serial, secret).Save(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(library.Folder, "broken.yaml"), []byte("serial: C-1"), 0o600); err != nil {
		t.Fatal(err)
	}
	for serial, want := range map[string]string{"A-1": named, "B-1": library.PathOf("B-1"), "b-1": "", "C-1": ""} {
		path, ok := serials().Path(serial)
		if ok != (want != "") || ok && path != want {
			t.Errorf("%s: %q, %v; want %q", serial, path, ok, want)
		}
	}
}

// Replace replaces a whole profile and leaves it readable by its owner only.
func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.yaml")
	for _, key := range []string{"3132", "3334"} {
		secret, err := profiles.SecretFromHex(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := profiles.New("A-1", secret).Replace(path); err != nil {
			t.Fatal(err)
		}
		profile, err := profiles.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(profile.Secret.Key()) != string(secret.Key()) {
			t.Errorf("the file has the old secret")
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// A failed Replace leaves the target unchanged and no temporary file.
func TestReplaceFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.yaml")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	secret, err := profiles.SecretFromHex("3132")
	if err != nil {
		t.Fatal(err)
	}
	if err := profiles.New("A-1", secret).Replace(path); err == nil {
		t.Error("a folder was replaced")
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// Only profiles that Encode did not write are parsed: parsing 100,000 would take seconds.
func TestSerialsParsesNoEncodedProfile(t *testing.T) {
	const many = 100
	var serials []string
	for i := range many {
		serials = append(serials, fmt.Sprintf("ACME/%07d é", i))
	}
	large, small := saved(t, serials...), saved(t)
	allocations := func(library profiles.Library) float64 {
		return testing.AllocsPerRun(1, func() { _, _ = library.Serials() })
	}
	// Parsing a profile takes about 300 allocations.
	if each := (allocations(large) - allocations(small)) / many; each > 60 {
		t.Errorf("%.0f allocations per profile", each)
	}
}

// Serials finds the same serial in a profile that Parse does.
func TestSerialsAgreeWithParse(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	path := filepath.Join(library.Folder, "x.yaml")
	for _, text := range []string{
		"model:    \"m\"\nserial:   \"A\"\n",
		"model:    \"m\"\nserial:   \"\\x41\"\n",
		"model:    \"m\"\nserial:   \"A\" # \"\n",
		"model:    \"m\"\r\nserial:   \"A\"\r\n",
		"model:    \"m\n  n\"\nserial:   \"A\"\n",
		"# model\nserial:   \"A\"\n",
		"model:    \"m\"\nserial: A\n",
	} {
		text += "secret: {hex: \"3132\"}\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		want := ""
		if profile, err := profiles.Parse("", []byte(text)); err == nil {
			want = profile.Serial
		}
		if _, found := mustSerials(t, library).Path("A"); found != (want == "A") {
			t.Errorf("%q: found A is %v, but Parse returns the serial %q", text, found, want)
		}
	}
}
