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

// whole is what a seed file gave, read to its end.
type whole struct {
	format   seedfile.Format
	tokens   []seedfile.Token
	problems []*seedfile.Error // the last may end the file
	notices  []string          // each given once for the file
}

// readWhole reads a file that is in memory.
func readWhole(t rapid.TB, file string, o seedfile.Options) whole {
	t.Helper()
	return readFrom(t, strings.NewReader(file), "file", o)
}

func readFrom(t rapid.TB, in io.Reader, name string, o seedfile.Options) (w whole) {
	t.Helper()
	reader, err := seedfile.NewReader(in, name, o)
	if err == nil {
		w.format = reader.Format()
	}
	for {
		var token seedfile.Token
		if err == nil {
			token, err = reader.Next()
		}
		problem, isProblem := errors.AsType[*seedfile.Error](err)
		switch {
		case err == nil:
			w.tokens = append(w.tokens, token)
			continue
		case errors.Is(err, io.EOF):
			return w
		case !isProblem || problem.File != name:
			t.Fatalf("the error %v (%T) does not name the file", err, err)
		}
		if text, isOnce := onceNotice(problem); isOnce {
			w.notices, err = append(w.notices, text), nil
			continue
		}
		w.problems = append(w.problems, problem)
		if reader == nil {
			return w
		}
		if problem.Kind == seedfile.Broken {
			if _, again := reader.Next(); !errors.Is(again, err) {
				t.Fatalf("after %v comes %v: must be the same", err, again)
			}
			return w
		}
		err = nil
	}
}

// onceNotice is the text of a warning that is given once for a file.
func onceNotice(problem *seedfile.Error) (text string, is bool) {
	text, is = strings.CutSuffix(problem.Problem, " (reported once per file)")
	return text, is && problem.Kind == seedfile.Notice
}

func isOnce(problem *seedfile.Error) bool {
	_, is := onceNotice(problem)
	return is
}

// texts are the problems in words.
func (w whole) texts() (texts []string) {
	for _, problem := range w.problems {
		texts = append(texts, strings.TrimPrefix(problem.Error(), "file"))
	}
	return texts
}

// lines are the tokens, each on a line that begins with the serial.
func (w whole) lines() (lines []string) {
	for _, t := range w.tokens {
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

// refusesWhole sees that a file gives one problem, which ends it.
func (w whole) refusesWhole(t rapid.TB, want string) {
	t.Helper()
	if len(w.problems) == 0 || w.problems[len(w.problems)-1].Kind != seedfile.Broken || !strings.Contains(w.texts()[len(w.problems)-1], want) {
		t.Errorf("gives %d tokens and the problems %q; the last must end the file with %q", len(w.tokens), w.texts(), want)
	}
}

// refusesToken sees that a file gives one problem, which concerns one token.
func (w whole) refusesToken(t rapid.TB, want string) {
	t.Helper()
	if len(w.problems) != 1 || w.problems[0].Kind == seedfile.Broken || w.texts()[0] != want {
		t.Errorf("the problems are %q; must be one token's, %q", w.texts(), want)
	}
}

// written is a file of some tokens.
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

// sameToken compares what a file can say: not where it stood, and what was left out.
var sameToken = cmp.Options{
	cmpopts.IgnoreFields(seedfile.Token{}, "File", "Line", "Warnings"),
	cmp.Comparer(func(a, b profiles.Secret) bool { return string(a.Key()) == string(b.Key()) }),
}

// tokensOf reads the file "f" to its end. Problems are as people see them, with the hint in
// brackets; what is noted once for a file is left out.
func tokensOf(t rapid.TB, text string, o seedfile.Options) (tokens []seedfile.Token, problems []string) {
	t.Helper()
	read := readFrom(t, strings.NewReader(text), "f", o)
	for _, problem := range read.problems {
		problems = append(problems, told(problem))
	}
	return read.tokens, problems
}

func told(e *seedfile.Error) string {
	text := e.Error()
	if e.Hint() != "" {
		text += " (" + e.Hint() + ")"
	}
	return text
}

// checkLines compares what a text yields with tokens in one line each, and problems.
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

// summary shows a token in one line.
func summary(t seedfile.Token) string {
	last := fmt.Sprint(t.MovingFactor)
	if t.Type == profiles.Time {
		last = t.Step.String()
	}
	return fmt.Sprintf("%s %x %s %s %d %s", t.Serial, t.Secret.Key(), t.Type, t.Algorithm, t.Digits, last)
}

// anyToken draws a token that both CSV and otpauth can say. Its serial is likely to
// hold what means something to a reader.
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
		Serial:    serial.Filter(canBeRead).Draw(t, "serial"),
		Type:      rapid.SampledFrom([]profiles.Type{profiles.Event, profiles.Time}).Draw(t, "type"),
		Secret:    secret,
		Algorithm: rapid.SampledFrom([]profiles.Algorithm{profiles.SHA1, profiles.SHA256, profiles.SHA512}).Draw(t, "algorithm"),
		Digits:    rapid.IntRange(profiles.MinDigits, profiles.MaxDigits).Draw(t, "digits"),
	}
	if token.Type == profiles.Time {
		token.Step = time.Duration(rapid.Int64Range(1, int64(profiles.MaxStep/time.Second)).Draw(t, "step")) * time.Second
		token.Epoch = time.Unix(0, 0).UTC()
	} else {
		token.MovingFactor = rapid.Uint64().Draw(t, "moving factor")
	}
	return token
}

// canBeRead leaves out serials that readers would put right, or refuse.
func canBeRead(serial string) bool {
	token := seedfile.Token{Serial: serial, Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, Secret: secretOf(make([]byte, 20))}
	return profiles.ValidSerial(serial) && seedfile.CSV.Check(token) == nil && seedfile.OTPAuth.Check(token) == nil
}

// What is written is recognised and read back the same, whatever the serial.
func checkReadBack(t rapid.TB, format seedfile.Format, tokens []seedfile.Token) {
	file := written(t, format, tokens...)
	again, problems := tokensOf(t, file, seedfile.Options{})
	if diff := cmp.Diff(tokens, again, sameToken); diff != "" || problems != nil {
		t.Fatal(file, problems, diff)
	}
}

// fuzzReader feeds any text to a reader. Nothing may panic, the end must come, and what
// is read must be written and read back.
func fuzzReader(t *testing.T, format seedfile.Format, text string) {
	tokens, problems := tokensOf(t, text, seedfile.Options{Format: format})
	if len(tokens) == 0 {
		if len(problems) == 0 {
			t.Fatalf("neither a token nor a problem in %q", text)
		}
		return
	}
	checkReadBack(t, format, tokens)
}

// againTheSame sees that tokens which the format can say come back from a file.
func (w whole) againTheSame(t rapid.TB) {
	t.Helper()
	said := slices.DeleteFunc(slices.Clone(w.tokens), func(token seedfile.Token) bool { return w.format.Check(token) != nil })
	if len(said) == 0 {
		return
	}
	again := readWhole(t, written(t, w.format, said...), seedfile.Options{})
	if want := (whole{tokens: said}).lines(); !slices.Equal(again.lines(), want) {
		t.Errorf("after writing and reading: %q, %q; must be %q", again.lines(), again.texts(), want)
	}
}
