package strictyaml_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/internal/errs"
	"etokenpass/internal/strictyaml"
)

var policies = strictyaml.Kind{Name: "a policy", Fields: "name", Advice: "policy new writes one"}

// policy has a field of every type.
type policy struct {
	Name   string
	Lock   string
	Window int
	Wait   time.Duration
	Limit  int
	Ends   time.Duration
	Since  time.Time
	Counts []string
	PIN    struct{ Salt string }
	Rules  []rule
}

// rule is an item of a list of mappings.
type rule struct {
	Name  string
	Count int
}

func (p *policy) read(m *strictyaml.Mapping) {
	short := func(s string) bool { return len(s) < 20 }
	if m.Require("name", "a text") {
		p.Name, _ = m.Text("name", "a short text", short)
	}
	strictyaml.Choice(m, "lock", &p.Lock, "user", "token")
	strictyaml.Number(m, "window", &p.Window, 1, 100)
	m.Duration("wait", &p.Wait, time.Second, time.Hour)
	strictyaml.NumberOr(m, "limit", "off", &p.Limit, 1, 9)
	m.DurationOr("ends", "never", &p.Ends, time.Second, time.Hour)
	m.Instant("since", &p.Since)
	p.Counts = m.Texts("counts", 2, "a short text", short)
	m.Private("pin", "{salt: …}", "write it in braces", func(pin *strictyaml.Mapping) {
		p.PIN.Salt, _ = pin.Text("salt", "a short text", short)
		var ignored time.Duration
		pin.Duration("wait", &ignored, time.Second, time.Hour)
		pin.Texts("list", 1, "a short text", short)
		pin.Mappings("rules", 1, func(rule *strictyaml.Mapping) { rule.Text("name", "a short text", short) })
	})
	m.PrivateMappings("keys", 2, func(key *strictyaml.Mapping) { key.Text("key", "a short text", short) })
	m.Mapping("more", func(more *strictyaml.Mapping) {
		strictyaml.Number(more, "window", &p.Window, 1, 100)
	})
	m.Mappings("rules", 3, func(m *strictyaml.Mapping) {
		var r rule
		if m.Require("name", "a text") {
			r.Name, _ = m.Text("name", "a short text", short)
		}
		strictyaml.Number(m, "count", &r.Count, 1, 9)
		p.Rules = append(p.Rules, r)
	})
}

func parse(text string) (p policy, err error) {
	err = policies.Parse("file", []byte(text), p.read)
	return p, err
}

