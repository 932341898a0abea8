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
	problems, told := Apart(err), ""
	for i, problem := range problems {
		if i == mostProblems {
			s.Tell("etokenpass: error: and %d more problems\n", len(problems)-mostProblems)
			break
		}
		s.Tell("etokenpass: error: %s\n", Legible(problem.Error()))
		hint := hintOf(command, problem)
		if hint != "" && hint != told {
			s.Tell("etokenpass: hint: %s\n", Legible(hint))
			told = hint
		}
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
	if errors.As(err, &usage) {
		return command.CommandPath() + " --help shows how it is used"
	}
	return ""
}
