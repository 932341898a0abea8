package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// complete offers values of a flag to the shell, and files.
func complete(cmd *cobra.Command, flag string, values func(typed string) []string) {
	completeWith(cmd, flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return values(typed), cobra.ShellCompDirectiveDefault
	})
}

func completeWith(cmd *cobra.Command, flag string, offer cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, offer); err != nil {
		panic("internal error: " + err.Error()) // the flag's name is wrong; any run shows it
	}
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
		case "N", "X", "TIME", "DURATION", "TEXT":
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
