package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// complete offers the shell values for a flag, besides files.
func complete(cmd *cobra.Command, flag string, values func(typed string) []string) {
	completeWith(cmd, flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return values(typed), cobra.ShellCompDirectiveDefault
	})
}

func completeWith(cmd *cobra.Command, flag string, offer cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, offer); err != nil {
		panic("internal error: " + err.Error()) // no such flag: every run would show it
	}
}

// isCompletion reports whether it is the shell that runs the program, for what it can offer.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// prepareCompletion makes a command, and those below it, offer the shell what their flags' kinds
// do, and no files to commands without arguments. Only a completion needs this: it would take
// time at every other start.
func prepareCompletion(cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil && cmd.Args != nil && cmd.Args(cmd, []string{"x"}) != nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		value, ours := flag.Value.(interface{ offer() cobra.CompletionFunc })
		if ours && value.offer() != nil {
			completeWith(cmd, flag.Name, value.offer())
		}
	})
	for _, below := range cmd.Commands() {
		prepareCompletion(below)
	}
}

// AddCompletion adds cobra's completion command and gives it the same argument checks,
// help and examples as our own commands.
func AddCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic("internal error: " + err.Error()) // every run would show it
	}
	completion.Args = SubcommandOnly
	completion.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	completion.Example = "  source <(etokenpass completion bash)"
	for _, shell := range completion.Commands() {
		shell.Args = Arguments(0, 0, "")
		shell.Example = "  etokenpass completion " + shell.Name()
	}
}

// CompleteProfiles offers profile names for up to most arguments.
func CompleteProfiles(a *App, most int) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return a.ProfileNames(typed), cobra.ShellCompDirectiveDefault
	}
}
