package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// mostProblems is how many problems are printed in a row, and as many warnings: a user
// who has more mends some first.
const mostProblems = 20

// report tells people what is wrong: each problem in a line of its own, and what
// to try after it.
func (a *App) report(command *cobra.Command, err error) {
	var ended *Ended
	if errors.As(err, &ended) {
		return
	}
	a.command = command // which may have failed before it ran
	teller := a.NewTeller()
	defer teller.Done()
	for _, problem := range Apart(err) {
		teller.Problem(problem)
	}
}

// Teller prints one problem after the other, as they are found. A hint is not printed
// twice in a row. However many there are, it prints twenty problems and twenty
// warnings; Done says how many more there were.
type Teller struct {
	streams           *App
	hinted            string
	problems, warning tally
}

// tally counts what is told under one word.
type tally struct {
	word string
	n    int
}

// NewTeller begins to tell. The caller ends with Done.
func (a *App) NewTeller() *Teller {
	return &Teller{streams: a, problems: tally{word: "error"}, warning: tally{word: "warning"}}
}

// Problem tells what is wrong, and what to try.
func (t *Teller) Problem(err error) { t.tell(&t.problems, err) }

// Warning tells what is not as it seems, and is no error.
func (t *Teller) Warning(err error) { t.tell(&t.warning, err) }

// Done tells how many problems and warnings were not printed, and begins again.
func (t *Teller) Done() {
	for _, each := range []*tally{&t.problems, &t.warning} {
		if each.n > mostProblems {
			t.streams.Tell("etokenpass: %s: and %s more\n", each.word, Grouped(each.n-mostProblems))
		}
		each.n = 0
	}
}

func (t *Teller) tell(as *tally, err error) {
	as.n++
	if as.n > mostProblems {
		return
	}
	t.streams.Tell("etokenpass: %s: %s\n", as.word, Shown(err.Error()))
	if hint := hintOf(t.streams.command, err); hint != "" && hint != t.hinted {
		t.streams.Tell("etokenpass: hint: %s\n", Shown(hint))
		t.hinted = hint
	}
}

// Shown is a message as it is printed. It may hold names, paths and values that users
// gave, and one of those may be a secret in the wrong place.
func Shown(message string) string { return Legible(profiles.Concealed(message)) }

// Apart takes joined errors apart.
func Apart(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, each := range joined.Unwrap() {
		all = append(all, Apart(each)...)
	}
	return all
}
