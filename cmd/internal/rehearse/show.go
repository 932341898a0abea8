package rehearse

import (
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"etokenpass/assets"
	"etokenpass/cmd/internal/cli"
	"etokenpass/rehearsal"
)

func newShowCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print an exercise as YAML, as a start for one of your own",
		Long: `Print an exercise as YAML, with its comments, as a start for one of your own. rehearse check
checks it, and rehearse --file plays it. docs/exercises.md describes the fields.`,
		Example:           `  etokenpass rehearse show pocket-presses > exercise.yaml`,
		Args:              cli.Arguments(1, 1, "NAME"),
		ValidArgsFunction: completeNames,
		RunE:              func(_ *cobra.Command, args []string) error { return runShow(a, args[0]) },
	}
}

func runShow(a *cli.App, name string) error {
	exercise, err := findExercise(name)
	if err != nil {
		return err
	}
	text, err := source(exercise)
	if err == nil {
		_, err = a.Out.Write(text)
	}
	return cli.OutputError(err)
}

// source returns the text of an exercise that the program contains.
func source(exercise *rehearsal.Exercise) ([]byte, error) {
	names, err := fs.Glob(assets.FS, "rehearsals/[0-9][0-9]-"+exercise.Name+".yaml")
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("internal error: the exercise %s has %d files", exercise.Name, len(names))
	}
	return fs.ReadFile(assets.FS, names[0])
}
