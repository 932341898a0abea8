package rehearse

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

func newCheckCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Check exercises and report every problem",
		Long: `Check exercises for --file: their fields, and that their steps lead to the goal, for each role
and language. Every problem is reported, with its line if it is in one. The exit status is 1
if there are any. docs/exercises.md describes the fields.`,
		Example: `  etokenpass rehearse show pocket-presses > exercise.yaml
  etokenpass rehearse check exercise.yaml`,
		Args: cli.Arguments(1, cli.NoLimit, "FILE"),
		RunE: func(_ *cobra.Command, files []string) error { return runCheck(a, files) },
	}
}

func runCheck(a *cli.App, files []string) error {
	var problems []error
	for i, file := range files {
		if slices.Contains(files[:i], file) {
			return cli.Usagef("%s is given twice", file)
		}
	}
	for _, file := range files {
		exercise, err := readExercise(a, file)
		if err == nil {
			err = checkSolutions(cli.InputName(file), exercise)
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if _, err := fmt.Fprintf(a.Out, "%s: ok, %s\n", cli.Legible(file), cli.Count(len(exercise.Steps), "step", "steps")); err != nil {
			return cli.OutputError(err)
		}
	}
	return errors.Join(problems...)
}

// checkSolutions plays the steps of an exercise, for each role and language.
func checkSolutions(file string, exercise *rehearsal.Exercise) error {
	var problems []error
	for _, roles := range choicesOf(exercise) {
		for _, language := range locale.Languages() {
			_, err := rehearsal.Solve(exercise, rehearsal.Options{Roles: roles, Difficulty: rehearsal.Easy, Seed: practiceSeed, Language: language})
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: as %s, in %s: %w", file, roleNames(locale.New(locale.English), roles), language, err))
			}
		}
	}
	return errors.Join(problems...)
}

// choicesOf returns the roles that a user can play: each alone, and all.
func choicesOf(exercise *rehearsal.Exercise) (choices [][]rehearsal.Role) {
	for _, role := range exercise.Roles {
		choices = append(choices, []rehearsal.Role{role})
	}
	if len(exercise.Roles) > 1 {
		choices = append(choices, exercise.Roles)
	}
	return choices
}
