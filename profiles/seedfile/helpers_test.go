package seedfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// readResult is what a Reader returned for a whole file.
type readResult struct {
	format   seedfile.Format
	tokens   []seedfile.Token
	problems []*seedfile.Error // the last may end the file
	notices  []string          // those reported once per file
}

// readAll reads a file from memory.
func readAll(t rapid.TB, file string, o seedfile.Options) readResult {
	t.Helper()
	return readFrom(t, strings.NewReader(file), "file", o)
}

func readFrom(t rapid.TB, in io.Reader, name string, o seedfile.Options) (r readResult) {
	t.Helper()
	reader, err := seedfile.NewReader(in, name, o)
	if err == nil {
		r.format = reader.Format()
	}
	for {
		var token seedfile.Token
		if err == nil {
			token, err = reader.Next()
		}
		problem, isProblem := errors.AsType[*seedfile.Error](err)
		switch {
		case err == nil:
			r.tokens = append(r.tokens, token)
			continue
		case errors.Is(err, io.EOF):
			return r
		case !isProblem || problem.File != name:
			t.Fatalf("the error %v (%T) does not name the file", err, err)
		}
		if text, isOnce := onceNotice(problem); isOnce {
			r.notices, err = append(r.notices, text), nil
			continue
		}
		r.problems = append(r.problems, problem)
		if reader == nil {
			return r
		}
		if problem.Kind == seedfile.Broken {
			if _, again := reader.Next(); !errors.Is(again, err) {
				t.Fatalf("got %v and then %v: want the same error", err, again)
			}
			return r
		}
		err = nil
	}
}

// onceNotice returns the text of a notice that is reported once per file.
func onceNotice(problem *seedfile.Error) (text string, is bool) {
	text, is = strings.CutSuffix(problem.Problem, " (reported once per file)")
	return text, is && problem.Kind == seedfile.Notice
}

func isOnce(problem *seedfile.Error) bool {
	_, is := onceNotice(problem)
	return is
}

// texts returns the problems as text, without the name of the file.
func (r readResult) texts() (texts []string) {
	for _, problem := range r.problems {
		texts = append(texts, strings.TrimPrefix(problem.Error(), "file"))
	}
	return texts
}

// lines returns the tokens, one per line, each beginning with the serial.
func (r readResult) lines() (lines []string) {
	for _, t := range r.tokens {
		line := fmt.Sprintf("%s %s %s %d %x", t.Serial, t.Type, t.Algorithm, t.Digits, t.Secret.Key())
		if t.Step != 0 {
			line += fmt.Sprintf(" %v from %d", t.Step, t.Epoch.Year())
		} else {
			line += fmt.Sprintf(" %d from %d", t.MovingFactor, t.FirstMovingFactor)
		}
		lines = append(lines, line)
	}
	return lines
}

// wantBroken checks that the last problem ends the file and contains want.
func (r readResult) wantBroken(t rapid.TB, want string) {
	t.Helper()
	if len(r.problems) == 0 || r.problems[len(r.problems)-1].Kind != seedfile.Broken || !strings.Contains(r.texts()[len(r.problems)-1], want) {
		t.Errorf("got %d tokens and problems %q; want the last to end the file with %q", len(r.tokens), r.texts(), want)
	}
}

// wantOneProblem checks that the only problem concerns one token and equals want.
func (r readResult) wantOneProblem(t rapid.TB, want string) {
	t.Helper()
	if len(r.problems) != 1 || r.problems[0].Kind == seedfile.Broken || r.texts()[0] != want {
		t.Errorf("got problems %q; want one for a token, %q", r.texts(), want)
	}
}

