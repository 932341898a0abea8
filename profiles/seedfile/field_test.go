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

// field is the folder of files after public reports, which stays outside of the project.
const field = "../../../shared/field"

// fieldCase is a command, and what it must print.
type fieldCase struct {
	ID      string
	File    string
	Command string
	Expect  struct {
		Kind   string
		Tokens []fieldToken
	}
}

type fieldToken struct {
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

// refusedStill are files that users wish to have read, and that are refused with a reason
// until they are.
var refusedStill = map[string]string{
	"csv-entra-without-upn":    "the layout of Microsoft Entra",
	"csv-base32-column":        "secrets in base32",
	"csv-blank-separated-hex":  "columns set apart by blanks",
	"csv-tabs":                 "columns set apart by tabs",
	"csv-yubico-logging-start": "the log of a personalization tool",
	"csv-owner-first":          "an owner before the serial",
	"csv-utf16le-without-bom":  "UTF-16 without a byte order mark",
	"csv-header-sn-seed":       "a header",
	"csv-start-counter-third":  "a counter in the third column",
	"pskc-privacyidea-export":  "names in small letters",
	"pskc-timedrift-decimal":   "a decimal TimeDrift",
	"json-andotp":              "a backup in JSON",
	"json-aegis":               "a backup in JSON",
	"migration-two-batches":    "migration URIs",
	"uri-microsoft-issuer":     "an issuer that is not that of the label",
}

// ofCommand are files whose case is about the command: the reader alone does not have what
// it is about.
var ofCommand = map[string]string{
	"pskc-yubico-hotp-unclosed": "import --keep-going",
	"pskc-key-file-bom":         "how a key file is read",
	"pskc-key-file-0x":          "how a key file is read",
}

// No file of the field is read wrong without a word: its tokens are the right ones, or it
// is refused, or the warning says what was done.
func TestFilesOfTheField(t *testing.T) {
	skipWithout(t, field, "files after public reports")
	cases := readField(t)
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			if reason, is := ofCommand[c.ID]; is {
				t.Skip("is about the command: " + reason)
			}
			read := c.read(t)
			refused := slices.ContainsFunc(read.problems, func(p *seedfile.Error) bool { return !p.Kind.IsWarning() })
			reason, isLater := refusedStill[c.ID]
			switch {
			case refused && isLater:
				t.Skipf("is refused: %s; not read yet is %s", read.texts()[0], reason)
			case refused && c.Expect.Kind == "tokens":
				t.Errorf("is refused: %v", read.texts())
			case refused:
			case isLater:
				t.Errorf("is read, and is listed as one that is not")
			default:
				c.compare(t, read.tokens)
			}
		})
	}
}

func readField(t *testing.T) (cases []fieldCase) {
	t.Helper()
	const fewest = 30
	data, err := os.ReadFile(filepath.Join(field, "manifest.json"))
	var manifest struct{ Cases []fieldCase }
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
		t.Fatalf("%s has %d cases of import: must have %d at least", field, len(cases), fewest)
	}
	return cases
}

// read reads the file with the flags of the command.
func (c fieldCase) read(t *testing.T) whole {
	t.Helper()
	var options seedfile.Options
	words := strings.Fields(c.Command)
	for i, word := range words {
		switch word {
		case "--type":
			options.Overrides.Type = profiles.Type(words[i+1])
		case "--key-file":
			text, err := os.ReadFile(filepath.Join(field, words[i+1]))
			if err != nil {
				t.Fatal(err)
			}
			options.Keys.PreSharedKey = func() ([]byte, error) { return hex.DecodeString(strings.TrimSpace(string(text))) }
		}
	}
	file, err := os.ReadFile(filepath.Join(field, words[2]))
	if err != nil {
		t.Fatal(err)
	}
	return readWhole(t, string(file), options)
}

func (c fieldCase) compare(t *testing.T, got []seedfile.Token) {
	t.Helper()
	if len(got) != len(c.Expect.Tokens) {
		t.Errorf("gives %d tokens, and must %d", len(got), len(c.Expect.Tokens))
		return
	}
	for i, want := range c.Expect.Tokens {
		token := got[i]
		is := fieldToken{
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
				t.Errorf("token %s: its code is %s, must be %s", token.Serial, codes[len(codes)-1], code.Code)
			}
		}
		want.Codes = nil
		if got, want := is.line(), want.line(); got != want {
			t.Errorf("token %d is %s, must be %s", i, got, want)
		}
	}
}

// line is all but the codes.
func (f fieldToken) line() string {
	return strings.Join([]string{
		f.Serial, string(f.Type), string(f.Algorithm), strconv.Itoa(f.Digits), strconv.FormatUint(f.MovingFactor, 10), strconv.Itoa(f.Step), f.Secret,
	}, " ")
}
