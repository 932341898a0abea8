package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// NewHelpCommand is cobra's, except that a topic that is not there is an error.
func NewHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Example: "  etokenpass help press\n  etokenpass help profile new",
		RunE: func(_ *cobra.Command, args []string) error {
			command, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return &UsageError{Problem: fmt.Sprintf("no help for %q: there is no such command", strings.Join(args, " "))}
			}
			command.InitDefaultHelpFlag()
			return command.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			return commandNames(root, args, typed), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// commandNames are the commands below those that are typed already.
func commandNames(root *cobra.Command, typed []string, begin string) []string {
	command, _, err := root.Find(typed)
	if err != nil {
		return nil
	}
	var names []string
	for _, below := range command.Commands() {
		if below.IsAvailableCommand() && strings.HasPrefix(below.Name(), begin) {
			names = append(names, cobra.CompletionWithDesc(below.Name(), below.Short))
		}
	}
	return names
}