func TestEveryType(t *testing.T) {
	got, err := parse(`
name: "007"   # a number in quotes
lock: token
window: 10
wait: 90s
since: 2026-01-15
counts: [a, "b"]
pin: {salt: c}
rules:
- {name: first, count: 2}
- name: second
`)
	want := policy{
		Name: "007", Lock: "token", Window: 10, Wait: 90 * time.Second,
		Since: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC), Counts: []string{"a", "b"},
		Rules: []rule{{"first", 2}, {Name: "second"}},
	}
	want.PIN.Salt = "c"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if got, err := parse("name: a\nlimit: 3\nends: 5s"); err != nil || got.Limit != 3 || got.Ends != 5*time.Second {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := parse("name: a\nlimit: off\nends: never"); err != nil || got.Limit != 0 || got.Ends != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := parse("\ufeffname: a\nmore: {window: 7}"); err != nil || got.Window != 7 {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := parse("name: a\nrules: []"); err != nil || len(got.Rules) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestParseErrors(t *testing.T) {
	const secret = "3132333435363738393031323334353637383930"
	for _, test := range []struct{ text, want, hint string }{
		// the document
		{"", "file: the document is empty: a policy needs at least name", "policy new writes one"},
		{"# nothing", "file: the document is empty: a policy needs at least name", "policy new writes one"},
		{"name: \xff", "file: not a text file: a policy is YAML in UTF-8", ""},
		{"name: a\n\twindow: 1", "file:2: the line begins with a tab: YAML is indented with spaces", "replace the tab with spaces"},
		{"name: a\n---\nname: b", "file:2: a second document: a policy must be a single one", ""},
		{"- name", "file:1: not a policy: must be a mapping with fields like name", "policy new writes one"},
		{"name: [a", "file:1: not valid YAML: did not find expected ',' or ']'", "look for a missing quote or brace, or a missing space after a colon, on that line or the one above"},
		{"name: a\nlock: *" + secret, "file:2: not valid YAML: an undefined alias", "look for a missing quote or brace, or a missing space after a colon, on that line or the one above"},

		// fields
		{"window: 1", "file:1: name: missing: must be a text", ""},
		{"name: a\nwindo: 1", "file:2: windo: unknown field: must be one of name, lock, window, wait, limit, ends, since, counts, pin, keys, more, rules", "did you mean window?"},
		{"name: a\n" + secret + ": 1", "file:2: (hidden, as it could be a secret): unknown field: must be one of name, lock, window, wait, limit, ends, since, counts, pin, keys, more, rules", ""},
		{"name: a\nmore: {x:1}", "file:2: more.x:1: unknown field: must be one of window", "a colon must be followed by a space"},
		{"name: a\nname: b", "file:2: name: given twice: first on line 1", ""},
		{"name: a\n? [b]\n: c", "file:2: a key that is not text", ""},
		{"name: a\nmore: 1", "file:2: more: must be a mapping with fields of its own", ""},
		{"name: &x a\nlock: *x", "file:2: lock: aliases are not allowed in a policy", "write the value itself"},
		{"name: !!str 1", "file:1: name: tags are not allowed in a policy", "write the value without a tag"},
		{"name: a\nmore: {window: 0}", "file:2: more.window: 0: must be a whole number from 1 to 100", ""},

		// values
		{"name: 7", "file:1: name: not text: must be a short text", `put it in quotes: name: "7"`},
		{"name:", "file:1: name: no value: must be a short text", ""},
		{"name: [a]", "file:1: name: a list: must be a short text", ""},
		{"name: {a: b}", "file:1: name: a mapping: must be a short text", ""},
		{"name: " + secret + "a", "file:1: name: (hidden, as it could be a secret): must be a short text", ""},
		{"name: a\nlock: both", "file:2: lock: both: must be user or token", ""},
		{"name: a\nwindow: 101", "file:2: window: 101: must be a whole number from 1 to 100", ""},
		{"name: a\nwindow: 010", "file:2: window: 010: must be a whole number from 1 to 100, without leading zeros", ""},
		{"name: a\nwindow: '7'", `file:2: window: "7" is text: must be a whole number from 1 to 100`, ""},
		{"name: a\nwait: 3", "file:2: wait: 3 has no unit: must be a duration from 1s to 1h, with its unit", "write wait: 3s"},
		{"name: a\nwait: 5000", "file:2: wait: 5000 has no unit: must be a duration from 1s to 1h, with its unit", "write wait: 5000ms"},
		{"name: a\nwait: 2h", "file:2: wait: 2h: must be a duration from 1s to 1h, with its unit", ""},
		{"name: a\nwait: 1000001us", "file:2: wait: 1000001us: must be whole milliseconds", ""},
		{"name: a\nlimit: 10", "file:2: limit: 10: must be a whole number from 1 to 9, or off", ""},
		{"name: a\nlimit: never", `file:2: limit: "never" is text: must be a whole number from 1 to 9, or off`, ""},
		{"name: a\nends: 2h", "file:2: ends: 2h: must be a duration from 1s to 1h, with its unit, or never", ""},
		{"name: a\nends: !!str never", "file:2: ends: tags are not allowed in a policy", "write the value without a tag"},
		{"name: a\nsince: 15.1.2026", "file:2: since: 15.1.2026: must be a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z", ""},
		{"name: a\nsince: 9999-12-31T23:00:00-02:00", "file:2: since: 9999-12-31T23:00:00-02:00: must be a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z", ""},
		{"name: a\ncounts: a", "file:2: counts: must be a list, each item a short text", ""},
		{"name: a\ncounts: [a, b, c]", "file:2: counts: 3 items: must be at most 2", ""},
		{"name: a\ncounts:\n- a\n- 7", "file:4: counts: 7: each must be a short text", ""},

		// lists of mappings
		{"name: a\nrules: b", "file:2: rules: must be a list, each item a mapping with fields of its own", ""},
		{"name: a\nrules: {name: b}", "file:2: rules: must be a list, each item a mapping with fields of its own", ""},
		{"name: a\nrules:", "file:2: rules: must be a list, each item a mapping with fields of its own", ""},
		{"name: a\nrules: [{name: b}, {name: b}, {name: b}, {name: b}]", "file:2: rules: 4 items: must be at most 3", ""},
		{"name: a\nrules:\n- {name: b}\n- c", "file:4: rules[2]: must be a mapping with fields of its own", ""},
		{"name: a\nrules:\n- {name: b}\n- [c]", "file:4: rules[2]: must be a mapping with fields of its own", ""},
		{"name: a\nrules:\n- {count: 1}", "file:3: rules[1].name: missing: must be a text", ""},
		{"name: a\nrules:\n- {name: b}\n- {name: c,\n   coun: 1}", "file:5: rules[2].coun: unknown field: must be one of name, count", "did you mean count?"},
		{"name: a\nrules:\n- {name: b}\n- {name: c}\n- {name: d, count: 10}", "file:5: rules[3].count: 10: must be a whole number from 1 to 9", ""},
		{"name: a\nrules: [{name: b, name: c}]", "file:2: rules[1].name: given twice: first on line 2", ""},
		{"name: a\nrules: [&x {name: b}, *x]", "file:2: rules[2]: must be a mapping with fields of its own", ""},

		// private mappings
		{"name: a\npin: abc", "file:2: pin: must be {salt: …}", "write it in braces"},
		{"name: a\npin: {abcd: 1}", "file:2: pin: unknown field: must be one of salt, wait, list, rules", ""},
		{"name: a\npin: {salt:abcd}", "file:2: pin: unknown field: must be one of salt, wait, list, rules", "a colon must be followed by a space"},
		{"name: a\npin: {abcd: 1, abcd: 2}", "file:2: pin: given twice: first on line 2\nfile:2: pin: unknown field: must be one of salt, wait, list, rules", ""},
		{"name: a\npin: {salt: 1234}", "file:2: pin.salt: not text: must be a short text", "put it in quotes"},
		{"name: a\npin: {salt: abcdefghijklmnopqrst}", "file:2: pin.salt: must be a short text", ""},
		{"name: a\npin: {wait: 1234}", "file:2: pin.wait: must be a duration from 1s to 1h, with its unit", ""},
		{"name: a\npin: {list: [1234]}", "file:2: pin.list: each must be a short text", ""},
		{"name: a\npin: {rules: [{name: 1234}]}", "file:2: pin.rules[1].name: not text: must be a short text", "put it in quotes"},
		{"name: a\nkeys: [{key: 1234}]", "file:2: keys[1].key: not text: must be a short text", "put it in quotes"},
		{"name: a\nkeys: [{key: abcdefghijklmnopqrst}]", "file:2: keys[1].key: must be a short text", ""},
		{"name: a\nkeys: [{abcd: b}]", "file:2: keys[1]: unknown field: must be one of key", ""},
		{"name: a\npin: {rules: [{abcd: b}]}", "file:2: pin.rules[1]: unknown field: must be one of name", ""},
	} {
		_, err := parse(test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: got error\n%v\nwant\n%s", test.text, err, test.want)
		} else if hint := errs.Hint(err); hint != test.hint {
			t.Errorf("%q: got hint %q, want %q", test.text, hint, test.hint)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := parse("windo: 1\nname: 7\npin:\n  sal: 1\nlock: both\nwait: 3")
	var lines []int
	for _, each := range errs.Split(err) {
		problem, is := errors.AsType[*strictyaml.Error](each)
		if !is {
			t.Fatalf("%v is a %[1]T", each)
		}
		lines = append(lines, problem.Line)
	}
	if diff := cmp.Diff([]int{1, 2, 4, 5, 6}, lines); diff != "" {
		t.Error(err, diff)
	}
}

func TestIsEmptyList(t *testing.T) {
	for value, want := range map[string]bool{"[]": true, "[ ]": true, "[a]": false, "{}": false, "": false, `""`: false} {
		got := false
		if err := policies.Parse("file", []byte("name: "+value), func(m *strictyaml.Mapping) {
			m.Has("name")
			got = m.IsEmptyList("name")
		}); err == nil {
			t.Errorf("%q: no error, although the field was not read", value)
		}
		if got != want {
			t.Errorf("%q: got %v", value, got)
		}
	}
	_ = policies.Parse("file", []byte("a: []"), func(m *strictyaml.Mapping) {
		if m.IsEmptyList("name") {
			t.Error("an absent field is an empty list")
		}
	})
}

// Nested aliases would make the document grow exponentially.
func TestAliasesAreNotExpanded(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x]\n")
	for i := range 60 {
		fmt.Fprintf(&bomb, "a%d: &a%[1]d [*a%d, *a%[2]d]\n", i+1, i)
	}
	_, err := parse(bomb.String())
	if problems := errs.Split(err); len(problems) != 62 {
		t.Errorf("got %d problems, want 61 unknown fields and a missing one", len(problems))
	}
}

// Errors with a secret never show it, but those with the fields beside it show theirs.
func TestSecret(t *testing.T) {
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	for text, want := range map[string]string{
		"code: '1234'":                "",
		"code: 1234":                  "file:1: code: not text: must be digits",
		"code: 123x":                  "file:1: code: must be digits",
		"code: [1, 2]":                "file:1: code: must be digits",
		"code: 123x\nname: 123x":      "file:1: code: must be digits\nfile:2: name: 123x: must be digits",
		"code: 123x\nother: {b: 123}": "file:1: code: must be digits\nfile:2: other: unknown field: must be one of code, name",
	} {
		var code string
		err := policies.Parse("file", []byte(text), func(m *strictyaml.Mapping) {
			code, _ = m.Secret("code", "digits", digits)
			m.Text("name", "digits", digits)
		})
		if got := fmt.Sprint(err); want != "" && got != want || want == "" && (err != nil || code != "1234") {
			t.Errorf("%q: got %q and error\n%v\nwant\n%s", text, code, err, want)
		}
	}
}
