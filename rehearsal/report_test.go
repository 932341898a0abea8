package rehearsal_test

import (
	"bytes"
	"fmt"
	"html"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"etokenpass/internal/golden"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// givenUp are commands that make several mistakes at both sides, one of them harmless.
const givenUp = `
press
login {code}
wait 30s
hold 3s
wait 30s
turn
hold 4s
press 5
say 000500048015 F00058 Romashka
ask serial
say 000500040815
sync 000500040815 F00059
hint
give up
`

// askedOnce are commands of a help desk that believes what a careless caller says.
const askedOnce = `
ask organisation
ask name
ask serial
ask counter
give up
`

// The golden files are what people and programs get, in every language and form.
func TestReports(t *testing.T) {
	for _, language := range locale.Languages() {
		texts := locale.New(language)
		options := rehearsal.Options{Difficulty: rehearsal.Easy, Seed: "report", Language: language}
		hard := rehearsal.Options{Difficulty: rehearsal.Hard, Seed: "report", Language: language, Roles: []rehearsal.Role{rehearsal.Support}}
		pocket, ok := rehearsal.Find("pocket-presses")
		if !ok {
			t.Fatal("no exercise pocket-presses")
		}
		for name, summary := range map[string]rehearsal.Summary{
			"solved":   solved(t, pocket, options),
			"given-up": played(t, pocket, options, givenUp),
			"support":  played(t, pocket, hard, askedOnce),
		} {
			for form, write := range forms(summary) {
				file := fmt.Sprintf("report-%s.%s.%s", name, language, form)
				t.Run(file, func(t *testing.T) {
					got, err := write(texts)
					if err != nil {
						t.Fatal(err)
					}
					golden.Check(t, filepath.Join("testdata", file), got)
				})
			}
		}
	}
}

// forms returns the forms of a report, by the extension of their files.
func forms(s rehearsal.Summary) map[string]func(*locale.Texts) ([]byte, error) {
	return map[string]func(*locale.Texts) ([]byte, error){
		"txt":  func(texts *locale.Texts) ([]byte, error) { return []byte(s.Text(texts)), nil },
		"json": s.JSON,
		"html": s.HTML,
	}
}

// solved returns the summary of the exercise's own solution.
func solved(t *testing.T, exercise *rehearsal.Exercise, options rehearsal.Options) rehearsal.Summary {
	t.Helper()
	actions, err := rehearsal.Solve(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	r := started(t, exercise, options)
	for _, action := range actions {
		if err := r.Do(action); err != nil {
			t.Fatal(err)
		}
	}
	return r.Summary()
}

// played returns the summary after commands, one in a line. {code} stands for what the LCD shows.
func played(t *testing.T, exercise *rehearsal.Exercise, options rehearsal.Options, commands string) rehearsal.Summary {
	t.Helper()
	r := started(t, exercise, options)
	for line := range strings.Lines(commands) {
		action, ok, err := rehearsal.ParseAction(strings.ReplaceAll(line, "{code}", r.View().LCD.Reading()))
		if err == nil && ok {
			err = r.Do(action)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return r.Summary()
}

func started(t *testing.T, exercise *rehearsal.Exercise, options rehearsal.Options) *rehearsal.Rehearsal {
	t.Helper()
	r, err := rehearsal.New(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// hostile is an exercise of a bank with markup in its texts.
const hostile = `
name: hostile
title: {en: <script>alert(1)</script>, ru: "<script>а</script>"}
situation: {en: '"><img src=x onerror=alert(1)>', ru: '"><img src=а onerror=alert(1)>'}
goal: {en: </style><script>, ru: </style><script>а}
opening: {en: <b>, ru: <b>а}
roles: [support]
customer:
  login: anna
  owner: {en: "<script>Ivanova</script>", ru: "<script>Иванова</script>"}
  organisation: {en: "<script>Romashka</script>", ru: "<script>Ромашка</script>"}
tokens:
  - {serial: "<script>1", login: anna}
  - {serial: "2", login: boris, owner: {en: "<script>Petrov", ru: "<script>Петров"}}
steps:
  - by: support
    text: {en: <script>step</script>, ru: <script>шаг</script>}
    hint: {en: none, ru: нет}
    done: synchronised
    do: [wait 1s]
reached: synchronised
`

// Texts of an exercise and what people type cannot become markup, and cannot control a terminal.
func TestReportsAreSafe(t *testing.T) {
	exercise, err := rehearsal.Parse("hostile.yaml", []byte(hostile))
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range locale.Languages() {
		texts := locale.New(language)
		summary := played(t, exercise, rehearsal.Options{Seed: "<script>\x1b[2J\u202e", Language: language}, `
ask name
ask organisation
sync 2 F00000
give up
`)
		if len(summary.Mistakes) != 1 || summary.Mistakes[0].Mistake != rehearsal.NameDiffers {
			t.Fatalf("not the mistake that names both owners: %v", summary.Mistakes)
		}
		page, err := summary.HTML(texts)
		if err != nil {
			t.Fatal(err)
		}
		for _, markup := range []string{"<script", "<img", "<b>"} {
			if bytes.Contains(page, []byte(markup)) {
				t.Errorf("in %s, the page has %s:\n%s", language, markup, page)
			}
		}
		for _, shown := range []string{exercise.Title.In(language), exercise.Goal.In(language), exercise.Customer.Owner.In(language), exercise.Tokens[1].Owner.In(language)} {
			if escaped := html.EscapeString(shown); !bytes.Contains(page, []byte(escaped)) {
				t.Errorf("in %s, the page does not show %s", language, escaped)
			}
		}
		if n := bytes.Count(page, []byte("</style>")); n != 1 {
			t.Errorf("in %s, the page ends its style %d times", language, n)
		}
		for form, text := range map[string]string{"text": summary.Text(texts), "page": string(page)} {
			if strings.ContainsAny(text, "\x1b\u202e") {
				t.Errorf("in %s, the %s has control characters", language, form)
			}
		}
	}
}

// An action that a front end makes without [rehearsal.ParseAction] can contain any character.
func TestReportsOfAnyCharacter(t *testing.T) {
	t.Parallel()
	r := started(t, find(t, "pocket-presses"), rehearsal.Options{Language: locale.English})
	for _, action := range []rehearsal.Action{{Verb: rehearsal.Say, Args: []string{"0005\x1b[2J\u202e0815"}}, {Verb: rehearsal.GiveUp}} {
		if err := r.Do(action); err != nil {
			t.Fatal(err)
		}
	}
	text := r.Summary().Text(locale.New(locale.English))
	if strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, "0005\ufffd[2J\ufffd0815") {
		t.Errorf("%q", text)
	}
}

// Reports as text fit a terminal, whatever a user has typed.
func TestReportsFitTheTerminal(t *testing.T) {
	exercise, ok := rehearsal.Find("pocket-presses")
	if !ok {
		t.Fatal("no exercise pocket-presses")
	}
	for _, language := range locale.Languages() {
		options := rehearsal.Options{Seed: strings.Repeat("длинный-", 20) + "seed", Language: language}
		typed := strings.Repeat("1", 250)
		text := played(t, exercise, options, "say "+typed+"\ngive up").Text(locale.New(language))
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("in %s, a line has %d characters: %s", language, n, line)
			}
		}
		if joined := strings.Join(strings.Fields(text), ""); !strings.Contains(joined, typed) || !strings.Contains(joined, options.Seed) {
			t.Errorf("in %s, something is missing:\n%s", language, text)
		}
	}
}
