package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "etokenpass",
		Short: "A software eToken PASS: one button, a six-character LCD",
		Long: `etokenpass is a software eToken PASS, the one-time-password key fob with one
button and a six-character LCD.

Answers go to standard output, everything else to standard error.`,
		Annotations: unmet("an expectation of a scenario was not met"),
		Example: `  etokenpass demo                 # the whole story, on a throw-away token
  code=$(etokenpass press)        # the next code of the saved token
  etokenpass codes --count 3      # codes by arithmetic; no state
  printf 'press\nwait 27s\n' | etokenpass play -   # a reproducible transcript`,
		Version:       versionText(),
		Args:          noCommandLeft,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)      // before the completion command is made, which takes it over
	root.SetErr(io.Discard) // we report ourselves
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{problem: inOurWords(err)} })
	root.SetVersionTemplate(versionLine())
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpCommand(newHelpCommand(root))
	root.AddCommand(
		newCodesCommand(a), newPressCommand(a), newCounterCommand(a), newPlayCommand(a),
		newStatusCommand(a), newResetCommand(a), newProfileCommand(a), newDemoCommand(a), newVersionCommand(a),
	)
	addCompletion(root)
	offerNothing(root)
	return root
}

// offerNothing keeps the shell from offering files where no file can stand: to
// commands that take no arguments, for numbers and times, and folders alone for a
// folder.
func offerNothing(cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil && cmd.Args != nil && cmd.Args(cmd, []string{"x"}) != nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		switch flag.Value.Type() {
		case "N", "TIME", "TEXT":
			completeWith(cmd, flag.Name, cobra.NoFileCompletions)
		case "DIR":
			completeWith(cmd, flag.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return nil, cobra.ShellCompDirectiveFilterDirs
			})
		}
	})
	for _, below := range cmd.Commands() {
		offerNothing(below)
	}
}

// inOurWords says what is allowed where the flag library shows how it parses.
func inOurWords(err error) string {
	problem, _, isBool := strings.Cut(err.Error(), ": strconv.ParseBool")
	if isBool {
		problem += ": must be true or false"
	}
	return problem
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
		shell.Args = arguments(0, 0, "")
		shell.Example = "  etokenpass completion " + shell.Name()
	}
}

// noCommandLeft is for commands that only have commands below them.
func noCommandLeft(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	usage := &usageError{problem: fmt.Sprintf("unknown command %q", cmd.CommandPath()+" "+args[0])}
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		usage.advice = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), near[0])
	}
	return usage
}

// arguments accepts from least to most arguments, named in the error.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s is missing", what)
		case len(args) > most && most == 0:
			usage := &usageError{problem: fmt.Sprintf("%q: the command takes no arguments", args[0])}
			if cmd.Flags().Lookup("profile") != nil {
				usage.advice = fmt.Sprintf("did you mean --profile %s?", args[0])
			}
			return usage
		case len(args) > most:
			return usagef("%q: the command takes only %s", args[most], what)
		case slices.Contains(args, ""):
			return usagef("%s must not be empty", what)
		}
		return nil
	}
}
