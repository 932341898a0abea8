package rehearse

import (
	"fmt"
	"io"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/rehearsal"
)

// printSolution prints an answers file.
func printSolution(w io.Writer, o options, exercise *rehearsal.Exercise, settings rehearsal.Options) error {
	actions, err := rehearsal.Solve(exercise, settings)
	if err != nil {
		err = fmt.Errorf("the exercise %s has no solution with difficulty %s: %w", exercise.Name, settings.Difficulty, err)
		if settings.Difficulty == rehearsal.Easy {
			return err
		}
		return cli.Hinted(err, "try --difficulty easy, at which the other side makes no mistakes")
	}
	var lines strings.Builder
	lines.WriteString("# " + cli.Legible(o.command(exercise, settings, "--answers", "FILE")) + "\n")
	for _, action := range actions {
		lines.WriteString(action.Line(o.texts()) + "\n")
	}
	_, err = fmt.Fprint(w, lines.String())
	return cli.OutputError(err)
}
