package seedfile_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// reportedFiles is the folder of files made after public bug reports. It is outside the
// project.
const reportedFiles = "../../../shared/field"

// reportedCase is a command and its expected result.
type reportedCase struct {
	ID      string
	File    string
	Command string
	Expect  struct {
		Kind   string
		Tokens []reportedToken
	}
}

type reportedToken struct {
	Serial       string
	Type         profiles.Type
	Algorithm    profiles.Algorithm
	Digits       int
	Secret       string `json:"secret_hex"`
	MovingFactor uint64 `json:"moving_factor"`
	Step         int    `json:"step_s"`
	Codes        []struct {
		At   time.Time
		Code string
	}
}

// None of these files is read incorrectly without an error or a warning.
func TestReportedFiles(t *testing.T) {
	skipWithout(t, reportedFiles, "files made after public bug reports")
	cases := readReportedCases(t)
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			read := c.read(t)
			refused := slices.ContainsFunc(read.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() })
			switch {
			case strings.Contains(c.Command, " --keep-going"):
				if c.compare(t, read.tokens); !refused {
					t.Error("read without an error")
				}
			case refused && c.Expect.Kind == "tokens":
				t.Errorf("refused: %v", read.texts())
			case refused:
			default:
				c.compare(t, read.tokens)
			}
		})
	}
}

func readReportedCases(t *testing.T) (cases []reportedCase) {
	t.Helper()
	const fewest = 30
	data, err := os.ReadFile(filepath.Join(reportedFiles, "manifest.json"))
	var manifest struct{ Cases []reportedCase }
	if err := errors.Join(err, json.Unmarshal(data, &manifest)); err != nil {
		t.Fatal(err)
	}
	for _, c := range manifest.Cases {
		isImport := strings.HasPrefix(c.Command, "etokenpass import ") && !strings.Contains(c.Command, "&&")
		if isImport && (c.Expect.Kind == "tokens" || strings.HasPrefix(c.Expect.Kind, "refusal")) {
			cases = append(cases, c)
		}
	}
	if len(cases) < fewest {
		t.Fatalf("%s has %d cases of import: must have at least %d", reportedFiles, len(cases), fewest)
	}
	return cases
}

// read reads the file with the flags of the command.
func (c reportedCase) read(t *testing.T) readResult {
	t.Helper()
	var options seedfile.Options
	words := strings.Fields(c.Command)
	for i, word := range words {
		switch word {
		case "--type":
			options.Overrides.Type = profiles.Type(words[i+1])
		case "--key-file":
			text, err := os.ReadFile(filepath.Join(reportedFiles, words[i+1]))
			if err != nil {
				t.Fatal(err)
			}
			options.Keys.PreSharedKey = func() ([]byte, error) {
				key, _, err := seedfile.ParseKey(text)
				return key, err
			}
		}
	}
	file, err := os.ReadFile(filepath.Join(reportedFiles, words[2]))
	if err != nil {
		t.Fatal(err)
	}
	return readAll(t, string(file), options)
}

func (c reportedCase) compare(t *testing.T, got []seedfile.Token) {
	t.Helper()
	if len(got) != len(c.Expect.Tokens) {
		t.Errorf("got %d tokens, want %d", len(got), len(c.Expect.Tokens))
		return
	}
	for i, want := range c.Expect.Tokens {
		token := got[i]
		is := reportedToken{
			Serial: token.Serial, Type: token.Type, Algorithm: token.Algorithm, Digits: token.Digits,
			Secret: hex.EncodeToString(token.Secret.Key()), MovingFactor: token.MovingFactor, Step: int(token.Step / time.Second),
		}
		for j, code := range want.Codes {
			at := []int64{code.At.Unix()}
			if token.Type == profiles.Event {
				at = make([]int64, j+1)
			}
			codes := codesOf(t, token.Profile(), at)
			if codes[len(codes)-1] != code.Code {
				t.Errorf("token %s: code %s, want %s", token.Serial, codes[len(codes)-1], code.Code)
			}
		}
		want.Codes = nil
		if part, isAny := strings.CutPrefix(want.Serial, "any that has "); isAny && strings.Contains(token.Serial, strings.TrimSuffix(part, " in it")) {
			want.Serial = token.Serial
		}
		if got, want := is.line(), want.line(); got != want {
			t.Errorf("token %d: got %s, want %s", i, got, want)
		}
	}
}

// line returns everything but the codes.
func (f reportedToken) line() string {
	return strings.Join([]string{
		f.Serial, string(f.Type), string(f.Algorithm), strconv.Itoa(f.Digits), strconv.FormatUint(f.MovingFactor, 10), strconv.Itoa(f.Step), f.Secret,
	}, " ")
}
