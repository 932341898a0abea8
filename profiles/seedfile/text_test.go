package seedfile_test

import (
	"errors"
	"fmt"
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

// sameToken compares what a file can say: not where it stood, and what was left out.
var sameToken = cmp.Options{
	cmpopts.IgnoreFields(seedfile.Token{}, "File", "Line", "Warnings"),
	cmp.Comparer(func(a, b profiles.Secret) bool { return string(a.Key()) == string(b.Key()) }),
}

// tokensOf reads a text to its end. What is wrong is told as people see it, with the
// hint in brackets; what is noted once for a file is not.
func tokensOf(text string, o seedfile.Options) (tokens []seedfile.Token, problems []string) {
	reader, err := seedfile.NewReader(strings.NewReader(text), "f", o)
	for err == nil {
		var token seedfile.Token
		token, err = reader.Next()
		var problem *seedfile.Error
		switch {
		case err == nil:
			tokens = append(tokens, token)
		case errors.As(err, &problem) && isOnce(problem):
			err = nil
		case errors.As(err, &problem) && !problem.Whole:
			problems, err = append(problems, told(problem)), nil
		}
	}
	var problem *seedfile.Error
	if errors.As(err, &problem) {
		problems = append(problems, told(problem))
	}
	return tokens, problems
}

func isOnce(problem *seedfile.Error) bool {
	_, is := onceNotice(problem)
	return is
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
	tokens, problems := tokensOf(text, seedfile.Options{})
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
	again, problems := tokensOf(file, seedfile.Options{})
	if diff := cmp.Diff(tokens, again, sameToken); diff != "" || problems != nil {
		t.Fatal(file, problems, diff)
	}
}

// fuzzReader feeds any text to a reader. Nothing may panic, the end must come, and what
// is read must be written and read back.
func fuzzReader(t *testing.T, format seedfile.Format, text string) {
	tokens, problems := tokensOf(text, seedfile.Options{Format: format})
	if len(tokens) == 0 {
		if len(problems) == 0 {
			t.Fatalf("neither a token nor a problem in %q", text)
		}
		return
	}
	checkReadBack(t, format, tokens)
}
