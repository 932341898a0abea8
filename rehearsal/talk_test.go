package rehearsal_test

import (
	"errors"
	"strings"
	"testing"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// What a listener understands of free words.
func TestListener(t *testing.T) {
	for _, test := range []struct {
		said string
		want rehearsal.Call
	}{
		{"Hello, my session keys are refused.", rehearsal.Call{}},
		{"The serial is 000500040815.", rehearsal.Call{Serial: "000500040815"}},
		{"0005 0004 0815, and then F00056", rehearsal.Call{Serial: "000500040815", Counter: "F00056"}},
		{"Номер 000500040815, счётчик Ф00056", rehearsal.Call{Serial: "000500040815", Counter: "Ф00056"}},
		{"I see 00056!", rehearsal.Call{Counter: "00056"}},
		{"I am Anna Ivanova of Romashka", rehearsal.Call{Organisation: "Romashka", Name: "Ivanova"}},
		{"Это «Ромашка», Иванова", rehearsal.Call{Organisation: "Romashka", Name: "Ivanova"}},
		{"Иванова из «Ромашки».", rehearsal.Call{Organisation: "Romashka", Name: "Ivanova"}},
		{"Звоню из «Ромашки» по просьбе Ивановой", rehearsal.Call{Organisation: "Romashka", Name: "Ivanova"}},
		{"Иванова! Ромашка?", rehearsal.Call{Organisation: "Romashka", Name: "Ivanova"}},
		{"Ивановна, ромашковый чай", rehearsal.Call{}},
		{"755224, then 287082", rehearsal.Call{Codes: [2]string{"755224", "287082"}}},
		{"it shows 755224", rehearsal.Call{}},
		{"000500040851 F00056 Romashka Ivanova", rehearsal.Call{Serial: "000500040851", Counter: "F00056", Organisation: "Romashka", Name: "Ivanova"}},
	} {
		r := talking(t)
		if err := r.Talk(rehearsal.Customer, test.said); err != nil {
			t.Errorf("%s: %v", test.said, err)
			continue
		}
		if got := *r.View().Call; got != test.want {
			t.Errorf("%s: understood %+v, want %+v", test.said, got, test.want)
		}
	}
}

// What a single number of six digits is, the line says or what the help desk has asked for last.
func TestListenerAfterAQuestion(t *testing.T) {
	for _, test := range []struct {
		asked rehearsal.Item
		said  []string
		want  rehearsal.Call
	}{
		{rehearsal.ItemSerial, []string{"755224"}, rehearsal.Call{}},
		{rehearsal.ItemSerial, []string{"Счётчик: 755224"}, rehearsal.Call{Counter: "755224"}},
		{rehearsal.ItemCounter, []string{"755224."}, rehearsal.Call{Counter: "755224"}},
		{rehearsal.ItemCounter, []string{"My session keys are refused, such as 755224"}, rehearsal.Call{}},
		{rehearsal.ItemCounter, []string{"The counter is F00056, the key 755224"}, rehearsal.Call{Counter: "F00056"}},
		{rehearsal.ItemCodes, []string{"The first one is 755224"}, rehearsal.Call{}},
		{rehearsal.ItemCodes, []string{"755224", "755224, yes", "и 287082"}, rehearsal.Call{Codes: [2]string{"755224", "287082"}}},
	} {
		r := talking(t)
		said := append([]string{"Hello"}, test.said...)
		for i, line := range said {
			if err := r.Talk(rehearsal.Customer, line); err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				continue
			}
			if err := r.Do(rehearsal.Action{Verb: rehearsal.Ask, Item: test.asked}); err != nil {
				t.Fatal(err)
			}
		}
		if got := *r.View().Call; got != test.want {
			t.Errorf("asked for the %s, %s: understood %+v, want %+v", test.asked, test.said, got, test.want)
		}
	}
}

// A session key that a caller takes for the counter is a mistake, in free words, too.
func TestKeyInsteadOfCounter(t *testing.T) {
	r := talking(t)
	press := rehearsal.Action{Verb: rehearsal.Press, Count: 1}
	if err := r.Do(press); err != nil {
		t.Fatal(err)
	}
	if err := r.Talk(rehearsal.Customer, "Счётчик "+r.View().LCD.Reading()); err != nil {
		t.Fatal(err)
	}
	if made := r.Summary().Mistakes; len(made) != 1 || made[0].Mistake != rehearsal.CodeAsCounter {
		t.Errorf("%v", made)
	}
}

