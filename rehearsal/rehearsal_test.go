package rehearsal_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// Every exercise is solved by its own steps, for each role, without a mistake.
func TestExercisesAreSolved(t *testing.T) {
	for _, exercise := range rehearsal.Exercises() {
		choices := [][]rehearsal.Role{exercise.Roles}
		if len(exercise.Roles) > 1 {
			choices = append(choices, []rehearsal.Role{rehearsal.Customer}, []rehearsal.Role{rehearsal.Support})
		}
		for _, roles := range choices {
			for _, language := range locale.Languages() {
				t.Run(fmt.Sprintf("%s as %v in %s", exercise.Name, roles, language), func(t *testing.T) {
					solve(t, exercise, rehearsal.Options{Roles: roles, Difficulty: rehearsal.Easy, Seed: "test", Language: language})
				})
			}
		}
	}
}

func solve(t *testing.T, exercise *rehearsal.Exercise, options rehearsal.Options) {
	t.Helper()
	actions, err := rehearsal.Solve(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	texts := locale.New(options.Language)
	r, err := rehearsal.New(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range actions {
		line := action.Line(texts)
		parsed, ok, err := rehearsal.ParseAction(line)
		if err != nil || !ok {
			t.Fatalf("%s: %v, %v", line, ok, err)
		}
		if err := r.Do(parsed); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	for _, event := range r.Events() {
		t.Logf("%6.1f %-13s %s", event.At.Seconds(), event.Kind, event.Text.In(texts)+event.Screen.LCD)
	}
	summary := r.Summary()
	if !summary.Solved || len(summary.Mistakes) > 0 {
		t.Errorf("solved %v, mistakes %v", summary.Solved, summary.Mistakes)
	}
	for _, step := range summary.Steps {
		if !step.Done {
			t.Errorf("not done: %s", step.Text.EN)
		}
	}
}

// The end of the time limit is reported at that moment, not when something happens next.
func TestTimeLimit(t *testing.T) {
	t.Parallel()
	exercise := find(t, "pocket-presses")
	r, err := rehearsal.New(exercise, rehearsal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.Advance(exercise.Limit + time.Hour)
	if made := r.Summary().Mistakes; len(made) != 1 || made[0].Mistake != rehearsal.OverTime || made[0].At != exercise.Limit {
		t.Errorf("%v, want %s at %v", made, rehearsal.OverTime, exercise.Limit)
	}
}

// The help desk has noticed a difference if it asks again after a wrong name or a wrong
// organisation.
func TestDifference(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		said string
		done bool
	}{
		{"say - - Romashka Petrov", false}, // the colleague's, whose serial was told
		{"say - - Romashka Ivanova", true},
		{"say - - Vasilek Petrov", true},
	} {
		u := newUser(t, find(t, "two-tokens"), rehearsal.Options{Seed: "test", Language: locale.English})
		u.do("%s", test.said)
		u.do("ask serial")
		for i, step := range u.exercise.Steps {
			if done := u.r.View().Steps[i].Done; step.Done == rehearsal.FactDifference && done != test.done {
				t.Errorf("%s: done %v, want %v", test.said, done, test.done)
			}
		}
	}
}
