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

// foreignCorpus holds seed files of other projects. It is outside the project, since some of
// them are under the GPL. ownCorpus holds the project's own files, one per rule.
const (
	foreignCorpus = "../../../shared/seedfiles"
	ownCorpus     = "testdata/corpus"
)

// corpusCase is a file and its expected result.
type corpusCase struct {
	folder string
	ID     string
	File   string
	Format string
	Key    *struct {
		Hex      *string `json:"psk_hex"`
		Password *string `json:"password"`
	}
	Expect         string // tokens, error, or tokens-or-error
	Tokens         []corpusToken
	Rejected       []corpusRejected
	MustNotYield   []corpusSecret `json:"must_not_yield"`
	MustNotContain []string       `json:"must_not_contain"`

	Type    profiles.Type // the value of --type
	Refusal string        // part of the error
	Notes   []string      // parts of all warnings

	LabelMayDiffer   bool `json:"label_may_differ"`
	SerialsMayDiffer bool `json:"serials_may_differ"`
}

type corpusToken struct {
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

type corpusRejected struct {
	Serial       *string
	Secret       string         `json:"secret_hex"`
	MustNotYield []corpusSecret `json:"must_not_yield"`
}

type corpusSecret struct {
	Secret string `json:"secret_hex"`
}

// readCorpus reads a manifest. It requires a minimum number of cases, so that lost cases are
// noticed.
func readCorpus(t *testing.T, folder string, atLeast int) (cases []corpusCase, times []int64) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	var manifest struct {
		Cases []corpusCase
		Times []int64 `json:"totp_times"`
	}
	if err := errors.Join(err, json.Unmarshal(data, &manifest)); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Cases) < atLeast || len(manifest.Times) == 0 {
		t.Fatalf("%s has %d cases and %d times; want at least %d cases", folder, len(manifest.Cases), len(manifest.Times), atLeast)
	}
	for i := range manifest.Cases {
		manifest.Cases[i].folder = folder
	}
	return manifest.Cases, manifest.Times
}

// Tokens and codes must match what other projects expect for their files.
func TestFilesOfOtherProjects(t *testing.T) {
	if _, err := os.Stat(foreignCorpus); errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s does not exist: it holds the files of other projects", foreignCorpus)
	}
	cases, times := readCorpus(t, foreignCorpus, 138)
	outcomes := map[string]int{}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			result := c.read(t)
			switch {
			case result.refused() && c.Expect == "tokens":
				t.Errorf("refused, but it has %d good tokens: %v", len(c.Tokens), result.problems)
			case !result.refused() && c.Expect == "error":
				t.Errorf("got %d tokens, want an error", len(result.tokens))
			case !result.refused():
				c.compare(t, result.tokens, times)
			case c.Expect == "tokens-or-error":
				c.compareGood(t, result.tokens, times)
			}
			if once := slices.DeleteFunc(slices.Clone(result.problems), func(p *seedfile.Error) bool { return !isOnce(p) }); len(once) > 3 {
				t.Errorf("too many warnings: %v", once)
			}
			c.checkRejected(t, result)
			c.checkForbidden(t, result)
			outcomes[c.Format+", want "+c.Expect+": "+result.outcome()]++
		})
	}
	for _, outcome := range slices.Sorted(maps.Keys(outcomes)) {
		t.Logf("%3d %s", outcomes[outcome], outcome)
	}
}

// Each file must yield the expected tokens, codes and warnings, or the expected error.
func TestOwnFiles(t *testing.T) {
	cases, times := readCorpus(t, ownCorpus, 69)
	formats := map[string]int{}
	for _, c := range cases {
		formats[c.Format]++
		t.Run(c.ID, func(t *testing.T) {
			result := c.read(t)
			switch {
			case c.Refusal == "" && result.refused():
				t.Errorf("refused: %v", result.problems)
			case c.Refusal == "":
				c.compare(t, result.tokens, times)
				c.compareNotes(t, result)
			case !result.hasError(c.Refusal):
				t.Errorf("got %d tokens and %v; want the error %q", len(result.tokens), result.problems, c.Refusal)
			}
			c.checkForbidden(t, result)
		})
	}
	for _, format := range seedfile.Formats() {
		if formats[string(format)] < 5 {
			t.Errorf("%s has %d files, want at least 5", format, formats[string(format)])
		}
	}
}

