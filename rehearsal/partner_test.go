package rehearsal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// The help desk that the program plays has a sensible answer to whatever a customer tells it.
func TestDeskAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, exercise string
		lines          []string
		says           string // the last sentence of the help desk begins like this
		rings          bool   // whether the call goes on
	}{
		{"nothing", "pocket-presses", []string{"say -"}, "What is the serial", true},
		{"only the serial", "pocket-presses", []string{"say 000500040815"}, "Which organisation", true},
		{"no name", "pocket-presses", []string{"say 000500040815 F00056 Romashka"}, "What is the family name", true},
		{"no counter", "pocket-presses", []string{"say 000500040815 - Romashka Ivanova"}, "Hold the button", true},
		{"piece by piece", "pocket-presses", []string{"say - F00056", "say - - Romashka", "say - - - Ivanova", "say 000500040815"}, "Your token is synchronised", false},
		{"in Russian", "pocket-presses", []string{"сказать 000500040815 Ф00056 «ромашка» ИВАНОВА"}, "Your token is synchronised", false},
		{"by mail", "pocket-presses", []string{"mail 000500040815 F00056 Romashka Ivanova"}, "Your token is synchronised", false},
		{"an unknown serial", "pocket-presses", []string{"say garbage F00056 Romashka Ivanova"}, "We have no such serial", true},
		{"a code instead of the serial", "pocket-presses", []string{"say 755224 F00056 Romashka Ivanova"}, "We have no such serial", true},
		{"a serial without its zeros", "pocket-presses", []string{"say 500040815 F00056 Romashka Ivanova"}, "We have no such serial", true},
		{"a token in stock", "pocket-presses", []string{"say 000500041623 F00056 Romashka Ivanova"}, "That is not what we have", true},
		{"another name", "pocket-presses", []string{"say 000500040815 F00056 Romashka Petrov"}, "That is not what we have", true},
		{"another organisation", "pocket-presses", []string{"say 000500040815 F00056 Vasilyok Ivanova"}, "That is not what we have", true},
		{"a code instead of the counter", "pocket-presses", []string{"say 000500040815 755224 Romashka Ivanova"}, "That is not a counter", true},
		{"words instead of the counter", "pocket-presses", []string{"say 000500040815 'forty two' Romashka Ivanova"}, "That is not a counter", true},
		{"two codes instead of the counter", "pocket-presses", []string{"say-codes 000500040815 111111 222222 Romashka Ivanova"}, "These are not two consecutive", true},
		{"a lower counter", "pocket-presses", []string{"say 000500040815 F00005 Romashka Ivanova"}, "That is lower", true},
		{"a lower counter, then the right one", "pocket-presses", []string{"say 000500040815 F00005 Romashka Ivanova", "say - F00056"}, "Your token is synchronised", false},
		{
			"a counter that was too high", "pocket-presses",
			[]string{"say 000500040815 F99999 Romashka Ivanova", "say 000500040815 F00056 Romashka Ivanova", "say - F00056"}, "We replace your token", false,
		},
		{
			"no token is left", "pocket-presses",
			[]string{
				"say 000500040815 F99999 Romashka Ivanova", "say 000500040815 F00056 Romashka Ivanova", "say - F00056",
				"say 000500041623 F99999 Romashka Ivanova", "say 000500041623 F00000 Romashka Ivanova", "say - F00000",
			}, "We have no other token", true,
		},
		{"the replaced token", "worn-out", []string{"say 000500042147 - Romashka Ivanova", "say 000500042147 - Romashka Ivanova"}, "That is not what we have", true},
		{"a dead token", "worn-out", []string{"say 000500042147 - Romashka Ivanova"}, "We replace your token", false},
		{"a locked account", "wrong-code", []string{"login 000000", "login 000000", "login 000000", "say 000500040553 - Romashka Ivanova"}, "Your account is unlocked", false},
		{"a call that has begun", "two-tokens", nil, "Which organisation", true},
		{"a colleague's token", "two-tokens", []string{"say - - Romashka Ivanova"}, "That is not what we have", true},
		{"a colleague's counter is forgotten", "two-tokens", []string{"say - F00035 Romashka Ivanova", "say 000500040924 - Romashka Ivanova"}, "Hold the button", true},
		{"a counter of a time token", "clock-drift", []string{"say 000500043173 F00210 Romashka Ivanova"}, "Generate two session keys", true},
		{"a counter where the policy takes codes", "bs-client", []string{"say 000500044090 F00128 Romashka Ivanova"}, "Generate two session keys", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, find(t, test.exercise), rehearsal.Options{
				Roles: []rehearsal.Role{rehearsal.Customer}, Difficulty: rehearsal.Easy, Seed: "test",
			})
			for _, line := range test.lines {
				u.do("%s", line)
			}
			if said := u.heard(rehearsal.SupportSays); !strings.HasPrefix(said, test.says) {
				t.Errorf("the help desk says %q, want %q", said, test.says)
			}
			if rings := u.r.View().Call != nil; rings != test.rings {
				t.Errorf("the call goes on: %v, want %v", rings, test.rings)
			}
		})
	}
}

