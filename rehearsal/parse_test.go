package rehearsal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/internal/errs"
	"etokenpass/internal/value"
	"etokenpass/profiles"
	"etokenpass/rehearsal"
)

// smallest is an exercise with nothing but the required fields. Line 5 is the customer, line 6 the
// token, line 8 the step.
const smallest = `name: a
title: {en: A, ru: А}
situation: {en: B, ru: Б}
goal: {en: C, ru: В}
customer: {login: anna, owner: {en: Ivanova, ru: Иванова}, organisation: {en: Romashka, ru: Ромашка}}
tokens: [{serial: "0001", login: anna}]
steps:
- {by: customer, text: {en: D, ru: Г}, hint: {en: E, ru: Д}, done: signed_in, do: [login, press, "login {code}"]}
reached: signed_in
roles: [customer]
`

func TestDefaults(t *testing.T) {
	got, err := rehearsal.Parse("file", []byte(smallest))
	if err != nil {
		t.Fatal(err)
	}
	owner := rehearsal.Words{EN: "Ivanova", RU: "Иванова"}
	want := &rehearsal.Exercise{
		Name: "a", Title: rehearsal.Words{EN: "A", RU: "А"}, Situation: rehearsal.Words{EN: "B", RU: "Б"}, Goal: rehearsal.Words{EN: "C", RU: "В"},
		Roles: []rehearsal.Role{rehearsal.Customer}, Minutes: 5, Policy: "bank-guide", Page: rehearsal.PageStart, Signing: rehearsal.SignWithCode,
		Customer: rehearsal.Person{Login: "anna", Owner: owner, Organisation: rehearsal.Words{EN: "Romashka", RU: "Ромашка"}},
		Tokens:   []rehearsal.Fob{{Serial: "0001", Type: profiles.Event, Login: "anna", Owner: owner}},
		Steps: []rehearsal.Step{{
			By: rehearsal.Customer, Text: rehearsal.Words{EN: "D", RU: "Г"}, Hint: rehearsal.Words{EN: "E", RU: "Д"},
			Done: rehearsal.FactSignedIn, Do: []string{"login", "press", "login {code}"},
		}},
		Reached: rehearsal.FactSignedIn, Mistakes: rehearsal.Mistakes(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryField(t *testing.T) {
	got, err := rehearsal.Parse("file", []byte(replaced(t,
		"roles: [customer]", "roles: [support]\nopening: {en: O, ru: О}\nminutes: 240\nlimit: 90s\npolicy: tms\npage: open\nsigning: session\nfirst_code: misreads\nmistakes: []\nbefore: [press 2]",
		"login: anna, owner", `login: anna, pin: "1234", owner`,
		`{serial: "0001", login: anna}`, `{serial: "0001", login: anna, counter: 7, life: 14000, dead_segments: [1g, 6a]}, {serial: "0002", type: time, offset: 90s},`+
			`{serial: "0003", login: boris, owner: {en: Petrov, ru: Петров}, counter: 7, expected: 3}`)))
	if err != nil {
		t.Fatal(err)
	}
	if got.Minutes != 240 || got.Limit != 90*time.Second || got.Policy != "tms" || got.Page != rehearsal.PageOpen || got.Signing != rehearsal.SignInSession || got.FirstCode != rehearsal.Misreads ||
		len(got.Mistakes) != 0 || len(got.Before) != 1 || got.Opening.EN != "O" || got.Customer.PIN != "1234" {
		t.Errorf("got %+v", got)
	}
	want := []rehearsal.Fob{
		{Serial: "0001", Type: profiles.Event, Counter: 7, Expected: 7, Life: 14_000, DeadSegments: []string{"1g", "6a"}, Login: "anna", Owner: got.Customer.Owner},
		{Serial: "0002", Type: profiles.Time, Offset: 90 * time.Second},
		{Serial: "0003", Type: profiles.Event, Counter: 7, Expected: 3, Login: "boris", Owner: rehearsal.Words{EN: "Petrov", RU: "Петров"}},
	}
	if diff := cmp.Diff(want, got.Tokens); diff != "" {
		t.Error(diff)
	}
}

// replaced returns the smallest exercise with each old text replaced by the new one after it.
func replaced(t *testing.T, pairs ...string) string {
	t.Helper()
	text := smallest
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%q is %d times in the exercise", pairs[i], strings.Count(text, pairs[i]))
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestParseErrors(t *testing.T) {
	long := strings.Repeat("я", 2001)
	const (
		name    = "must be 1 to 50 lower-case letters, digits and dashes"
		word    = "must be 1 to 50 printable characters without spaces"
		words   = "must be a mapping with en and ru, each a text"
		pin     = "must be 4 to 16 digits"
		segment = "must be a cell from 1 to 6 and a segment from a to g, like 1g"
		spoken  = word + ", not only punctuation"
		short   = "must be a text in English, of up to 100 characters in one line"
		shortRU = "must be a text in Russian, in Cyrillic, of up to 100 characters in one line"
		serial  = `{serial: "0001", login: anna`
		pairs   = "file:6: tokens: %d tokens are assigned to the customer: must be one"
		atOne   = "write login: anna at one token"
	)
	facts, mistakes, policies := value.Choice(rehearsal.Facts()...), value.Choice(rehearsal.Mistakes()...), "bank-guide, bs-client, bitrix or tms"
	for _, test := range []struct{ old, new, want, hint string }{
		// the document
		{smallest, "", "file: the document is empty: an exercise needs at least name, title, situation, goal, customer, tokens, steps and reached", ""},
		{smallest, "[]", "file:1: not an exercise: must be a mapping with fields like name, title, situation, goal, customer, tokens, steps and reached", ""},
		{"name: a", "nam: a", "file:1: name: missing: " + name + "\nfile:1: nam: unknown field: must be one of name, title, situation, goal, opening, roles, minutes, limit, policy, " +
			"customer, tokens, page, signing, first_code, before, steps, reached, mistakes", "did you mean name?"},

		// texts
		{"name: a", "name: A", "file:1: name: A: " + name, ""},
		{"name: a", "name: " + strings.Repeat("a", 51), "file:1: name: (hidden, as it could be a secret): " + name, ""},
		{"title: {en: A, ru: А}\n", "", "file:1: title: missing: " + words, ""},
		{"title: {en: A, ru: А}", "title: A", "file:2: title: must be a mapping with fields of its own", ""},
		{"title: {en: A, ru: А}", "title: {en: A}", "file:2: title.ru: missing: " + shortRU, ""},
		{"title: {en: A, ru: А}", "title: {ru: А}", "file:2: title.en: missing: " + short, ""},
		{"title: {en: A, ru: А}", "title: {en: A, ru: A}", "file:2: title.ru: A: " + shortRU, ""},
		{"title: {en: A, ru: А}", "title: {en: '', ru: А}", `file:2: title.en: "": ` + short, ""},
		{"title: {en: A, ru: А}", `title: {en: "\u0007", ru: А}`, `file:2: title.en: "\a": ` + short, ""},
		{"title: {en: A, ru: А}", "title: {en: A, ru: А, de: A}", "file:2: title.de: unknown field: must be one of en, ru", ""},
		{"title: {en: A, ru: А}", `title: {en: "A\nB", ru: А}`, `file:2: title.en: "A\nB": ` + short, ""},
		{"situation: {en: B, ru: Б}\n", "", "file:1: situation: missing: " + words, ""},
		{"goal: {en: C, ru: В}\n", "", "file:1: goal: missing: " + words, ""},
		{"goal: {en: C, ru: В}", "goal: {en: C, ru: " + long + "}", "file:4: goal.ru: " + long[:2*60] + "…: must be a text in Russian, in Cyrillic", ""},
		{"roles: [customer]", "roles: [customer]\nopening: {en: A}", "file:11: opening.ru: missing: must be a text in Russian, in Cyrillic", ""},

		// what users can play
		{"roles: [customer]", "roles: []", "file:10: roles: an empty list: must have at least one item", ""},
		{"roles: [customer]", "roles: customer", "file:10: roles: must be a list, each item customer or support", ""},
		{"roles: [customer]", "roles: [client]", "file:10: roles: client: each must be customer or support", ""},
		{"roles: [customer]", "roles: [customer, customer]", "file:10: roles: customer is given twice", ""},
		{"roles: [customer]", "roles: [customer, support]", "file:1: opening: missing: must be what the customer says first, because users can play the help desk", ""},
		{"roles: [customer]\n", "", "file:1: opening: missing: must be what the customer says first, because users can play the help desk", ""},
		{"roles: [customer]", "roles: [customer]\nminutes: 0", "file:11: minutes: 0: must be a whole number from 1 to 240", ""},
		{"roles: [customer]", "roles: [customer]\nlimit: 15", "file:11: limit: 15 has no unit: must be a duration from 1s to 4h, with its unit, or none", "write limit: 15s"},
		{"roles: [customer]", "roles: [customer]\nlimit: 5h", "file:11: limit: 5h: must be a duration from 1s to 4h, with its unit, or none", ""},
		{"roles: [customer]", "roles: [customer]\npolicy: bank", "file:11: policy: bank: must be " + policies, ""},
		{"roles: [customer]", "roles: [customer]\npage: key", "file:11: page: key: must be start or open", ""},
		{"roles: [customer]", "roles: [customer]\nsigning: seal", "file:11: signing: seal: must be code or session", ""},
		{"roles: [customer]", "roles: [customer]\nfirst_code: any", "file:11: first_code: any: must be turns or misreads", ""},
		{
			"roles: [customer]", "roles: [customer]\nfirst_code: misreads", "file:11: first_code: misreads: the customer's token has no dead segments",
			"give the customer's token dead_segments",
		},
		{
			`login: anna}]
`, `login: anna, counter: 5, life: 5}]
first_code: turns
`, "file:7: first_code: turns: the customer's token is dead and shows no code",
			"give the customer's token more life than its counter",
		},
		{"roles: [customer]", "roles: [customer]\nmistakes: [typo]", "file:11: mistakes: typo: each must be " + mistakes, ""},
		{"roles: [customer]", "roles: [customer]\nmistakes: [no_code, no_code]", "file:11: mistakes: no_code is given twice", ""},

		// the customer
		{
			"customer: {login: anna, owner: {en: Ivanova, ru: Иванова}, organisation: {en: Romashka, ru: Ромашка}}\n", "",
			"file:1: customer: missing: must be a mapping with login, owner and organisation", "",
		},
		{"{login: anna, owner", "{owner", "file:5: customer.login: missing: " + word, ""},
		{"{login: anna, owner", "{login: anna ivanova, owner", `file:5: customer.login: "anna ivanova": ` + word, ""},
		{"{login: anna, owner: {en: Ivanova, ru: Иванова}", "{login: anna", "file:5: customer.owner: missing: " + words, ""},
		{", organisation: {en: Romashka, ru: Ромашка}", "", "file:5: customer.organisation: missing: " + words, ""},
		{"en: Romashka", `en: "Romashka\nLtd"`, `file:5: customer.organisation.en: "Romashka\nLtd": ` + short, ""},
		{"en: Romashka", "en: " + strings.Repeat("a ", 50) + "a", "file:5: customer.organisation.en: \"" + strings.Repeat("a ", 30) + "…\": " + short, ""},
		{"ru: Иванова", "ru: —", "file:5: customer.owner.ru: —: " + shortRU, ""},
		{"{login: anna, owner", "{login: anna, pin: 1234, owner", "file:5: customer.pin: not text: " + pin, "put it in quotes"},
		{"{login: anna, owner", "{login: anna, pin: abc, owner", "file:5: customer.pin: " + pin, ""},
		{
			"goal: {en: C, ru: В}\ncustomer: {login: anna, owner", "goal: {en: C, ru: В}\npolicy: tms\ncustomer: {login: anna, pin: '123', owner",
			"file:6: customer.pin: " + pin, "",
		},

		{"{login: anna, owner", "{login: anna, pin: '2468', owner", "file:5: customer: pin: not allowed: policy bank-guide has none", "leave it out"},
		{"roles: [customer]", "roles: [customer]\npolicy: tms", "file:5: customer: pin: missing: policy tms asks for one, of 4 to 16 digits", "add pin"},

		// tokens
		{`tokens: [{serial: "0001", login: anna}]` + "\n", "", "file:1: tokens: missing: must be a list of tokens, each with a serial", ""},
		{`[{serial: "0001", login: anna}]`, "[]", "file:6: tokens: an empty list: must have at least one item", ""},
		{`[{serial: "0001", login: anna}]`, "[" + strings.Repeat("{}, ", 11) + "]", "file:6: tokens: 11 items: must be at most 10", ""},
		{serial, "{login: anna", "file:6: tokens[1].serial: missing: " + spoken, ""},
		{serial, "{serial: 0001, login: anna", "file:6: tokens[1].serial: not text: " + spoken, `put it in quotes: serial: "0001"`},
		{serial, `{serial: "00 01", login: anna`, `file:6: tokens[1].serial: "00 01": ` + spoken, ""},
		{serial, `{serial: "--", login: anna`, `file:6: tokens[1].serial: --: ` + spoken, ""},
		{serial, `{serial: "\"1'»”“", login: anna`, `file:6: tokens[1].serial: "1'»”“: ` + spoken, ""}, // no quotation marks can enclose it
		{serial, serial + ", type: sms", "file:6: tokens[1].type: sms: must be event or time", ""},
		{serial, serial + ", counter: -1", "file:6: tokens[1].counter: -1: must be a whole number from 0 to 1099511627776", ""},
		{serial, serial + ", expected: x", `file:6: tokens[1].expected: "x" is text: must be a whole number from 0 to 1099511627776`, ""},
		{serial, serial + ", life: 0", "file:6: tokens[1].life: 0: must be a whole number from 1 to 1099511627776", ""},
		{serial, serial + ", dead_segments: [7a]", "file:6: tokens[1].dead_segments: 7a: each " + segment, ""},
		{serial, serial + ", offset: 5m", "file:6: tokens[1].offset: not allowed: only a token of type time has a clock", ""},
		{serial, serial + ", type: time, offset: 25h", "file:6: tokens[1].offset: 25h: must be a duration from 0s to 24h, with its unit", ""},
		{serial, serial + ", owner: {en: A, ru: А}", "file:6: tokens[1].owner: not allowed: the owner is the customer's", "leave it out"},
		{serial, `{serial: "0002", owner: {en: A, ru: А}}, ` + serial, "file:6: tokens[1].owner: not allowed: a token without login is a spare one", "add login, or leave out owner"},
		{serial, `{serial: "0002", login: boris}, ` + serial, "file:6: tokens[1].owner: missing: must be the owner's family name, in en and ru", ""},
		{serial, `{serial: "0001"}, ` + serial, "file:6: tokens: two tokens have the serial 0001: case, spaces and dashes do not count", ""},
		{serial, `{serial: "00-01"}, ` + serial, "file:6: tokens: two tokens have the serial 0001: case, spaces and dashes do not count", ""},
		{`{serial: "0001", login: anna}`, `{serial: "0001"}`, fmt.Sprintf(pairs, 0), atOne},
		{serial, `{serial: "0002", login: anna}, ` + serial, fmt.Sprintf(pairs, 2), atOne},
		{
			serial, `{serial: "0002", login: boris, owner: {en: A, ru: А}}, {serial: "0003", login: boris, owner: {en: A, ru: А}}, ` + serial,
			"file:6: tokens: two tokens are assigned to boris: must be at most one", "",
		},

		// steps
		{"by: customer", "by: bank", "file:8: steps[1].by: bank: must be customer or support", ""},
		{"by: customer, ", "", "file:8: steps[1].by: missing: must be customer or support", ""},
		{"text: {en: D, ru: Г}, ", "", "file:8: steps[1].text: missing: " + words, ""},
		{"hint: {en: E, ru: Д}, ", "", "file:8: steps[1].hint: missing: " + words, ""},
		{"done: signed_in", "done: done", "file:8: steps[1].done: done: must be " + facts + "\nfile:9: reached: signed_in: no step is done by it", "write done: signed_in at the last step"},
		{"done: signed_in, ", "", "file:8: steps[1].done: missing: must be " + facts + "\nfile:9: reached: signed_in: no step is done by it", "write done: signed_in at the last step"},
		{"reached: signed_in\n", "", "file:1: reached: missing: must be " + facts, ""},
		{"reached: signed_in", "reached: won", "file:9: reached: won: must be " + facts, ""},
		{"reached: signed_in", "reached: locked", "file:9: reached: locked: no step is done by it", "write done: locked at the last step"},

		// commands
		{"do: [login, press", "do: [log, press", "file:8: steps[1].do: log: not a command: unknown command log: help lists the commands", ""},
		{"do: [login, press", "do: [login, pres", "file:8: steps[1].do: pres: not a command: unknown command pres: did you mean press?", ""},
		{"do: [login, press", "do: [login, press 0", "file:8: steps[1].do: press 0: not a command: 0: must be a number from 1 to 1000", ""},
		{"do: [login, press", "do: [login, ждать", "file:8: steps[1].do: ждать: not a command: write wait TIME", ""},
		{"do: [login, press", "do: [login, 5", "file:8: steps[1].do: 5: each must be a command in English or Russian, of up to 300 characters", ""},
		{"do: [login, press", "do: [login, '# press'", "file:8: steps[1].do: # press: an empty command", "leave it out"},
		{"do: [login, press", "do: [login, подсказка, press", "file:8: steps[1].do: подсказка: not allowed in an exercise", "leave it out"},
		{"do: [login, press", "do: [login, give up, press", "file:8: steps[1].do: give up: not allowed in an exercise", "leave it out"},
		{"do: [login, press", "do: [login, hang up, sync 1 2", "file:8: steps[1].do: sync 1 2: a command of the role support, but the step is by customer", ""},
		{"{code}", "{kode}", "file:8: steps[1].do: login {kode}: {kode} is not a placeholder: must be one of {" + strings.Join(rehearsal.Placeholders(), "}, {") + "}", ""},
		{"{code}", "{Code}", "file:8: steps[1].do: login {Code}: a brace that is not part of a placeholder such as {code}", ""},
		{"{code}", "{code", "file:8: steps[1].do: login {code: a brace that is not part of a placeholder such as {code}", ""},
		{"[login, press,", "[" + strings.Repeat("login, ", 101), "file:8: steps[1].do: 102 items: must be at most 100", ""},
		{"roles: [customer]", "roles: [customer]\nbefore: [turn, fly]", "file:11: before: fly: not a command: unknown command fly: help lists the commands", ""},
	} {
		text := replaced(t, test.old, test.new)
		_, err := rehearsal.Parse("file", []byte(text))
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: got error\n%v\nwant\n%s", test.new, err, test.want)
			continue
		}
		problems := errs.Split(err)
		if hint := errs.Hint(problems[len(problems)-1]); hint != test.hint {
			t.Errorf("%q: got hint %q, want %q", test.new, hint, test.hint)
		}
	}
}

func TestLimitOfSteps(t *testing.T) {
	step := smallest[strings.Index(smallest, "- {by"):strings.Index(smallest, "reached")]
	for count, want := range map[int]string{50: "", 51: "file:8: steps: 51 items: must be at most 50\nfile:59: reached: signed_in: no step is done by it"} {
		_, err := rehearsal.Parse("file", []byte(replaced(t, step, strings.Repeat(step, count))))
		if got := fmt.Sprint(err); want != "" && got != want || want == "" && err != nil {
			t.Errorf("%d steps: got error\n%v\nwant\n%s", count, err, want)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := rehearsal.Parse("file", []byte(replaced(t,
		"name: a", "name: A", "{en: B, ru: Б}", "{en: B}", `serial: "0001"`, "serial: 1", "by: customer", "by: bank", "reached: signed_in", "reached: won")))
	var lines []string
	for _, problem := range errs.Split(err) {
		line, _, _ := strings.Cut(strings.TrimPrefix(problem.Error(), "file:"), ":")
		lines = append(lines, line)
	}
	if diff := cmp.Diff([]string{"1", "3", "6", "8", "9"}, lines); diff != "" {
		t.Error(err, diff)
	}
}

// Whatever a file contains, it is refused with the file's name in every error, or its values are
// within their limits and it can be played.
func FuzzParseExercise(f *testing.F) {
	for _, text := range []string{
		smallest, "", "name: a", "- name", "name: &a b\ntitle: *a", "tokens: [{}]", "steps: [{do: ['say {serial} {counter} «Ромашка» {owner}']}]",
		strings.Replace(smallest, "login: anna}]", "login: anna, type: time, offset: 5m, dead_segments: [1g]}, {serial: '2'}]", 1),
		strings.Replace(smallest, "roles: [customer]", "opening: {en: A, ru: А}\nbefore: [hold 4s, press 4]\nlimit: none\npolicy: tms\nfirst_code: turns", 1),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := rehearsal.Parse("test.yaml", data)
		if err != nil {
			for _, problem := range errs.Split(err) {
				if !strings.HasPrefix(problem.Error(), "test.yaml:") {
					t.Fatalf("an error without the file: %v", problem)
				}
			}
			return
		}
		if e.Name == "" || e.Title.EN == "" || e.Title.RU == "" || e.Minutes < 1 || e.Minutes > 240 || e.Limit < 0 || e.Limit > 4*time.Hour ||
			len(e.Roles) < 1 || len(e.Roles) > 2 || len(e.Tokens) < 1 || len(e.Tokens) > 10 || len(e.Steps) < 1 || len(e.Steps) > 50 || e.Reached == "" {
			t.Fatalf("got %+v", e)
		}
		if e.FirstCode != rehearsal.AnyCode || len(e.Before) > 0 { // may take long
			return
		}
		if r, err := rehearsal.New(e, rehearsal.Options{}); err == nil && len(r.View().Steps) != len(e.Steps) {
			t.Fatalf("%d steps of %d", len(r.View().Steps), len(e.Steps))
		}
	})
}
