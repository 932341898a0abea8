package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "etokenpass",
		Short: "A software eToken PASS: one button, a six-character LCD",
		Long: `etokenpass is a software eToken PASS, the one-time-password key fob with one
button and a six-character LCD.

Answers go to standard output, everything else to standard error.`,
		Annotations: cli.UnmetWhen("an expectation of a scenario was not met"),
		Example: `  etokenpass demo                 # the whole story, on a throw-away token
  code=$(etokenpass press)        # the next code of the saved token
  etokenpass codes --count 3      # codes by arithmetic; no state
  printf 'press\nwait 27s\n' | etokenpass play -   # a reproducible transcript`,
		Args: noCommandLeft,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cli.Dress(root, a.Streams)
	root.SetHelpCommand(newHelpCommand(root))
	root.AddCommand(
		newCodesCommand(a), newPressCommand(a), newCounterCommand(a), newPlayCommand(a),
		newStatusCommand(a), newResetCommand(a), newProfileCommand(a), newDemoCommand(a), newWindowCommand(a),
		newImportCommand(a), newExportCommand(a), newFleetCommand(a),
		newVersionCommand(a),
	)
	addCompletion(root)
	return root
}

// addCompletion adds cobra's completion command, with the manners of ours.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic("internal error: " + err.Error()) // any run shows it
	}
	completion.Args = noCommandLeft
	completion.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	completion.Example = "  source <(etokenpass completion bash)"
	for _, shell := range completion.Commands() {
		shell.Args = cli.Arguments(0, 0, "")
		shell.Example = "  etokenpass completion " + shell.Name()
	}
}

// noCommandLeft is for commands that only have commands below them.
func noCommandLeft(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	usage := &cli.UsageError{Problem: fmt.Sprintf("unknown command %q", cmd.CommandPath()+" "+args[0])}
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		usage.Advice = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), near[0])
	}
	return usage
}