// The caller that the program plays reacts to what the help desk has done.
func TestCallerAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, exercise string
		lines          []string
		says           string // the last sentence of the caller begins like this
	}{
		{"the opening", "pocket-presses", nil, "Hello, my session keys"},
		{"an opening after other words", "two-tokens", nil, "serial 000500040932"},
		{"a question", "pocket-presses", []string{"ask name"}, "name Ivanova"},
		{"a counter", "pocket-presses", []string{"ask counter"}, "counter F00057"},
		{"nothing was done", "pocket-presses", []string{"hang up"}, "It still says"},
		{"nothing was done three times", "pocket-presses", []string{"hang up", "hang up"}, "Now it says that my account is locked"},
		{"no unlocking", "wrong-code", []string{"hang up"}, "Now it says that my account is locked"},
		{"a dead token", "worn-out", []string{"ask counter"}, "I press the button, and the display stays dark"},
		{"a dead token that was not replaced", "worn-out", []string{"hang up"}, "I press the button, and the display stays dark"},
		{"the token that replaces it", "worn-out", []string{"replace 000500042147 000500042955", "ask counter"}, "counter F00000"},
		{"a colleague's serial, asked for without a reason", "two-tokens", []string{"ask serial"}, "serial 000500040932"},
		{"a colleague's serial, asked for again", "two-tokens", []string{"ask name", "ask serial"}, "serial 000500040924"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, find(t, test.exercise), rehearsal.Options{
				Roles: []rehearsal.Role{rehearsal.Support}, Difficulty: rehearsal.Easy, Seed: "test",
			})
			for _, line := range test.lines {
				u.do("%s", line)
			}
			if said := u.heard(rehearsal.CustomerSays); !strings.HasPrefix(said, test.says) {
				t.Errorf("the caller says %q, want %q", said, test.says)
			}
		})
	}
}

// The same seed leads to the same events, mistakes of the other side included; another seed to
// other codes.
func TestSeeds(t *testing.T) {
	t.Parallel()
	for _, exercise := range rehearsal.Exercises() {
		t.Run(exercise.Name, func(t *testing.T) {
			t.Parallel()
			for _, role := range exercise.Roles {
				events := func(seed string) []rehearsal.Event {
					u := newUser(t, exercise, rehearsal.Options{Roles: []rehearsal.Role{role}, Difficulty: rehearsal.Hard, Seed: seed})
					u.play()
					return u.r.Events()
				}
				first := events("one")
				if !reflect.DeepEqual(first, events("one")) {
					t.Errorf("as %s: the same seed leads to different events", role)
				}
				if codes, others := codesOf(first), codesOf(events("two")); codes[0] == others[0] {
					t.Errorf("as %s: different seeds lead to the same code %s", role, codes[0])
				}
			}
		})
	}
}

func codesOf(events []rehearsal.Event) (codes []string) {
	for _, event := range events {
		if event.Kind == rehearsal.Screen && event.Screen.MovingFactor > 0 {
			codes = append(codes, event.Screen.LCD)
		}
	}
	return codes
}

// Each side has its own commands, and a solution for one side uses no others.
func TestSides(t *testing.T) {
	t.Parallel()
	sides := map[rehearsal.Verb]rehearsal.Role{}
	for _, command := range rehearsal.Commands(locale.New(locale.English)) {
		sides[command.Verb] = command.By
	}
	for _, exercise := range rehearsal.Exercises() {
		for _, role := range exercise.Roles {
			options := rehearsal.Options{Roles: []rehearsal.Role{role}, Seed: "test"}
			actions, err := rehearsal.Solve(exercise, options)
			if err != nil {
				t.Fatal(err)
			}
			for _, action := range actions {
				if side := sides[action.Verb]; side != role && side != "" {
					t.Errorf("%s as %s: the solution contains %s, which is for %s", exercise.Name, role, action.Verb, side)
				}
			}
			r, err := rehearsal.New(exercise, options)
			if err != nil {
				t.Fatal(err)
			}
			for verb, side := range sides {
				if side == role || side == "" {
					continue
				}
				var wrong *rehearsal.ActionError
				if err := r.Do(rehearsal.Action{Verb: verb, Args: []string{"1", "2", "3"}}); !errors.As(err, &wrong) {
					t.Errorf("%s as %s: %s: %v, want an error", exercise.Name, role, verb, err)
				}
			}
		}
	}
}

