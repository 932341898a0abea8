package seedfile_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// foreignKit is the folder of other projects' seed files. Some are under the GPL, so they
// stay outside of the project. ownKit has our own, one rule each.
const (
	foreignKit = "../../../shared/seedfiles"
	ownKit     = "testdata/kit"
)

// kitCase is a file, and what it must yield.
type kitCase struct {
	folder string
	ID     string
	File   string
	Format string
	Key    *struct {
		Hex      *string `json:"psk_hex"`
		Password *string `json:"password"`
	}
	Expect         string // tokens, error, or tokens-or-error
	Tokens         []kitToken
	Rejected       []kitRejected
	MustNotYield   []kitSecret `json:"must_not_yield"`
	MustNotContain []string    `json:"must_not_contain"`

	Type    profiles.Type // that --type says
	Refusal string        // a part of the message
	Notes   []string      // parts of warnings; there must be no others

	LabelMayDiffer   bool `json:"label_may_differ"`
	SerialsMayDiffer bool `json:"serials_may_differ"`
}

type kitToken struct {
	Serial       *string
	KeyID        string `json:"key_id"`
	Manufacturer string
	Issuer       string
	Account      string
	Type         string // hotp or totp
	Algorithm    string // sha1, sha256 or sha512
	Digits       int
	Counter      uint64 // of the next code
	Step, T0     int64
	Secret       string `json:"secret_hex"`
	Codes        []struct{ Code string }
}

type kitRejected struct {
	Serial       *string
	Secret       string      `json:"secret_hex"`
	MustNotYield []kitSecret `json:"must_not_yield"`
}

type kitSecret struct {
	Secret string `json:"secret_hex"`
}

// readKit reads a manifest. It must have so many cases: a kit that has lost some would
// pass without a word.
func readKit(t *testing.T, folder string, atLeast int) (cases []kitCase, times []int64) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	var manifest struct {
		Cases []kitCase
		Times []int64 `json:"totp_times"`
	}
	if err := errors.Join(err, json.Unmarshal(data, &manifest)); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Cases) < atLeast || len(manifest.Times) == 0 {
		t.Fatalf("%s has %d cases and %d times; must have %d cases", folder, len(manifest.Cases), len(manifest.Times), atLeast)
	}
	for i := range manifest.Cases {
		manifest.Cases[i].folder = folder
	}
	return manifest.Cases, manifest.Times
}

// skipWithout skips a test where a folder that is not of the project is missing.
func skipWithout(t *testing.T, folder, what string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(folder, "manifest.json")); errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there: it holds %s", folder, what)
	}
}

// What other projects' files yield here is what it is there, to the code.
func TestFilesOfOtherProjects(t *testing.T) {
	skipWithout(t, foreignKit, "the files of other projects")
	cases, times := readKit(t, foreignKit, 138)
	outcomes := map[string]int{}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			result := c.read(t)
			switch {
			case result.refused() && c.Expect == "tokens":
				t.Errorf("is refused, and has %d good tokens: %v", len(c.Tokens), result.problems)
			case !result.refused() && c.Expect == "error":
				t.Errorf("gives %d tokens, and must be refused", len(result.tokens))
			case !result.refused():
				c.compare(t, result.tokens, times)
			case c.Expect == "tokens-or-error":
				c.compareGood(t, result.tokens, times)
			}
			if once := slices.DeleteFunc(slices.Clone(result.problems), func(p *seedfile.Error) bool { return !isOnce(p) }); len(once) > 1 {
				t.Errorf("drowns in warnings: %v", once)
			}
			c.checkRejected(t, result)
			c.checkForbidden(t, result)
			outcomes[c.Format+", to give "+c.Expect+": "+result.outcome()]++
		})
	}
	for _, outcome := range slices.Sorted(maps.Keys(outcomes)) {
		t.Logf("%3d %s", outcomes[outcome], outcome)
	}
}

// Each file of our own yields what its rule says: the tokens, to the code, and every
// warning; or the error.
func TestOwnFiles(t *testing.T) {
	cases, times := readKit(t, ownKit, 69)
	formats := map[string]int{}
	for _, c := range cases {
		formats[c.Format]++
		t.Run(c.ID, func(t *testing.T) {
			result := c.read(t)
			switch {
			case c.Refusal == "" && result.refused():
				t.Errorf("is refused: %v", result.problems)
			case c.Refusal == "":
				c.compare(t, result.tokens, times)
				c.compareNotes(t, result)
			case !result.says(c.Refusal):
				t.Errorf("gives %d tokens and %v; must say %q", len(result.tokens), result.problems, c.Refusal)
			}
			c.checkForbidden(t, result)
		})
	}
	for _, format := range seedfile.Formats() {
		if formats[string(format)] < 8 {
			t.Errorf("%s has %d files: must have 8 at least", format, formats[string(format)])
		}
	}
}

