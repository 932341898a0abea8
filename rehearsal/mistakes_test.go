package rehearsal_test

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// answers is a file in testdata/mistakes: what a user does who makes one mistake, or none if the
// name of the file contains -right. The first line is "# In English: …" or "# По-русски: …".
type answers struct {
	name     string
	mistake  rehearsal.Mistake // "" for none
	language locale.Language
	header   map[string]string // exercise, roles, seed, says, real
	lines    []string
}

const mistakesFolder = "testdata/mistakes"

func readAnswers(t *testing.T) (all []answers) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(mistakesFolder, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parseAnswers(t, strings.TrimSuffix(filepath.Base(path), ".txt"), data))
	}
	return all
}

func parseAnswers(t *testing.T, name string, data []byte) answers {
	t.Helper()
	a := answers{name: name, header: map[string]string{}}
	kind, _, _ := strings.Cut(name, "-")
	if !slices.Contains(rehearsal.Mistakes(), rehearsal.Mistake(kind)) {
		t.Errorf("%s: there is no mistake %s", name, kind)
	}
	if !strings.Contains(name, "-right") {
		a.mistake = rehearsal.Mistake(kind)
	}
	for scanner := bufio.NewScanner(bytes.NewReader(data)); scanner.Scan(); {
		line := scanner.Text()
		comment, isComment := strings.CutPrefix(line, "# ")
		key, value, isHeader := strings.Cut(comment, ": ")
		switch {
		case isComment && key == "In English":
			a.language = locale.English
		case isComment && key == "По-русски":
			a.language = locale.Russian
		case isComment && isHeader && len(a.lines) == 0:
			a.header[key] = value
		default:
			a.lines = append(a.lines, line)
		}
	}
	if a.language == "" || a.header["exercise"] == "" {
		t.Fatalf("%s: the language or the exercise is missing", name)
	}
	return a
}

// exercise returns the exercise that the file names: an embedded one, or a file beside it.
func (a answers) exercise(t *testing.T) *rehearsal.Exercise {
	t.Helper()
	name := a.header["exercise"]
	if exercise, ok := rehearsal.Find(name); ok {
		return exercise
	}
	return readExercise(t, filepath.Join(mistakesFolder, name))
}

func readExercise(t *testing.T, path string) *rehearsal.Exercise {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	exercise, err := rehearsal.Parse(path, data)
	if err != nil {
		t.Fatal(err)
	}
	return exercise
}

// exercisesForMistakes returns the exercises beside the files.
func exercisesForMistakes(t *testing.T) (all []*rehearsal.Exercise) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(mistakesFolder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatal(len(paths), err)
	}
	for _, path := range paths {
		all = append(all, readExercise(t, path))
	}
	return all
}

func (a answers) options() rehearsal.Options {
	options := rehearsal.Options{Difficulty: rehearsal.Easy, Seed: a.header["seed"], Language: a.language}
	if roles := a.header["roles"]; roles != "" {
		for role := range strings.SplitSeq(roles, ", ") {
			options.Roles = append(options.Roles, rehearsal.Role(role))
		}
	}
	return options
}

// Every file commits exactly the mistake that it is named after, and the summary says in the
// file's language what happened and what it leads to.
func TestMistakes(t *testing.T) {
	for _, a := range readAnswers(t) {
		t.Run(a.name, func(t *testing.T) { a.play(t) })
	}
}

