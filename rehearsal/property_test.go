package rehearsal_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// Whatever is done in any exercise, nothing panics, nothing happens after the end, time does not
// go back, only mistakes of the user's side count, and the same actions lead to the same events.
func TestAnyActions(t *testing.T) {
	exercises := slices.Concat(rehearsal.Exercises(), exercisesForMistakes(t))
	rapid.Check(t, func(t *rapid.T) {
		exercise := exercises[rapid.IntRange(0, len(exercises)-1).Draw(t, "exercise")]
		options := rehearsal.Options{
			Roles:      drawRoles(t, exercise),
			Difficulty: rapid.SampledFrom(rehearsal.Difficulties()).Draw(t, "difficulty"),
			Seed:       rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "seed"),
			Language:   rapid.SampledFrom(locale.Languages()).Draw(t, "language"),
		}
		played := start(t, exercise, options)
		seen := len(played.Events()) // those of the beginning
		played.Watch(func(rehearsal.Event) { seen++ })
		lines := linesOf(exercise)
		var actions []rehearsal.Action
		for range rapid.IntRange(1, 40).Draw(t, "number of actions") {
			action := drawAction(t, played, lines)
			actions = append(actions, action)
			do(t, played, action)
		}
		checkEvents(t, played)
		if seen != len(played.Events()) {
			t.Fatalf("a watcher has seen %d of %d events", seen, len(played.Events()))
		}
		again := start(t, exercise, options)
		for _, action := range actions {
			do(t, again, action)
		}
		if !reflect.DeepEqual(played.Events(), again.Events()) || !reflect.DeepEqual(played.Summary(), again.Summary()) {
			t.Fatal("the same actions have led to other events")
		}
	})
}

func start(t *rapid.T, exercise *rehearsal.Exercise, options rehearsal.Options) *rehearsal.Rehearsal {
	r, err := rehearsal.New(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawRoles draws some of the exercise's roles.
func drawRoles(t *rapid.T, exercise *rehearsal.Exercise) []rehearsal.Role {
	roles := [][]rehearsal.Role{exercise.Roles}
	for _, role := range exercise.Roles {
		roles = append(roles, []rehearsal.Role{role})
	}
	return rapid.SampledFrom(roles).Draw(t, "roles")
}

// linesOf returns commands that make sense in an exercise.
func linesOf(exercise *rehearsal.Exercise) (lines []string) {
	for _, step := range exercise.Steps {
		lines = append(lines, step.Do...)
	}
	return append(lines,
		"press", "press 5", "hold 4s", "hold 3s", "down", "up", "wait 3s", "wait 27s", "wait 40s", "turn", "upside down", "read",
		"login", "login {code}", "login {previous_code}", "login {wrong_code}", "login {reading}", "cancel", "sign", "sign {code}",
		"say {serial} {counter} {organisation} {owner}", "say {held} {held_counter}", "say {serial} {code}", "say - - {organisation} {owner}",
		"say-codes {serial} {previous_code} {code}", "say-codes {held} {code} {previous_code}", "mail {serial} F00001",
		"ask organisation", "ask name", "ask serial", "ask counter", "ask codes", "sync {serial} {counter}", "sync {told_serial} {told_counter}",
		"sync-codes {previous_code} {code}", "sync-codes {serial} {told_previous_code} {told_code}", "unlock {serial}", "unlock {held}",
		"replace {serial} {spare}", "take {held}", "take {serial}", "hang up", "hint",
	)
}

// drawAction draws one of the commands, or any action.
func drawAction(t *rapid.T, r *rehearsal.Rehearsal, lines []string) rehearsal.Action {
	if rapid.IntRange(0, 9).Draw(t, "any") == 0 {
		action := anyAction().Draw(t, "action")
		action.Count = min(action.Count, 20)
		return action
	}
	action, ok, err := r.Fill(rapid.SampledFrom(lines).Draw(t, "line"))
	if err != nil || !ok {
		return rehearsal.Action{Verb: rehearsal.Read} // the placeholder has no value yet
	}
	return action
}

// do carries out an action, which may be refused.
func do(t *rapid.T, r *rehearsal.Rehearsal, action rehearsal.Action) {
	before, ended := r.View(), r.Ended()
	events := len(r.Events())
	err := r.Do(action)
	var refused *rehearsal.ActionError
	switch after := r.View(); {
	case after.At < before.At:
		t.Fatalf("%v: the time went from %v to %v", action, before.At, after.At)
	case ended && (!errors.Is(err, rehearsal.ErrEnded) || after.At != before.At || len(r.Events()) != events):
		t.Fatalf("%v after the end: %v, at %v, %d events more", action, err, after.At, len(r.Events())-events)
	case !ended && err != nil && !errors.As(err, &refused):
		t.Fatalf("%v: %v", action, err)
	case refused != nil && (after.At != before.At || len(r.Events()) != events):
		t.Fatalf("%v was refused, but something has happened: %v", action, err)
	}
	r.Advance(100 * time.Millisecond)
}

// checkEvents checks what all events have in common.
func checkEvents(t *rapid.T, r *rehearsal.Rehearsal) {
	at := time.Duration(0)
	events := r.Events()
	for i, event := range events {
		if event.At < at {
			t.Fatalf("event %d is at %v, after one at %v", i, event.At, at)
		}
		at = event.At
		if event.Kind == rehearsal.Ended && i != len(events)-1 {
			t.Fatalf("%d events after the end", len(events)-1-i)
		}
		if by := event.Mistake.By; event.Kind == rehearsal.Mistaken && by() != "" && !slices.Contains(r.Options().Roles, by()) {
			t.Fatalf("%s is not a mistake of %v", event.Mistake, r.Options().Roles)
		}
		for _, language := range locale.Languages() {
			texts := locale.New(language)
			if event.Text.In(texts) == "" && event.Kind != rehearsal.Screen || strings.ContainsAny(event.Real.In(texts), "{}") {
				t.Fatalf("%s without a text: %s, %s", event.Kind, event.Text.In(texts), event.Real.In(texts))
			}
		}
	}
}