// hasError reports whether an error contains a text.
func (r corpusResult) hasError(text string) bool {
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() && strings.Contains(p.Error(), text) })
}

// compareNotes compares the warnings about the file and its tokens.
func (c corpusCase) compareNotes(t *testing.T, r corpusResult) {
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
			t.Errorf("missing warning %q in %q", want, notes)
			continue
		}
		notes = slices.Delete(notes, at, at+1)
	}
	if len(notes) > 0 {
		t.Errorf("unexpected warnings: %q", notes)
	}
}

// corpusResult is the result of reading a file.
type corpusResult struct {
	tokens   []seedfile.Token
	problems []*seedfile.Error
}

// read reads the file of a case as the import command does.
func (c corpusCase) read(t *testing.T) (r corpusResult) {
	t.Helper()
	file, err := os.Open(filepath.Join(c.folder, filepath.FromSlash(c.File)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it is only read
	reader, err := seedfile.NewReader(file, c.File, seedfile.Options{Keys: c.keys(t), Overrides: seedfile.Overrides{Type: c.Type}})
	for err == nil || !r.addProblem(t, err) {
		var token seedfile.Token
		if token, err = reader.Next(); errors.Is(err, io.EOF) {
			return r
		} else if err == nil {
			r.tokens = append(r.tokens, token)
		}
	}
	return r
}

// addProblem stores an error and reports whether it ends the file.
func (r *corpusResult) addProblem(t *testing.T, err error) bool {
	t.Helper()
	problem, ok := errors.AsType[*seedfile.Error](err)
	if !ok {
		t.Fatalf("error of type %T, want *Error: %[1]v", err)
	}
	r.problems = append(r.problems, problem)
	return problem.Kind == seedfile.Broken
}

func (c corpusCase) keys(t *testing.T) (keys seedfile.Keys) {
	t.Helper()
	if c.Key != nil && c.Key.Hex != nil {
		keys.PreSharedKey = func() ([]byte, error) { return hex.DecodeString(*c.Key.Hex) }
	}
	if c.Key != nil && c.Key.Password != nil {
		keys.Password = func() ([]byte, error) { return []byte(*c.Key.Password), nil }
	}
	return keys
}

// refused reports whether an import would refuse the file. Skipped keys are not errors.
func (r corpusResult) refused() bool {
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() })
}

func (r corpusResult) outcome() string {
	if r.refused() {
		return "refused"
	}
	return "read"
}

// mayBeLeftOut maps files to the secret of a token that they may or may not yield, by the notes
// in the manifest.
var mayBeLeftOut = map[string]string{"oath-csv/privacyidea-yubico-oath.csv": "916821d3a138bf855e70069605559a206ba854cd"}

func (c corpusCase) compare(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	got = slices.DeleteFunc(slices.Clone(got), func(token seedfile.Token) bool {
		return hex.EncodeToString(token.Secret.Key()) == mayBeLeftOut[c.ID]
	})
	if len(got) != len(c.Tokens) {
		t.Errorf("got %d tokens, want %d", len(got), len(c.Tokens))
		return
	}
	for i, want := range c.Tokens {
		if serials := want.serials(); !c.LabelMayDiffer && !c.SerialsMayDiffer && len(serials) > 0 && !slices.Contains(serials, got[i].Serial) {
			t.Errorf("token %d: serial %q, want one of %q", i, got[i].Serial, serials)
		}
		want.compare(t, got[i], times)
	}
}

// compareGood compares the good tokens of a file with errors, which import --keep-going
// imports.
func (c corpusCase) compareGood(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	for _, token := range got {
		at := slices.IndexFunc(c.Tokens, func(want corpusToken) bool {
			return want.Secret == hex.EncodeToString(token.Secret.Key()) && (want.Serial == nil || *want.Serial == token.Serial)
		})
		if at < 0 {
			t.Errorf("unexpected token %s", token.Serial)
			continue
		}
		c.Tokens[at].compare(t, token, times)
	}
}

