package tms_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/errs"
	"etokenpass/internal/strictyaml"
	"etokenpass/tms"
)

// What a policy says that sets nothing.
func TestDefaultPolicy(t *testing.T) {
	want := &tms.Policy{
		Name: "test", Window: 10, MaxFailures: 3, Lock: tms.LockUser, ResyncWindow: 1000, ResyncByCounter: tms.CounterYes,
		Count:      []tms.Result{tms.WrongCode, tms.Replayed, tms.OutOfWindow, tms.WrongPIN},
		SelfResync: true, SelfAssign: true, PIN: tms.PINNone, Sources: map[tms.Field]string{}, Names: map[tms.Field]string{},
	}
	if got := policyOf(t); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
}

func TestEveryPolicyField(t *testing.T) {
	got := policyOf(t, `title: "A test: all fields"`, "window: 1", "max_failures: off", "lock: token", "unlock_after: 30m", "throttle: 5s",
		"count: [wrong_pin, replayed]", "resync_window: 100000", "resync_by_counter: with_code", "auto_resync: 5m", "resync_unlocks: yes",
		"self_resync: no", "self_assign: no", "pin: compound", "names: {window: Look-ahead}", "sources: {pin: assumed}")
	want := &tms.Policy{
		Name: "test", Title: "A test: all fields", Window: 1, Lock: tms.LockToken, UnlockAfter: 30 * time.Minute, Throttle: 5 * time.Second,
		Count: []tms.Result{tms.WrongPIN, tms.Replayed}, ResyncWindow: 100_000, ResyncByCounter: tms.CounterWithCode, AutoResync: 5 * time.Minute,
		ResyncUnlocks: true, PIN: tms.PINCompound,
		Names: map[tms.Field]string{"window": "Look-ahead"}, Sources: map[tms.Field]string{"pin": "assumed"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
	if quoted := policyOf(t, `resync_by_counter: "no"`, `resync_unlocks: "yes"`); quoted.ResyncByCounter != tms.CounterNo || !quoted.ResyncUnlocks {
		t.Errorf("yes and no in quotes: got %+v", quoted)
	}
}

func TestPolicyErrors(t *testing.T) {
	const name = "name: a\n"
	for _, test := range []struct{ text, want string }{
		{"", "test.yaml: the document is empty: a policy needs at least name"},
		{"window: 10", "test.yaml:1: name: missing: must be 1 to 100 letters, digits, dashes or dots"},
		{"name: a b", `test.yaml:1: name: "a b": must be 1 to 100 letters, digits, dashes or dots`},
		{"name: 7", "test.yaml:1: name: not text: must be 1 to 100 letters, digits, dashes or dots"},
		{name + `title: ""`, `test.yaml:2: title: "": must be 1 to 300 printable characters`},
		{name + "window: 0", "test.yaml:2: window: 0: must be a whole number from 1 to 1000"},
		{name + "window: 1001", "test.yaml:2: window: 1001: must be a whole number from 1 to 1000"},
		{name + "window: 10.5", "test.yaml:2: window: 10.5: must be a whole number from 1 to 1000"},
		{name + "window: -1", "test.yaml:2: window: -1: must be a whole number from 1 to 1000"},
		{name + `window: "10"`, `test.yaml:2: window: "10" is text: must be a whole number from 1 to 1000`},
		{name + "max_failures: 0", "test.yaml:2: max_failures: 0: must be a whole number from 1 to 1000, or off"},
		{name + "max_failures: 1001", "test.yaml:2: max_failures: 1001: must be a whole number from 1 to 1000, or off"},
		{name + "lock: account", "test.yaml:2: lock: account: must be user or token"},
		{name + "unlock_after: 30", "test.yaml:2: unlock_after: 30 has no unit: must be a duration from 1s to 8760h, with its unit, or never"},
		{name + "unlock_after: 0s", "test.yaml:2: unlock_after: 0s: must be a duration from 1s to 8760h, with its unit, or never"},
		{name + "throttle: 2h", "test.yaml:2: throttle: 2h: must be a duration from 0s to 1h, with its unit"},
		{name + "throttle: -1s", "test.yaml:2: throttle: -1s: must be a duration from 0s to 1h, with its unit"},
		{name + "count: wrong_code", "test.yaml:2: count: must be a list, each item wrong_code, replayed, out_of_window or wrong_pin"},
		{name + "count: [locked]", "test.yaml:2: count: locked: each must be wrong_code, replayed, out_of_window or wrong_pin"},
		{name + "count: [replayed, replayed]", "test.yaml:2: count: replayed is given twice"},
		{name + "resync_window: 0", "test.yaml:2: resync_window: 0: must be a whole number from 1 to 100000"},
		{name + "resync_window: 100001", "test.yaml:2: resync_window: 100001: must be a whole number from 1 to 100000"},
		{name + "resync_by_counter: maybe", "test.yaml:2: resync_by_counter: maybe: must be yes, with_code or no"},
		{name + "resync_by_counter: true", "test.yaml:2: resync_by_counter: not text: must be yes, with_code or no"},
		{name + "auto_resync: 25h", "test.yaml:2: auto_resync: 25h: must be a duration from 1s to 24h, with its unit, or off"},
		{name + "resync_unlocks: Yes", "test.yaml:2: resync_unlocks: Yes: must be yes or no"},
		{name + "self_resync: on", "test.yaml:2: self_resync: on: must be yes or no"},
		{name + "self_assign: 1", "test.yaml:2: self_assign: not text: must be yes or no"},
		{name + "pin: before", "test.yaml:2: pin: before: must be none, separate, prefix, suffix, challenge or compound"},
		{name + "sources: assumed", "test.yaml:2: sources: must be a mapping with fields of its own"},
		{name + "sources: {windows: assumed}", "test.yaml:2: sources.windows: unknown field: must be one of " + fields()},
		{name + "names:\n  pin: 7", "test.yaml:3: names.pin: not text: must be 1 to 300 printable characters"},
		{name + "max_failure: 3", "test.yaml:2: max_failure: unknown field: must be one of name, title, " + fields() + ", sources, names"},
		{name + "window: 5\nwindow: 6", "test.yaml:3: window: given twice: first on line 2"},
		{"- a", "test.yaml:1: not a policy: must be a mapping with fields like name"},
	} {
		policy, err := tms.ParsePolicy("test.yaml", []byte(test.text))
		if policy != nil || err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v; want %s", test.text, err, test.want)
		}
	}
}

func fields() string {
	var names []string
	for _, field := range tms.Fields() {
		names = append(names, string(field))
	}
	return strings.Join(names, ", ")
}

// All problems come at once.
func TestPolicyErrorsTogether(t *testing.T) {
	_, err := tms.ParsePolicy("test.yaml", []byte("name: a\nwindow: 0\nlock: me\nmax_failure: 3"))
	problems := errs.Split(err)
	if len(problems) != 3 {
		t.Fatalf("got %v", err)
	}
	for i, problem := range problems {
		var at *strictyaml.Error
		if !errors.As(problem, &at) || at.Line != i+2 {
			t.Errorf("got %v", problem)
		}
	}
	if hint := errs.Hint(problems[2]); hint != "did you mean max_failures?" {
		t.Errorf("got %q", hint)
	}
}

// Every line of an embedded policy says where it comes from.
func TestSourcesOfEmbeddedPolicies(t *testing.T) {
	for _, name := range tms.EmbeddedPolicies() {
		policy, text, ok := tms.EmbeddedPolicy(name)
		if !ok || policy.Name != name || policy.Title == "" {
			t.Fatalf("%s: got %+v, %v", name, policy, ok)
		}
		for _, field := range tms.Fields() {
			if !strings.Contains(text, fmt.Sprintf("\n%s: ", field)) {
				t.Errorf("%s does not set %s", name, field)
			}
			evidence, detail, _ := strings.Cut(policy.Sources[field], ":")
			switch {
			case evidence == "documented", evidence == "observed":
				if strings.TrimSpace(detail) == "" {
					t.Errorf("%s: %s is %s, but where?", name, field, evidence)
				}
			case !strings.HasPrefix(evidence, "assumed"):
				t.Errorf("%s: the source of %s is %q: must be documented, observed or assumed", name, field, policy.Sources[field])
			}
		}
	}
	if _, _, ok := tms.EmbeddedPolicy("../policies/tms"); ok {
		t.Error("a path is a policy's name")
	}
}

// What the sources support, in the words of the rules.
func TestEmbeddedPolicies(t *testing.T) {
	for name, facts := range map[string]func(*tms.Policy) bool{
		"bank-guide": func(p *tms.Policy) bool {
			return p.Window == 10 && p.MaxFailures == 3 && p.Lock == tms.LockUser && p.ResyncByCounter == tms.CounterYes && !p.NeedsPIN()
		},
		"bs-client": func(p *tms.Policy) bool {
			return p.Lock == tms.LockToken && !p.SelfAssign && p.Names["window"] == "TokenCounterForCheck" && p.Names["max_failures"] == "InvalideTokenAttempt"
		},
		"bitrix": func(p *tms.Policy) bool { return p.Window == 10 && p.PIN == tms.PINCompound },
		"tms":    func(p *tms.Policy) bool { return p.SelfResync && p.SelfAssign && p.PIN == tms.PINSeparate },
	} {
		policy, _, ok := tms.EmbeddedPolicy(name)
		if !ok || !facts(policy) {
			t.Errorf("%s: got %+v", name, policy)
		}
	}
	if tms.EmbeddedPolicies()[0] != tms.DefaultPolicy || len(tms.EmbeddedPolicies()) != 4 {
		t.Errorf("got %v", tms.EmbeddedPolicies())
	}
}

// Whatever a file contains, its values are within their ranges or it is refused.
func FuzzParsePolicy(f *testing.F) {
	for _, name := range tms.EmbeddedPolicies() {
		_, text, _ := tms.EmbeddedPolicy(name)
		f.Add([]byte(text))
	}
	for _, text := range []string{"", "name: a", "name: a\nmax_failures: off\ncount: []", "name: a\nnames: {window: x}", "name: &a b\nlock: *a"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := tms.ParsePolicy("test.yaml", data)
		if err != nil {
			for _, problem := range errs.Split(err) {
				if !strings.HasPrefix(problem.Error(), "test.yaml:") {
					t.Fatalf("an error without the file: %v", problem)
				}
			}
			return
		}
		if p.Name == "" || p.Window < 1 || p.Window > 1000 || p.MaxFailures < 0 || p.MaxFailures > 1000 || p.ResyncWindow < 1 || p.ResyncWindow > 100_000 ||
			p.UnlockAfter < 0 || p.Throttle < 0 || p.AutoResync < 0 || len(p.Count) > 4 || p.Lock == "" || p.PIN == "" || p.ResyncByCounter == "" {
			t.Fatalf("got %+v", p)
		}
	})
}