// written returns a file with the tokens.
func written(t rapid.TB, f seedfile.Format, tokens ...seedfile.Token) string {
	t.Helper()
	var file bytes.Buffer
	writer, err := seedfile.NewWriter(&file, f, seedfile.Protection{})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range tokens {
		if err := writer.Write(token); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// sameToken compares what a file can represent: not the position in the file, nor the warnings.
var sameToken = cmp.Options{
	cmpopts.IgnoreFields(seedfile.Token{}, "File", "Line", "Warnings"),
	cmp.Comparer(func(a, b profiles.Secret) bool { return string(a.Key()) == string(b.Key()) }),
}

// tokensOf reads a file named "f". Problems are returned with the hint in parentheses. Notices
// that are reported once per file are omitted.
func tokensOf(t rapid.TB, text string, o seedfile.Options) (tokens []seedfile.Token, problems []string) {
	t.Helper()
	read := readFrom(t, strings.NewReader(text), "f", o)
	for _, problem := range read.problems {
		problems = append(problems, withHint(problem))
	}
	return read.tokens, problems
}

func withHint(e *seedfile.Error) string {
	text := e.Error()
	if e.Hint() != "" {
		text += " (" + e.Hint() + ")"
	}
	return text
}

// checkLines compares the summaries of a file's tokens, followed by its problems, with want.
func checkLines(t *testing.T, what, text, want string) {
	t.Helper()
	tokens, problems := tokensOf(t, text, seedfile.Options{})
	var got []string
	for _, token := range tokens {
		got = append(got, summary(token))
	}
	if diff := cmp.Diff(want, strings.Join(append(got, problems...), "; ")); diff != "" {
		t.Errorf("%s:\n%s\n%s", what, text, diff)
	}
}

// summary returns a token in one line.
func summary(t seedfile.Token) string {
	last := fmt.Sprint(t.MovingFactor)
	if t.Type == profiles.Time {
		last = t.Step.String()
	}
	return fmt.Sprintf("%s %x %s %s %d %s", t.Serial, t.Secret.Key(), t.Type, t.Algorithm, t.Digits, last)
}

// anyToken draws a token that CSV and otpauth can represent, with a serial that probably
// contains special text.
func anyToken(t *rapid.T) seedfile.Token {
	meaningful := rapid.SampledFrom([]string{
		",", `"`, " ", "#", ":", ": ", ";", "%", "%41", "+", "?", "/", "&", "=", "<", "-----BEGIN ", "otpauth://",
		"otpauth-migration:", "dn: ", "serial: ", "secret:", "sccTokenData: ", "# SafeWord Authenticator Records", "age-encryption.org/", "\u00a0", "№é", "😀", "A1", "'", "=",
	})
	printable := rapid.Map(rapid.RuneFrom(nil, unicode.GraphicRanges...), func(r rune) string { return string(r) })
	piece := rapid.OneOf(meaningful, printable)
	serial := rapid.Map(rapid.SliceOfN(piece, 1, 8), func(s []string) string { return strings.Join(s, "") })
	secret, err := profiles.NewSecret(rapid.OneOf(rapid.SliceOfN(rapid.Byte(), 1, 200), rapid.SliceOfN(rapid.Byte(), 32, 32), rapid.SliceOfN(rapid.Byte(), 64, 64)).Draw(t, "secret"))
	if err != nil {
		t.Fatal(err)
	}
	token := seedfile.Token{
		Serial: serial.Filter(canBeRead).Draw(t, "serial"),
		Secret: secret,
		Traits: &seedfile.Traits{Type: rapid.SampledFrom([]profiles.Type{profiles.Event, profiles.Time}).Draw(t, "type"), Algorithm: rapid.SampledFrom([]profiles.Algorithm{profiles.SHA1, profiles.SHA256, profiles.SHA512}).Draw(t, "algorithm"), Digits: rapid.IntRange(profiles.MinDigits, profiles.MaxDigits).Draw(t, "digits")},
	}
	if token.Type == profiles.Time {
		token.Step = time.Duration(rapid.Int64Range(1, int64(profiles.MaxStep/time.Second)).Draw(t, "step")) * time.Second
		token.Epoch = time.Unix(0, 0).UTC()
	} else {
		token.MovingFactor = rapid.Uint64().Draw(t, "moving factor")
	}
	return token
}

// canBeRead reports whether a reader keeps a serial as it is.
func canBeRead(serial string) bool {
	token := seedfile.Token{Serial: serial, Secret: secretOf(make([]byte, 20)), Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}
	return profiles.ValidSerial(serial) && seedfile.CSV.Check(token) == nil && seedfile.OTPAuth.Check(token) == nil
}

// checkReadBack checks that written tokens are read back unchanged and that the format is
// detected.
func checkReadBack(t rapid.TB, format seedfile.Format, tokens []seedfile.Token) {
	file := written(t, format, tokens...)
	again, problems := tokensOf(t, file, seedfile.Options{})
	if diff := cmp.Diff(tokens, again, sameToken); diff != "" || problems != nil {
		t.Fatal(file, problems, diff)
	}
}

// fuzzReader reads any text. The reader must not panic and must come to an end, and the tokens
// must survive being written and read back.
func fuzzReader(t *testing.T, format seedfile.Format, text string) {
	tokens, problems := tokensOf(t, text, seedfile.Options{Format: format})
	if len(tokens) == 0 {
		if len(problems) == 0 {
			t.Fatalf("neither a token nor a problem for %q", text)
		}
		return
	}
	for i := range tokens { // a text format has no place for these
		traits := *tokens[i].Traits
		traits.Model, traits.Manufacturer = "", ""
		tokens[i].Traits = &traits
	}
	checkReadBack(t, format, tokens)
}

// checkRoundTrip checks that those tokens that the format can represent survive being written
// and read back.
func (r readResult) checkRoundTrip(t rapid.TB) {
	t.Helper()
	kept := slices.DeleteFunc(slices.Clone(r.tokens), func(token seedfile.Token) bool { return r.format.Check(token) != nil })
	if len(kept) == 0 {
		return
	}
	again := readAll(t, written(t, r.format, kept...), seedfile.Options{})
	if want := (readResult{tokens: kept}).lines(); !slices.Equal(again.lines(), want) {
		t.Errorf("after writing and reading: got %q, %q; want %q", again.lines(), again.texts(), want)
	}
}

// secretOf makes a secret of a test.
func secretOf(key []byte) profiles.Secret {
	secret, err := profiles.NewSecret(key)
	if err != nil {
		panic(err)
	}
	return secret
}

// sameSecrets compares secrets by their bytes, which do not show when they differ.
var sameSecrets = cmp.Comparer(func(x, y profiles.Secret) bool { return string(x.Key()) == string(y.Key()) })