// says reports an error that has a text in it.
func (r kitResult) says(text string) bool {
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() && strings.Contains(p.Error(), text) })
}

// compareNotes compares the warnings, those of tokens among them.
func (c kitCase) compareNotes(t *testing.T, r kitResult) {
	t.Helper()
	var notes []string
	for _, problem := range r.problems {
		notes = append(notes, problem.Error())
	}
	for _, token := range r.tokens {
		notes = append(notes, token.Warnings...)
	}
	for _, want := range c.Notes {
		at := slices.IndexFunc(notes, func(note string) bool { return strings.Contains(note, want) })
		if at < 0 {
			t.Errorf("does not warn %q: %q", want, notes)
			continue
		}
		notes = slices.Delete(notes, at, at+1)
	}
	if len(notes) > 0 {
		t.Errorf("warns of more: %q", notes)
	}
}

// kitResult is what our reader makes of a file.
type kitResult struct {
	tokens   []seedfile.Token
	problems []*seedfile.Error
}

// read reads a case's file as import does.
func (c kitCase) read(t *testing.T) (r kitResult) {
	t.Helper()
	file, err := os.Open(filepath.Join(c.folder, filepath.FromSlash(c.File)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it is only read
	reader, err := seedfile.NewReader(file, c.File, seedfile.Options{Keys: c.keys(t), Overrides: seedfile.Overrides{Type: c.Type}})
	for err == nil || !r.wholly(t, err) {
		var token seedfile.Token
		if token, err = reader.Next(); errors.Is(err, io.EOF) {
			return r
		} else if err == nil {
			r.tokens = append(r.tokens, token)
		}
	}
	return r
}

// wholly notes an error, and tells whether it ends the file.
func (r *kitResult) wholly(t *testing.T, err error) bool {
	t.Helper()
	problem, ok := errors.AsType[*seedfile.Error](err)
	if !ok {
		t.Fatalf("an error that is no *Error: %v", err)
	}
	r.problems = append(r.problems, problem)
	return problem.Kind == seedfile.Broken
}

func (c kitCase) keys(t *testing.T) (keys seedfile.Keys) {
	t.Helper()
	if c.Key != nil && c.Key.Hex != nil {
		keys.PreSharedKey = func() ([]byte, error) { return hex.DecodeString(*c.Key.Hex) }
	}
	if c.Key != nil && c.Key.Password != nil {
		keys.Password = func() ([]byte, error) { return []byte(*c.Key.Password), nil }
	}
	return keys
}

// refused tells whether import would take nothing: all tokens or none, and keys that
// are skipped are no tokens.
func (r kitResult) refused() bool {
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() })
}

func (r kitResult) outcome() string {
	if r.refused() {
		return "refused"
	}
	return "read"
}

func (c kitCase) compare(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	if len(got) != len(c.Tokens) {
		t.Errorf("gives %d tokens, and has %d", len(got), len(c.Tokens))
		return
	}
	for i, want := range c.Tokens {
		if serials := want.serials(); !c.LabelMayDiffer && !c.SerialsMayDiffer && len(serials) > 0 && !slices.Contains(serials, got[i].Serial) {
			t.Errorf("token %d: serial %q, must be one of %q", i, got[i].Serial, serials)
		}
		want.compare(t, got[i], times)
	}
}

// compareGood compares what is read beside what is refused, as import --keep-going
// takes it.
func (c kitCase) compareGood(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	for _, token := range got {
		at := slices.IndexFunc(c.Tokens, func(want kitToken) bool {
			return want.Secret == hex.EncodeToString(token.Secret.Key()) && (want.Serial == nil || *want.Serial == token.Serial)
		})
		if at < 0 {
			t.Errorf("token %s is none of the file's", token.Serial)
			continue
		}
		c.Tokens[at].compare(t, token, times)
	}
}

// serials are what may stand for the serial: in URIs it is the label.
func (k kitToken) serials() []string {
	switch {
	case k.Serial != nil:
		return []string{*k.Serial}
	case k.KeyID != "":
		return []string{k.KeyID}
	case k.Account != "" && k.Issuer != "":
		return []string{k.Issuer + ":" + k.Account, k.Account}
	case k.Account != "":
		return []string{k.Account}
	}
	return nil
}

