package profiles_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
)

// readBack encodes a profile and parses it again.
func readBack(t *testing.T, profile *profiles.Profile) *profiles.Profile {
	t.Helper()
	encoded := profile.Encode(true)
	again, err := profiles.Parse(profile.Origin, encoded)
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, encoded)
	}
	return again
}

func TestEncodeAndParseAgain(t *testing.T) {
	for _, text := range []string{
		minimal,
		minimal + "button: {press_while_lit: off}\nbattery: {codes: 5}\n",
		minimal + "battery: {years: 7, made: 2026-01-15T08:30:00+03:00}\ndisplay: {dead_segments: [6g]}\n",
		"serial: \"it's \\\"quoted\\\" \\\\ № 😀\"\nsecret: {file: \"a b.hex\"}\n",
		"serial: \"1\"\nsecret: {env: TOKEN_SECRET, encoding: base64}\n",
		"serial: \"1\"\nsecret: {file: a.txt, encoding: base32}\n",
		"serial: \"1\"\nsecret: {env: TOKEN_SECRET}\ntype: time\ntime: {epoch: 2000-01-01, drift_per_day: -1ms, set_at: 2026-01-01}\n",
	} {
		profile := parse(t, text)
		if diff := cmp.Diff(profile, readBack(t, profile), compareSecrets); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}

func TestEncodeMasks(t *testing.T) {
	profile := parse(t, minimal)
	masked := string(profile.Encode(false))
	want := `model:    "eToken PASS"
serial:   "000512345678"
type:     event
secret:   {hex: "(masked)"}
algorithm: SHA1
digits:   6
first_moving_factor: 1
counter:  0
button:   {hold: 4s, sync_presses: 4, press_while_lit: ignore}
display:  {timeout: 27s, dead_segments: []}
`
	if diff := cmp.Diff(want, masked); diff != "" {
		t.Error(diff)
	}
	if _, err := profiles.Parse("masked", []byte(masked)); err == nil {
		t.Error("a masked profile was accepted as a complete one")
	}
}

// No formatting verb or encoder shows the secret by accident.
func TestSecretsStaySecret(t *testing.T) {
	profile := parse(t, "serial: \"1\"\nsecret: {hex: \"cafebabecafebabecafebabecafebabecafebabe\"}\n")
	asJSON, err := json.Marshal(profile)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(asJSON)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		shown += fmt.Sprintf(verb+"\n", profile.Secret) + fmt.Sprintf(verb+"\n", *profile)
	}
	for _, leak := range []string{"cafebabe", "CAFEBABE", "\xca\xfe\xba\xbe", `\xca\xfe`, "202 254 186", "0xca, 0xfe", "yv66vsr"} {
		if strings.Contains(shown, leak) {
			t.Errorf("%q is in\n%s", leak, shown)
		}
	}
	if !strings.Contains(shown, "(a secret of 20 bytes)") {
		t.Errorf("the length is not in\n%s", shown)
	}
}

func TestSave(t *testing.T) {
	profile := parse(t, minimal)
	path := filepath.Join(t.TempDir(), "token.yaml")
	if err := profile.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := profiles.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	profile.Origin = path
	if diff := cmp.Diff(profile, loaded, compareSecrets); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := profile.Save(path); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("got error %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file has changed: %v", err)
	}
}

// FuzzParse checks that no input makes the parser panic, and that a profile it accepts is
// the same after encoding and parsing it again.
func FuzzParse(f *testing.F) {
	seeds, err := filepath.Glob("embedded/*.yaml")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range seeds {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(minimal + "button: {press_while_lit: off}\ndisplay: {dead_segments: [1g]}\n"))
	f.Add([]byte("serial: &a \"1\"\nsecret: {env: *a}\n---\n\t- <<: *a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		profile, err := profiles.Parse("fuzz", data)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, "fuzz:") {
					t.Errorf("an error without a position: %q", line)
				}
			}
			return
		}
		if diff := cmp.Diff(profile, readBack(t, profile), compareSecrets); diff != "" {
			t.Error(diff)
		}
	})
}
