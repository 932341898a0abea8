package rehearsal_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"etokenpass/rehearsal"
)

// A token cannot be made if no code is as first_code asks.
func TestImpossibleFirstCode(t *testing.T) {
	t.Parallel()
	e, err := rehearsal.Parse("file", []byte(replaced(t,
		"login: anna}]", "login: anna, dead_segments: [1a, 1b, 1c, 1d, 1e, 1f, 1g]}]\nfirst_code: misreads")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rehearsal.New(e, rehearsal.Options{}); err == nil || !strings.Contains(err.Error(), "token 0001: first_code misreads: none of 10000 codes reads as a different one: ") {
		t.Error(err)
	}
}

// A role that the exercise lacks is an error.
func TestUnknownRole(t *testing.T) {
	t.Parallel()
	_, err := rehearsal.New(find(t, "first-code"), rehearsal.Options{Roles: []rehearsal.Role{rehearsal.Support}})
	if err == nil || err.Error() != "exercise first-code has no role support" {
		t.Error(err)
	}
}

// The exercises come in the order of learning, each with tokens of its own. Where a help desk can
// spoil a counter, it has a spare token.
func TestExercises(t *testing.T) {
	t.Parallel()
	want := []string{
		"first-code", "too-late", "upside-down", "cancelled", "wrong-code", "pocket-presses",
		"two-tokens", "dead-segment", "worn-out", "two-codes", "clock-drift", "bs-client",
	}
	serials := map[string]string{}
	var names []string
	for _, e := range rehearsal.Exercises() {
		names = append(names, e.Name)
		spare := false
		for _, token := range e.Tokens {
			if other := serials[token.Serial]; other != "" || !regexp.MustCompile(`^\d{12}$`).MatchString(token.Serial) {
				t.Errorf("%s: token %s: must have 12 digits, and not be in %s", e.Name, token.Serial, other)
			}
			serials[token.Serial] = e.Name
			spare = spare || token.IsSpare()
		}
		if hasDesk := len(e.Roles) > 1; hasDesk != spare {
			t.Errorf("%s: a spare token: %v, a help desk: %v", e.Name, spare, hasDesk)
		}
		if e.Limit == 0 {
			t.Errorf("%s: no limit", e.Name)
		}
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("exercises: %v", names)
	}
}

// Hints say what to do, and never which digits to type: they name no code and no serial.
func TestHintsGiveNothingAway(t *testing.T) {
	t.Parallel()
	digits := regexp.MustCompile(`\d{5,}`)
	for _, e := range rehearsal.Exercises() {
		for _, step := range e.Steps {
			for _, hint := range []string{step.Hint.EN, step.Hint.RU} {
				if digits.MatchString(hint) {
					t.Errorf("%s: %s", e.Name, hint)
				}
			}
			if strings.ContainsFunc(step.Hint.EN, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
				t.Errorf("%s: Cyrillic in %s", e.Name, step.Hint.EN)
			}
		}
	}
}