// What is said in free words counts as much as a command: steps are done, and mistakes are noticed.
func TestTalkIsJudged(t *testing.T) {
	r := talking(t)
	if err := r.Talk(rehearsal.Customer, "My token is 000500040851"); err != nil {
		t.Fatal(err)
	}
	if made := r.Summary().Mistakes; len(made) != 1 || made[0].Mistake != rehearsal.WrongSerial {
		t.Errorf("a serial with two digits swapped: %v", made)
	}
	if err := r.Talk(rehearsal.Customer, "No: 000500040815, Ivanova, Romashka"); err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, step := range r.Summary().Steps {
		if step.Done && step.By == rehearsal.Support {
			done++
		}
	}
	if done != 1 {
		t.Errorf("%d steps of the help desk are done, want the one that finds out who is calling", done)
	}
}

// A caller or a help desk that the program plays answers free words.
func TestTalkToTheProgram(t *testing.T) {
	exercise, _ := rehearsal.Find("pocket-presses")
	for _, test := range []struct {
		by         rehearsal.Role
		said, want string
	}{
		{rehearsal.Support, "What is your organisation, and your surname?", "Romashka"},
		{rehearsal.Support, "Назовите, пожалуйста, серийный номер устройства", "000500040815"},
		{rehearsal.Support, "Как вас зовут?", "Ivanova"},
		{rehearsal.Support, "Назовите два ключа подряд", "session keys"},
		{rehearsal.Support, "Готово, войдите, пожалуйста, с новым ключом", ""},
		{rehearsal.Customer, "Hello, I am Ivanova of Romashka", "serial"},
	} {
		r, err := rehearsal.New(exercise, rehearsal.Options{Roles: []rehearsal.Role{test.by}, Difficulty: rehearsal.Easy, Seed: "test"})
		if err != nil {
			t.Fatal(err)
		}
		before := len(r.Events())
		if err := r.Talk(test.by, test.said); err != nil {
			t.Errorf("%s: %v", test.said, err)
		}
		texts := locale.New(locale.English)
		answer := ""
		for _, event := range r.EventsAfter(before) {
			if event.Kind == rehearsal.CustomerSays && test.by == rehearsal.Support || event.Kind == rehearsal.SupportSays && test.by == rehearsal.Customer {
				answer += event.Text.In(texts) + "\n"
			}
		}
		if !strings.Contains(answer, test.want) || test.want == "" && answer != "" {
			t.Errorf("%s: answered %q, want %q in it", test.said, answer, test.want)
		}
	}
}

func TestTalkIsRefused(t *testing.T) {
	r := talking(t)
	for _, test := range []struct {
		by   rehearsal.Role
		said string
	}{
		{rehearsal.Support, "Hello?"}, // the line is free
		{rehearsal.Customer, " "},
		{rehearsal.Customer, strings.Repeat("я", 301)},
		{rehearsal.Customer, "a\nb"},
		{rehearsal.Customer, "\x1b[2J"},
	} {
		err := r.Talk(test.by, test.said)
		if _, ok := errors.AsType[*rehearsal.ActionError](err); !ok {
			t.Errorf("%s %q: %v", test.by, test.said, err)
		}
	}
	if err := r.Do(rehearsal.Action{Verb: rehearsal.GiveUp}); err != nil {
		t.Fatal(err)
	}
	if err := r.Talk(rehearsal.Customer, "Hello?"); !errors.Is(err, rehearsal.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
}

// Advice goes to one side, and counts as a hint.
func TestAdvice(t *testing.T) {
	r := talking(t)
	if err := r.Advise(rehearsal.Customer, "Turn it over"); err != nil {
		t.Fatal(err)
	}
	events := r.Events()
	last := events[len(events)-1]
	if last.Kind != rehearsal.Advised || last.Where != rehearsal.Customer || last.Text.In(locale.New(locale.Russian)) != "Turn it over" {
		t.Errorf("%+v", last)
	}
	if hints := r.Summary().Hints; hints != 1 {
		t.Errorf("%d hints", hints)
	}
}

// talking returns a rehearsal of pocket-presses with people on both sides.
func talking(t *testing.T) *rehearsal.Rehearsal {
	t.Helper()
	exercise, _ := rehearsal.Find("pocket-presses")
	r, err := rehearsal.New(exercise, rehearsal.Options{Seed: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