// Commands that cannot be carried out at the moment change nothing and say why.
func TestImpossibleActions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, exercise string
		role           rehearsal.Role
		lines          []string // all but the last are possible
		want           string
	}{
		{"synchronise without a page for it", "bs-client", rehearsal.Customer, []string{"sync-codes 111111 222222"}, "no page on which customers synchronise"},
		{"synchronise a token of another person", "two-codes", rehearsal.Customer, []string{"sync-codes 000500043065 111111 222222"}, "only your own token"},
		{"a code where none is needed", "cancelled", rehearsal.Customer, []string{"login", "press", "login CODE", "sign 755224"}, "needs no session key to sign"},
		{"sign before signing in", "first-code", rehearsal.Customer, []string{"sign"}, "not signed in"},
		{"cancel without a field", "first-code", rehearsal.Customer, []string{"cancel"}, "no field to cancel"},
		{"take a token of the bank", "worn-out", rehearsal.Customer, []string{"take 000500042955"}, "no such token at hand"},
		{"hang up without a call", "first-code", rehearsal.Customer, []string{"hang up"}, "the line is free"},
		{"replace a token in stock", "worn-out", rehearsal.Support, []string{"replace 000500042955 000500042955"}, "not assigned"},
		{"replace with a token in use", "two-tokens", rehearsal.Support, []string{"replace 000500040924 000500040932"}, "not in the bank's stock"},
		{"synchronise an unknown token", "clock-drift", rehearsal.Support, []string{"sync-codes 1 111111 222222"}, "no token with this serial"},
		{"synchronise before the serial was told", "clock-drift", rehearsal.Support, []string{"sync-codes 111111 222222"}, "-: the bank has no token with this serial"},
		{"say one code", "two-codes", rehearsal.Customer, []string{"say-codes - 123456 -"}, "write say-codes SERIAL CODE CODE"},
		{"take no token", "two-tokens", rehearsal.Customer, []string{"take -"}, "-: there is no such token at hand"},
		{"synchronise without a counter", "two-tokens", rehearsal.Support, []string{"sync 000500040924 -"}, "-: must be the letter F and five digits"},
		{"synchronise with a negative counter", "two-tokens", rehearsal.Support, []string{"sync 000500040924 -1"}, "-1: must be the letter F and five digits"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, find(t, test.exercise), rehearsal.Options{Roles: []rehearsal.Role{test.role}, Seed: "test"})
			last := len(test.lines) - 1
			for _, line := range test.lines[:last] {
				u.do("%s", strings.ReplaceAll(line, "CODE", u.r.View().Token.LCD))
			}
			before := len(u.r.Events())
			action, _, err := rehearsal.ParseAction(test.lines[last])
			if err != nil {
				t.Fatal(err)
			}
			if err := u.r.Do(action); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
			if after := u.r.Events(); len(after) != before {
				t.Errorf("events: %v", after[before:])
			}
		})
	}
}

// Whatever users do, in any order, the rehearsal goes on: an action is carried out, or an error
// says what is wrong with it.
func TestClumsyUsers(t *testing.T) {
	t.Parallel()
	for _, exercise := range rehearsal.Exercises() {
		t.Run(exercise.Name, func(t *testing.T) {
			t.Parallel()
			for seed := range max(seedsOf(exercise, rehearsal.Hard)/4, 1) {
				chance := rand.New(rand.NewPCG(uint64(seed), 0)) //nolint:gosec // the seed is not negative
				roles := exercise.Roles
				if len(roles) > 1 && chance.IntN(3) > 0 {
					roles = roles[seed%2 : seed%2+1]
				}
				u := newUser(t, exercise, rehearsal.Options{Roles: roles, Difficulty: rehearsal.Hard, Seed: fmt.Sprint(seed)})
				for range 60 {
					line := u.anyLine(chance)
					u.lines = append(u.lines, line)
					action, _, err := rehearsal.ParseAction(line)
					if err == nil {
						err = u.r.Do(action)
					}
					var wrong *rehearsal.ActionError
					if err != nil && !errors.Is(err, rehearsal.ErrEnded) && !errors.As(err, &wrong) {
						t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(u.story(), "\n"))
					}
				}
			}
		})
	}
}

// anyLine returns a command with arguments that may fit.
func (u *user) anyLine(chance *rand.Rand) string {
	one := func(from ...string) string { return from[chance.IntN(len(from))] }
	view := u.r.View()
	serial := func() string {
		if chance.IntN(6) == 0 {
			return one("garbage", "-", "000")
		}
		return view.Desk[chance.IntN(len(view.Desk))].Serial
	}
	code := func() string { return one(view.Token.Shown(), view.LCD.Reading()+"0", "111111", "12345", "-") }
	counter := func() string { return one(view.Token.Shown(), "F00042", "F00001", "F99999", "755224", "-", "many") }
	organisation := func() string { return one("Romashka", "«Ромашка»", "Vasilyok", "-") }
	name := func() string { return one("Ivanova", "иванова", "Petrov", "-") }
	return strings.Join(strings.Fields(one(
		"press", "press 4", "hold", "hold 3s", "down", "up", "wait 3s", "wait 27s", "turn", "upside down", "read",
		"take "+serial(), "login", "login "+code(), "cancel", "sign", "sign "+code(),
		"say "+serial()+" "+counter()+" "+organisation()+" "+name(), "mail "+serial(),
		"say-codes "+serial()+" "+code()+" "+code(),
		"ask organisation", "ask name", "ask serial", "ask counter", "ask codes",
		"sync "+serial()+" "+counter(), "sync-codes "+code()+" "+code(), "sync-codes "+serial()+" "+code()+" "+code(),
		"unlock "+serial(), "replace "+serial()+" "+serial(), "hang up", "hint",
	)), " ")
}
