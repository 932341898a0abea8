package rehearsal_test

import (
	"errors"
	"testing"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/tms"
)

// both returns a rehearsal in which two people play.
func both(t *testing.T, exercise string) *rehearsal.Rehearsal {
	t.Helper()
	found, ok := rehearsal.Find(exercise)
	if !ok {
		t.Fatalf("there is no exercise %s", exercise)
	}
	r, err := rehearsal.New(found, rehearsal.Options{Seed: "test", Language: locale.English})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// last returns the last event of a kind.
func last(t *testing.T, r *rehearsal.Rehearsal, kind rehearsal.EventKind) (found rehearsal.Event) {
	t.Helper()
	for _, event := range r.Events() {
		if event.Kind == kind {
			found = event
		}
	}
	if found.Kind == "" {
		t.Fatalf("there is no event %s", kind)
	}
	return found
}

// Each of two people gets the hint for the own side.
func TestHintForASide(t *testing.T) {
	for _, by := range rehearsal.Roles() {
		r := both(t, "pocket-presses")
		if err := r.Do(rehearsal.Action{Verb: rehearsal.Hint, By: by}); err != nil {
			t.Fatal(err)
		}
		got := last(t, r, rehearsal.Hinted)
		if step := r.Exercise().Steps[got.Step]; got.Where != by || step.By != by {
			t.Errorf("%s gets a hint for %s, seen by %q", by, step.By, got.Where)
		}
	}
}

// A side whose steps are all done hears that it has to wait.
func TestHintForTheOtherSide(t *testing.T) {
	r := both(t, "too-late")
	if err := r.Do(rehearsal.Action{Verb: rehearsal.Hint, By: rehearsal.Support}); err == nil {
		t.Fatal("an exercise of the customer alone gives the help desk a hint")
	}
	r = both(t, "pocket-presses")
	for _, step := range r.Exercise().Steps {
		if step.By != rehearsal.Support {
			continue
		}
		if err := r.Do(rehearsal.Action{Verb: rehearsal.Hint, By: rehearsal.Support}); err != nil {
			t.Fatal(err)
		}
	}
	for _, action := range []rehearsal.Action{
		{Verb: rehearsal.Say, Args: []string{"000500040815", "F00056", "Romashka", "Ivanova"}},
		{Verb: rehearsal.Sync, Args: []string{"000500040815", "F00056"}},
		{Verb: rehearsal.Unlock, Args: []string{"000500040815"}},
		{Verb: rehearsal.Hint, By: rehearsal.Support},
	} {
		if err := r.Do(action); err != nil {
			t.Fatal(err)
		}
	}
	if got := last(t, r, rehearsal.Hinted); got.Step != rehearsal.NoStep || got.Where != rehearsal.Support {
		t.Errorf("the hint is for step %d, seen by %q", got.Step, got.Where)
	}
}

// Whoever hangs up says so.
func TestHangUpOfASide(t *testing.T) {
	for by, want := range map[rehearsal.Role]rehearsal.EventKind{
		rehearsal.Customer: rehearsal.CustomerSays, rehearsal.Support: rehearsal.SupportSays, "": rehearsal.SupportSays,
	} {
		r := both(t, "pocket-presses")
		if err := r.Talk(rehearsal.Customer, "Hello"); err != nil {
			t.Fatal(err)
		}
		before := len(r.Events())
		if err := r.Do(rehearsal.Action{Verb: rehearsal.HangUp, By: by}); err != nil {
			t.Fatal(err)
		}
		if got := r.Events()[before].Kind; got != want {
			t.Errorf("%q hangs up: %s, want %s", by, got, want)
		}
	}
}

// Two codes are for the own token on the customer's page, and for the caller's at the desk.
func TestSyncCodesOfASide(t *testing.T) {
	for _, by := range rehearsal.Roles() {
		r := both(t, "pocket-presses")
		if err := r.Talk(rehearsal.Customer, "My token is 000500040815."); err != nil {
			t.Fatal(err)
		}
		if err := r.Do(rehearsal.Action{Verb: rehearsal.SyncCodes, Args: []string{"000000", "000001"}, By: by}); err != nil {
			t.Fatal(err)
		}
		if got := last(t, r, rehearsal.Desk).Where; got != by {
			t.Errorf("%s synchronises: the answer is for %q", by, got)
		}
	}
}

// A code can be tested without a counter that changes, or a judgement. The console does that.
func TestTest(t *testing.T) {
	r := both(t, "pocket-presses")
	before := r.Validator()
	entry, err := r.Test("000500040815", "000000")
	if err != nil || entry.Request != tms.RequestTest || entry.Result != tms.WrongCode || r.Decision().Number != entry.Number {
		t.Errorf("%v, %+v", err, entry)
	}
	if made := r.Summary().Mistakes; len(made) > 0 || r.Validator() != before {
		t.Errorf("it was judged: %v", made)
	}
	if _, err := r.Test("1", "000000"); err == nil {
		t.Error("a token that does not exist was tested")
	}
	if err := r.Do(rehearsal.Action{Verb: rehearsal.GiveUp}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Test("000500040815", "000000"); !errors.Is(err, rehearsal.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
}

// What is refused is refused in the language of whoever wanted it.
func TestRefusalsInBothLanguages(t *testing.T) {
	r := both(t, "pocket-presses")
	refused := r.Do(rehearsal.Action{Verb: rehearsal.HangUp})
	if err := r.Do(rehearsal.Action{Verb: rehearsal.GiveUp}); err != nil {
		t.Fatal(err)
	}
	for want, err := range map[string]error{
		"линия свободна: никто не звонит": refused, "тренировка окончена": r.Do(rehearsal.Action{Verb: rehearsal.Hint}),
	} {
		if got := locale.New(locale.Russian).Error(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