// compare compares the token, and the codes of its profile.
func (k kitToken) compare(t *testing.T, got seedfile.Token, times []int64) {
	t.Helper()
	if secret := hex.EncodeToString(got.Secret.Key()); secret != k.Secret {
		t.Errorf("token %s: another secret, of %d bytes, must have %d", got.Serial, len(secret)/2, len(k.Secret)/2)
	}
	want := fmt.Sprint(k.Type, " ", k.Algorithm, " ", k.Digits, " ", k.Counter, " ", k.Step, " ", k.T0)
	kind := map[profiles.Type]string{profiles.Event: "hotp", profiles.Time: "totp"}[got.Type]
	var epoch int64
	if got.Type == profiles.Time {
		epoch = got.Epoch.Unix()
	}
	if is := fmt.Sprint(kind, " ", strings.ToLower(string(got.Algorithm)), " ", got.Digits, " ", got.MovingFactor, " ", int64(got.Step/time.Second), " ", epoch); is != want {
		t.Errorf("token %s is %s, must be %s", got.Serial, is, want)
	}
	if k.Manufacturer != "" && got.Manufacturer != k.Manufacturer {
		t.Errorf("token %s: manufacturer %q, must be %q", got.Serial, got.Manufacturer, k.Manufacturer)
	}
	for i, code := range codesOf(t, got.Profile(), times)[:len(k.Codes)] {
		if code != k.Codes[i].Code {
			t.Errorf("token %s: its code %d is %s, must be %s", got.Serial, i, code, k.Codes[i].Code)
		}
	}
}

// codesOf are the next codes of an event token, and the codes of a time token at some
// Unix times.
func codesOf(t *testing.T, p *profiles.Profile, times []int64) (codes []string) {
	t.Helper()
	algorithm := map[profiles.Algorithm]oath.Algorithm{
		profiles.SHA1: oath.SHA1, profiles.SHA256: oath.SHA256, profiles.SHA512: oath.SHA512,
	}[p.Algorithm]
	for i, at := range times {
		var code string
		var err error
		if p.Type == profiles.Event {
			code, err = oath.HOTP(algorithm, p.Secret.Key(), p.FirstMovingFactor+p.Counter+uint64(i), p.Digits)
		} else {
			code, err = oath.TOTP(algorithm, p.Secret.Key(), time.Unix(at, 0).Add(p.Clock.Offset), p.Clock.Epoch, p.Clock.Step, p.Digits)
		}
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	return codes
}

// checkRejected sees that what is no token is told of, and never becomes one.
func (c kitCase) checkRejected(t *testing.T, r kitResult) {
	t.Helper()
	for _, rejected := range c.Rejected {
		told := slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool {
			return p.Kind == seedfile.Broken || p.Serial == "" || rejected.Serial != nil && p.Serial == *rejected.Serial
		})
		if !told {
			t.Errorf("a key that is no token is dropped without a word: %v", r.problems)
		}
		secrets := rejected.MustNotYield
		if rejected.Secret != "" {
			secrets = append(secrets, kitSecret{rejected.Secret})
		}
		r.checkSecrets(t, secrets)
		if rejected.Secret == "" && rejected.Serial != nil && !c.lists(*rejected.Serial) && slices.ContainsFunc(r.tokens, func(got seedfile.Token) bool {
			return got.Serial == *rejected.Serial
		}) {
			t.Errorf("%s becomes a token", *rejected.Serial)
		}
	}
}

// lists tells whether a good token has a serial: a device may have another key beside.
func (c kitCase) lists(serial string) bool {
	return slices.ContainsFunc(c.Tokens, func(t kitToken) bool { return t.Serial != nil && *t.Serial == serial })
}

func (r kitResult) checkSecrets(t *testing.T, forbidden []kitSecret) {
	t.Helper()
	for _, token := range r.tokens {
		if slices.Contains(forbidden, kitSecret{hex.EncodeToString(token.Secret.Key())}) {
			t.Errorf("token %s has the secret of a wrong reading", token.Serial)
		}
	}
}

// checkForbidden sees that nothing shows that must not: what an entity refers to, or a
// secret.
func (c kitCase) checkForbidden(t *testing.T, r kitResult) {
	t.Helper()
	r.checkSecrets(t, c.MustNotYield)
	forbidden := slices.Clone(c.MustNotContain)
	for _, token := range c.Tokens {
		if len(token.Secret) >= 16 { // a shorter one may be in a serial
			forbidden = append(forbidden, token.Secret)
		}
	}
	var shown strings.Builder
	for _, problem := range r.problems {
		fmt.Fprintln(&shown, problem, problem.Hint())
	}
	for _, token := range r.tokens {
		fmt.Fprintln(&shown, token)
	}
	for _, text := range forbidden {
		if strings.Contains(strings.ToLower(shown.String()), strings.ToLower(text)) {
			t.Errorf("a message or a token shows what it must not")
		}
	}
}
