package cli

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"etokenpass/internal/errs"
	"etokenpass/internal/mask"
)

// mostProblems is how many errors are printed, and how many warnings; the rest are counted.
const mostProblems = 20

// report prints each problem on its own line, followed by its hint.
func (a *App) report(command *cobra.Command, err error) {
	var ended *Ended
	if errors.As(err, &ended) {
		return
	}
	a.command = command // it may have failed before PersistentPreRun
	teller := a.NewTeller()
	defer teller.Done()
	for _, problem := range errs.Split(err) {
		teller.Problem(problem)
	}
}

// Teller prints errors and warnings as they are found, up to twenty of each; Done prints
// how many more there were. It does not repeat the hint of the message before.
type Teller struct {
	streams           *App
	hinted            string
	problems, warning tally
}

// tally counts the messages of one kind.
type tally struct {
	word string
	n    int
}

// NewTeller returns a Teller. The caller must call Done at the end.
func (a *App) NewTeller() *Teller {
	return &Teller{streams: a, problems: tally{word: "error"}, warning: tally{word: "warning"}}
}

// Problem prints an error and its hint.
func (t *Teller) Problem(err error) { t.tell(&t.problems, err) }

// Warning prints a warning and its hint.
func (t *Teller) Warning(err error) { t.tell(&t.warning, err) }

// Done prints how many errors and warnings were left out, and resets the counts.
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

// Shown returns a message as it may be printed. It may contain names, paths and values from
// the user, and one of those may be a secret in the wrong place, which is masked.
func Shown(message string) string { return Legible(mask.Message(message)) }

// Grouped writes a number with a comma between thousands.
func Grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
