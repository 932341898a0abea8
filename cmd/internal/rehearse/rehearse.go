package rehearse

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/rehearsal"
)

func newRehearseCommand(a *cli.App) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "rehearse [NAME]",
		Short: "Rehearse a procedure, at one or both ends of the telephone",
		Long: `Rehearse a procedure, such as the synchronisation of a token: you play the customer, the
bank's help desk, or both, and the program plays the other side. It says what you got wrong
and what the real device or bank would do. Without NAME it asks for the exercise.

A rehearsal is a conversation in lines. help lists the commands, hint helps with the next
step, and give up ends it. Commands can be given in English or Russian. The codes and what
the other side does follow from --random-seed, so a rehearsal can be repeated. Time is real
time; with --fast, only commands move it.

--answers plays a file with one command per line; # starts a comment. No real time passes.
--solve prints such a file, which solves the exercise. Both use the random seed practice and
difficulty easy, at which the other side makes no mistakes, unless flags say otherwise.

JSON, one object per event: t_ms (since the start), event, where (customer or support; absent
for both), text; for a screen lcd and off_in_ms; for a step its number, step; for a mistake
its name, mistake, harmless, and real (what the real device or bank would do). The last object
is the summary. With --list, one object per exercise: name, title, roles, minutes.
docs/rehearse.md describes all fields.`,
		Annotations: cli.WithSubcommands(cli.UnmetWhen("the goal was not reached: given up, or the input ended")),
		Example: `  etokenpass rehearse --list
  etokenpass rehearse pocket-presses --solve > answers.txt
  etokenpass rehearse pocket-presses --answers answers.txt --report report.html
  etokenpass rehearse pocket-presses --role support --lang ru --solve`,
		Args:              cli.Arguments(0, 1, "NAME"),
		ValidArgsFunction: completeNames,
		RunE:              func(cmd *cobra.Command, args []string) error { return runRehearse(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func runRehearse(ctx context.Context, a *cli.App, o options, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	if o.list {
		return printList(a.Out, o)
	}
	in := newLines(a)
	exercise, err := o.exercise(in, args)
	if err != nil {
		return err
	}
	settings, err := o.settings(exercise)
	if err != nil {
		return err
	}
	if o.solve {
		return printSolution(a.Out, o, exercise, settings)
	}
	engine, err := rehearsal.New(exercise, settings)
	if err != nil {
		return fmt.Errorf("the exercise %s cannot begin: %w", exercise.Name, err)
	}
	ranOut, err := o.play(ctx, a, in, engine)
	if err != nil {
		return err
	}
	return finish(a, o, engine, ranOut)
}

// play plays a rehearsal until its end, or that of its input, whose name it returns.
func (o *options) play(ctx context.Context, a *cli.App, in *lines, engine *rehearsal.Rehearsal) (ranOut string, err error) {
	switch {
	case o.answers.Value != "":
		answers, err := readAnswers(a, o.answers.Value)
		if err != nil {
			return "", err
		}
		return newConversation(a, a.Out, *o, engine).playAll(answers)
	case o.plain, o.format.Value != cli.Text, !usable(a):
		return newConversation(a, a.Out, *o, engine).converse(in)
	}
	var c *conversation
	err = runOnTerminal(ctx, a, func(out io.Writer) handler {
		c = newConversation(a, out, *o, engine)
		return c
	})
	if c != nil && c.err != nil {
		err = c.err
	}
	return "", err
}
