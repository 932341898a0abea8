package seedfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"pgregory.net/rapid"

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
	return readFrom(t, strings.NewReader(file), o)
}

func readFrom(t rapid.TB, in io.Reader, o seedfile.Options) (w whole) {
	t.Helper()
	reader, err := seedfile.NewReader(in, "file", o)
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
		case !isProblem || problem.File != "file":
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
		if problem.Whole {
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
	return text, is && problem.Notice
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
	if len(w.problems) == 0 || !w.problems[len(w.problems)-1].Whole || !strings.Contains(w.texts()[len(w.problems)-1], want) {
		t.Errorf("gives %d tokens and the problems %q; the last must end the file with %q", len(w.tokens), w.texts(), want)
	}
}

// refusesToken sees that a file gives one problem, which concerns one token.
func (w whole) refusesToken(t rapid.TB, want string) {
	t.Helper()
	if len(w.problems) != 1 || w.problems[0].Whole || w.texts()[0] != want {
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
