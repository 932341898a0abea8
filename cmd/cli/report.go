package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

// mostProblems is how many problems are told of one command: who has more wants to
// mend some first.
const mostProblems = 20

// report tells people what is wrong: each problem in a line of its own, and what
// to try after it.
func (s *Streams) report(command *cobra.Command, err error) {
	var ended *Ended
	if errors.As(err, &ended) {
		return
	}
	problems, teller := Apart(err), s.NewTeller()
	for i, problem := range problems {
		if i == mostProblems {
			s.Tell("etokenpass: error: and %d more problems\n", len(problems)-mostProblems)
			break
		}
		teller.tell("error", problem, hintOf(command, problem))
	}
}

// Teller tells one problem after the other, as they are found. A hint that was just
// told is not told again.
type Teller struct {
	streams *Streams
	hinted  string
}

// NewTeller begins to tell.
func (s *Streams) NewTeller() *Teller { return &Teller{streams: s} }

// Problem tells what is wrong, and what to try.
func (t *Teller) Problem(err error) { t.tell("error", err, hintOf(nil, err)) }

// Warning tells what is not as it seems, and is no error.
func (t *Teller) Warning(err error) { t.tell("warning", err, hintOf(nil, err)) }

func (t *Teller) tell(what string, err error, hint string) {
	t.streams.Tell("etokenpass: %s: %s\n", what, Legible(err.Error()))
	if hint != "" && hint != t.hinted {
		t.streams.Tell("etokenpass: hint: %s\n", Legible(hint))
		t.hinted = hint
	}
}

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

func hintOf(command *cobra.Command, err error) string {
	var with interface{ Hint() string }
	if errors.As(err, &with) && with.Hint() != "" {
		return with.Hint()
	}
	var usage *UsageError
	if command != nil && errors.As(err, &usage) {
		return command.CommandPath() + " --help shows how it is used"
	}
	return ""
}