// serials returns the possible serials. For URIs they come from the label.
func (k corpusToken) serials() []string {
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

// compare compares a token and the codes of its profile.
func (k corpusToken) compare(t *testing.T, got seedfile.Token, times []int64) {
	t.Helper()
	if secret := hex.EncodeToString(got.Secret.Key()); secret != k.Secret {
		t.Errorf("token %s: wrong secret of %d bytes, want %d", got.Serial, len(secret)/2, len(k.Secret)/2)
	}
	want := fmt.Sprint(k.Type, " ", k.Algorithm, " ", k.Digits, " ", k.Counter, " ", k.Step, " ", k.T0)
	kind := map[profiles.Type]string{profiles.Event: "hotp", profiles.Time: "totp"}[got.Type]
	var epoch int64
	if got.Type == profiles.Time {
		epoch = got.Epoch.Unix()
	}
	if is := fmt.Sprint(kind, " ", strings.ToLower(string(got.Algorithm)), " ", got.Digits, " ", got.MovingFactor, " ", int64(got.Step/time.Second), " ", epoch); is != want {
		t.Errorf("token %s: got %s, want %s", got.Serial, is, want)
	}
	if k.Manufacturer != "" && got.Manufacturer != k.Manufacturer {
		t.Errorf("token %s: manufacturer %q, want %q", got.Serial, got.Manufacturer, k.Manufacturer)
	}
	for i, code := range codesOf(t, got.Profile(), times)[:len(k.Codes)] {
		if code != k.Codes[i].Code {
			t.Errorf("token %s: code %d is %s, want %s", got.Serial, i, code, k.Codes[i].Code)
		}
	}
}

// codesOf returns the next codes of an event token, as many as there are times, or the codes of
// a time token at these Unix times.
func codesOf(t *testing.T, p *profiles.Profile, times []int64) (codes []string) {
	t.Helper()
	for i, at := range times {
		var code string
		var err error
		if p.Type == profiles.Event {
			code, err = oath.HOTP(p.Algorithm, p.Secret.Key(), p.FirstMovingFactor+p.Counter+uint64(i), p.Digits)
		} else {
			code, err = oath.TOTP(p.Algorithm, p.Secret.Key(), time.Unix(at, 0).Add(p.Clock.Offset), p.Clock.Epoch, p.Clock.Step, p.Digits)
		}
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	return codes
}

// checkRejected checks that invalid keys are reported and do not become tokens.
func (c corpusCase) checkRejected(t *testing.T, r corpusResult) {
	t.Helper()
	for _, rejected := range c.Rejected {
		reported := slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool {
			return p.Kind == seedfile.Broken || p.Serial == "" || rejected.Serial != nil && p.Serial == *rejected.Serial
		})
		if !reported {
			t.Errorf("an invalid key is dropped silently: %v", r.problems)
		}
		secrets := rejected.MustNotYield
		if rejected.Secret != "" {
			secrets = append(secrets, corpusSecret{rejected.Secret})
		}
		r.checkSecrets(t, secrets)
		if rejected.Secret == "" && rejected.Serial != nil && !c.lists(*rejected.Serial) && slices.ContainsFunc(r.tokens, func(got seedfile.Token) bool {
			return got.Serial == *rejected.Serial
		}) {
			t.Errorf("%s becomes a token", *rejected.Serial)
		}
	}
}

// lists reports whether a good token has the serial: a device may have another, invalid key.
func (c corpusCase) lists(serial string) bool {
	return slices.ContainsFunc(c.Tokens, func(t corpusToken) bool { return t.Serial != nil && *t.Serial == serial })
}

func (r corpusResult) checkSecrets(t *testing.T, forbidden []corpusSecret) {
	t.Helper()
	for _, token := range r.tokens {
		if slices.Contains(forbidden, corpusSecret{hex.EncodeToString(token.Secret.Key())}) {
			t.Errorf("token %s has a secret that results from misreading", token.Serial)
		}
	}
}

// checkForbidden checks that no message or token shows a secret or the content of an entity.
func (c corpusCase) checkForbidden(t *testing.T, r corpusResult) {
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
			t.Errorf("a message or a token shows a forbidden text")
		}
	}
}
