package rehearse

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/internal/near"
	"etokenpass/rehearsal"
)

// maxFile is the largest exercise or answers file, in bytes.
const maxFile = 1 << 20

// exercise returns the exercise that the command line names, or that the user chooses.
func (o *options) exercise(in *lines, args []string) (*rehearsal.Exercise, error) {
	switch {
	case o.file.Value != "":
		return readExercise(in.app, o.file.Value)
	case len(args) > 0:
		return findExercise(args[0])
	}
	return o.choose(in)
}

func readExercise(a *cli.App, file string) (*rehearsal.Exercise, error) {
	data, err := input.ReadFile(file, a.In, maxFile)
	if err != nil {
		return nil, fmt.Errorf("cannot read the exercise: %w", err)
	}
	return rehearsal.Parse(cli.InputName(file), data)
}

func findExercise(name string) (*rehearsal.Exercise, error) {
	if exercise, ok := rehearsal.Find(name); ok {
		return exercise, nil
	}
	usage := &cli.UsageError{
		Problem: fmt.Sprintf("there is no exercise %q", name),
		Advice:  "etokenpass rehearse --list lists the exercises; --file FILE plays one of your own",
	}
	if meant := near.Word(name, names()); meant != "" {
		usage.Advice = fmt.Sprintf("did you mean etokenpass rehearse %s?", meant)
	}
	return nil, usage
}

// names returns the names of the exercises.
func names() (all []string) {
	for _, exercise := range rehearsal.Exercises() {
		all = append(all, exercise.Name)
	}
	return all
}

func completeNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return names(), cobra.ShellCompDirectiveNoFileComp
}

// choose prints the exercises and asks for one, by number or name, until there is one.
func (o *options) choose(in *lines) (*rehearsal.Exercise, error) {
	if err := printList(in.app.Out, *o); err != nil {
		return nil, err
	}
	texts := o.texts()
	for {
		line, err := in.next("\n" + texts.Text("rehearse.choose.question") + " ")
		if errors.Is(err, io.EOF) {
			return nil, errNotChosen
		}
		if err != nil {
			return nil, err
		}
		if exercise, ok := chosen(strings.TrimSpace(line)); ok {
			_, err := fmt.Fprintln(in.app.Out) // between the list and the exercise
			return exercise, cli.OutputError(err)
		}
		problem := texts.Text("rehearse.choose.unknown", "typed", cli.Legible(line), "most", strconv.Itoa(len(rehearsal.Exercises())))
		if _, err := fmt.Fprintln(in.app.Out, problem); err != nil {
			return nil, cli.OutputError(err)
		}
	}
}

// errNotChosen is the error of input that ends before an exercise is chosen.
var errNotChosen = cli.Unmet(errors.New("the input ended before an exercise was chosen"))

// chosen returns the exercise with a name or number.
func chosen(typed string) (exercise *rehearsal.Exercise, ok bool) {
	all := rehearsal.Exercises()
	if number, err := strconv.Atoi(typed); err == nil && number >= 1 && number <= len(all) {
		return all[number-1], true
	}
	return rehearsal.Find(typed)
}
