package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// helpTemplate puts what can be pasted last, where the eye is when the help has
// scrolled by.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}`

const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND{{else}}{{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}

Exit status:
  0  done
  1  failed
  2  used wrongly{{with index .Annotations "unmet"}}
  3  {{.}}{{end}}{{if .HasAvailableSubCommands}}

{{.CommandPath}} COMMAND --help tells more about a command.{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}
`

// unmet is the annotation of commands that can end with exit status 3; the value
// says when.
func unmet(when string) map[string]string { return map[string]string{"unmet": when} }

// newHelpCommand is cobra's, except that a topic that is not there is an error.
func newHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Example: "  etokenpass help press\n  etokenpass help profile new",
		RunE: func(_ *cobra.Command, args []string) error {
			command, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return &usageError{problem: fmt.Sprintf("no help for %q: there is no such command", strings.Join(args, " "))}
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
