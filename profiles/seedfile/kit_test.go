package seedfile_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Skipped && !p.Notice && strings.Contains(p.Error(), text) })
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
	return problem.Whole
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
	return slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool { return !p.Skipped && !p.Notice })
}

func (r kitResult) outcome() string {
	if r.refused() {
		return "refused"
	}
	return "read"
}