func (a answers) play(t *testing.T) {
	t.Helper()
	texts := locale.New(a.language)
	r, err := rehearsal.New(a.exercise(t), a.options())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range a.lines {
		action, ok, err := r.Fill(line)
		if err == nil && ok {
			a.checkLanguage(t, line, action)
			err = r.Do(action)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	for _, event := range r.Events() {
		t.Logf("%6.1f %-13s %s", event.At.Seconds(), event.Kind, event.Text.In(texts)+event.Screen.LCD)
	}
	made := r.Summary().Mistakes
	if a.mistake == "" {
		for _, m := range made {
			t.Errorf("%s although everything was right: %s", m.Mistake, m.Text.In(texts))
		}
		return
	}
	if len(made) != 1 || made[0].Mistake != a.mistake {
		for _, m := range made {
			t.Errorf("made %s: %s", m.Mistake, m.Text.In(texts))
		}
		t.Fatalf("%d mistakes; want one %s", len(made), a.mistake)
	}
	if says, real := made[0].Text.In(texts), made[0].Real.In(texts); says != a.header["says"] || real != a.header["real"] {
		t.Errorf("it says\n# says: %s\n# real: %s", says, real)
	}
	for _, language := range locale.Languages() {
		if text := made[0].Text.In(locale.New(language)) + made[0].Real.In(locale.New(language)); strings.ContainsAny(text, "{}") {
			t.Errorf("a placeholder without a value: %s", text)
		}
	}
}

// checkLanguage checks that a command is in the file's language.
func (a answers) checkLanguage(t *testing.T, line string, action rehearsal.Action) {
	t.Helper()
	for _, command := range rehearsal.Commands(locale.New(a.language)) {
		if command.Verb == action.Verb && !strings.HasPrefix(line, command.Phrase) {
			t.Errorf("%s: not in the file's language", line)
		}
	}
}

// Each mistake has a file that makes it and one that does the right thing instead. Half of the
// files are in Russian.
func TestEveryMistakeHasFiles(t *testing.T) {
	all := readAnswers(t)
	var names []string
	russian := 0
	for _, a := range all {
		names = append(names, a.name)
		if a.language == locale.Russian {
			russian++
		}
	}
	for _, mistake := range rehearsal.Mistakes() {
		for _, name := range []string{string(mistake), string(mistake) + "-right"} {
			if !slices.Contains(names, name) {
				t.Errorf("%s/%s.txt is missing", mistakesFolder, name)
			}
		}
	}
	if 2*russian < len(all) {
		t.Errorf("%d of %d files are in Russian", russian, len(all))
	}
}

// Different acts are different mistakes, and so is the same act on another occasion.
func TestSeveralMistakes(t *testing.T) {
	for name, test := range map[string]struct {
		exercise, lines string
		want            []rehearsal.Mistake
	}{
		"a dead segment, and a wrong digit": { // 787560 reads as 767560
			"misreads.yaml", "login; press; login 767561", []rehearsal.Mistake{rehearsal.DeadSegmentCode, rehearsal.MistypedCode},
		},
		"upside down, and a wrong digit": { // 228800 reads as 008822
			"turns.yaml", "login; press; upside down; login 008823", []rehearsal.Mistake{rehearsal.UpsideDownCode, rehearsal.MistypedCode},
		},
		"another token, and a wrong digit": { // 654313 is shown
			"in-step.yaml", "take 000500041623; login; press; login 654312", []rehearsal.Mistake{rehearsal.MistypedCode, rehearsal.OtherToken},
		},
		"too early, and too late": {
			"in-step.yaml", "press; wait 27s; login {code}", []rehearsal.Mistake{rehearsal.EarlyCode, rehearsal.LateCode},
		},
		"released too early twice": {
			"in-step.yaml", "hold 3s; wait 27s; hold 3s", []rehearsal.Mistake{rehearsal.ReleasedEarly, rehearsal.ReleasedEarly},
		},
		"the same wrong serial in two calls": {
			"in-step.yaml", "say 000500040816; hang up; say 000500040816", []rehearsal.Mistake{rehearsal.WrongSerial, rehearsal.WrongSerial},
		},
		"a press on each of two codes": {
			"in-step.yaml", "login; press 2; wait 27s; press 2", []rehearsal.Mistake{rehearsal.PressedWhileLit, rehearsal.PressedWhileLit},
		},
		"a change without a call": {
			"pocket.yaml", "sync {serial} {counter}; unlock {serial}", []rehearsal.Mistake{rehearsal.OrganisationNotAsked, rehearsal.NameNotAsked},
		},
		"a new call needs a new check": {
			"pocket.yaml",
			"say {serial} {counter} {organisation} {owner}; sync {serial} {counter}; hang up; say {serial} {counter}; unlock {serial}",
			[]rehearsal.Mistake{rehearsal.OrganisationNotAsked, rehearsal.NameNotAsked},
		},
	} {
		t.Run(name, func(t *testing.T) {
			exercise := readExercise(t, filepath.Join(mistakesFolder, test.exercise))
			r, err := rehearsal.New(exercise, rehearsal.Options{Seed: "1"})
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.SplitSeq(test.lines, "; ") {
				action, _, err := r.Fill(line)
				if err == nil {
					err = r.Do(action)
				}
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
			var got []rehearsal.Mistake
			for _, made := range r.Summary().Mistakes {
				got = append(got, made.Mistake)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// Mistakes of the side that the program plays do not count: here a customer who slips.
func TestMistakesOfTheOtherSide(t *testing.T) {
	exercise := readExercise(t, filepath.Join(mistakesFolder, "misread.yaml")) // the caller has told a wrong serial
	r, err := rehearsal.New(exercise, rehearsal.Options{Roles: []rehearsal.Role{rehearsal.Support}, Difficulty: rehearsal.Hard, Seed: "1"})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		for _, item := range rehearsal.Items() {
			if err := r.Do(rehearsal.Action{Verb: rehearsal.Ask, Item: item}); err != nil {
				t.Fatal(err)
			}
		}
	}
	summary := r.Summary()
	if len(summary.OtherSlips) == 0 || len(summary.Mistakes) > 0 {
		t.Errorf("%d slips of the other side, mistakes %v", len(summary.OtherSlips), summary.Mistakes)
	}
}
