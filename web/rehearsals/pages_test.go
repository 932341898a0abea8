package rehearsals_test

import (
	"net/http"
	"strings"
	"testing"

	"etokenpass/web/rehearsals"
)

// A page has what its side needs, and a telephone only if there is a help desk to call.
func TestPagesOfSides(t *testing.T) {
	const (
		fob, bank, desk   = `id="token"`, `id="bank"`, `id="desk"`
		customer, support = `id="customer-says"`, `id="support-says"`
		notes, steps      = `name="counter"`, `id="step-list"`
	)
	for _, test := range []struct {
		name    string
		opening rehearsals.Opening
		view    string
		has     []string
	}{
		{"the customer of two", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether}, "customer", []string{fob, bank, customer, notes}},
		{"the help desk of two", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether}, "support", []string{desk, support}},
		{"both sides", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayBoth}, "both", []string{fob, bank, desk, customer, support, notes}},
		{"a watcher", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether}, "watch", []string{steps}},
		{"the customer on a real telephone", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Telephone: rehearsals.RealTelephone}, "customer", []string{fob, bank}},
		{"the help desk on a real telephone", rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Telephone: rehearsals.RealTelephone}, "support", []string{desk, notes}},
		{"an exercise without a help desk", rehearsals.Opening{Exercise: "first-code"}, "customer", []string{fob, bank}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, "")
			s.open(test.opening)
			answer := s.ask(http.MethodGet, "/"+test.view, "")
			if answer.Code != http.StatusOK {
				t.Fatalf("%d", answer.Code)
			}
			for _, part := range []string{fob, bank, desk, customer, support, notes, steps} {
				wanted := strings.Contains(strings.Join(test.has, " "), part)
				if has := strings.Contains(answer.Body.String(), part); has != wanted {
					t.Errorf("%s: %v, want %v", part, has, wanted)
				}
			}
		})
	}
}

// A watcher sees who is there of the people who play, and can advise them: not the program.
func TestPeople(t *testing.T) {
	const customer, support = `data-present="customer"`, `data-present="support"`
	for play, want := range map[rehearsals.Play][]bool{
		rehearsals.PlayTogether: {true, true}, rehearsals.PlayBoth: {true, true},
		rehearsals.PlayCustomer: {true, false}, rehearsals.PlaySupport: {false, true},
	} {
		s := start(t, "")
		s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: play})
		page := s.ask(http.MethodGet, "/watch", "").Body.String()
		for i, parts := range [][]string{{customer, `<option value="customer">`}, {support, `<option value="support">`}} {
			for _, part := range parts {
				if has := strings.Contains(page, part); has != want[i] {
					t.Errorf("%s, %s: %v, want %v", play, part, has, want[i])
				}
			}
		}
	}
}

// The first page of a rehearsal says what another machine is for: the other side, or only to watch.
func TestInvitation(t *testing.T) {
	const play, watch = "On the other machine, open this address", "To watch from another machine"
	for _, test := range []struct {
		opening      rehearsals.Opening
		want, absent string
	}{
		{rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether}, play, watch},
		{rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayBoth}, watch, play},
		{rehearsals.Opening{Exercise: "first-code"}, watch, play},
	} {
		s := start(t, "")
		s.open(test.opening)
		page := s.ask(http.MethodGet, "", "").Body.String()
		if !strings.Contains(page, test.want) || strings.Contains(page, test.absent) {
			t.Errorf("%s, %s: it does not say %q, or says %q", test.opening.Exercise, test.opening.Play, test.want, test.absent)
		}
	}
}
