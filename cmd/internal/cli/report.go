package cli

import (
	"errors"

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
	reporter := a.NewReporter()
	defer reporter.Done()
	for _, problem := range errs.Split(err) {
		reporter.Error(problem)
	}
}

// Reporter prints errors and warnings as they are found, up to twenty of each; Done prints
// how many more there were. It does not repeat the hint of the message before.
type Reporter struct {
	app              *App
	hinted           string
	errors, warnings tally
}

// tally counts the messages of one kind.
type tally struct {
	word string
	n    int
}

// NewReporter returns a Reporter. The caller must call Done at the end.
func (a *App) NewReporter() *Reporter {
	return &Reporter{app: a, errors: tally{word: "error"}, warnings: tally{word: "warning"}}
}

// Error prints an error and its hint.
func (r *Reporter) Error(err error) { r.report(&r.errors, err) }

// Warning prints a warning and its hint.
func (r *Reporter) Warning(err error) { r.report(&r.warnings, err) }

// Done prints how many errors and warnings were left out, and resets the counts.
func (r *Reporter) Done() {
	for _, each := range []*tally{&r.errors, &r.warnings} {
		if each.n > mostProblems {
			r.app.Messagef("etokenpass: %s: and %d more\n", each.word, each.n-mostProblems)
		}
		each.n = 0
	}
}

func (r *Reporter) report(as *tally, err error) {
	as.n++
	if as.n > mostProblems {
		return
	}
	r.app.Messagef("etokenpass: %s: %s\n", as.word, Shown(err.Error()))
	r.app.addPostponed() // a hint may name any command
	hint := hintOf(r.app.command, err)
	if hint == "" || hint == r.hinted || mask.Message(hint) != hint { // a masked command cannot be pasted
		return
	}
	r.app.Messagef("etokenpass: hint: %s\n", Legible(hint))
	r.hinted = hint
}

// Hint prints what to try next, after a result that is not an error. It is adapted to the command
// that runs, like the hint of an error.
func (a *App) Hint(advice string) {
	a.addPostponed() // the hint may name any command
	advice = HintFor(a.command, advice)
	if advice != "" && mask.Message(advice) == advice { // a masked command cannot be pasted
		a.Messagef("etokenpass: hint: %s\n", Legible(advice))
	}
}

// Shown returns a message as it may be printed. It may contain names, paths and values from
// the user, and one of those may be a secret in the wrong place, which is masked.
func Shown(message string) string { return Legible(mask.Message(message)) }
