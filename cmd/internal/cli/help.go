package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"etokenpass/internal/near"
)

// SetUp sets up a root command as all our programs have it: streams, version, help and
// error handling. Call it before adding subcommands, which take over its streams.
func SetUp(root *cobra.Command, a *App) {
	root.Version = version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(io.Discard) // errors are reported by Run
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &UsageError{Problem: inOurWords(err)} })
	root.SetVersionTemplate(thisBuild().line(root.Name()))
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
}

// inOurWords says what is allowed where pflag would show how it parses.
func inOurWords(err error) string {
	problem, _, isBool := strings.Cut(err.Error(), ": strconv.ParseBool")
	if isBool {
		problem += ": must be true or false"
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
		problem, _, _ = strings.Cut(problem, " in -") // a value may follow the letter
	}
	return problem
}

// helpTemplate puts the examples last, next to the prompt when the help has scrolled by.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}`

const usageTemplate = `Usage:
  {{if index .Annotations "itself"}}{{.UseLine}}
  {{end}}{{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND{{else}}{{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}

Exit status:
  0  done
  1  failed
  2  usage error{{with index .Annotations "unmet"}}
  3  {{.}}{{end}}{{if .HasAvailableSubCommands}}

{{.CommandPath}} COMMAND --help shows more about a command.{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}
`

// UnmetWhen returns the annotation of a command that can end with exit status 3, so that
// its help says when.
func UnmetWhen(when string) map[string]string { return map[string]string{"unmet": when} }

// WithSubcommands adds to the annotations of a command that does something itself and has
// subcommands too, so that its help says how to use it.
func WithSubcommands(annotations map[string]string) map[string]string {
	annotations["itself"] = "yes"
	return annotations
}

// NewHelpCommand returns a help command like cobra's, except that an unknown topic is an
// error.
func NewHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Example: "  etokenpass help press\n  etokenpass help profile new",
		RunE: func(_ *cobra.Command, args []string) error {
			command, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				advice := "etokenpass help lists the commands"
				if meant := near.Word(args[0], subcommands(root)); meant != "" {
					advice = "did you mean etokenpass help " + meant + "?"
				}
				return &UsageError{Problem: fmt.Sprintf("no help for %q: there is no such command", strings.Join(args, " ")), Advice: advice}
			}
			command.InitDefaultHelpFlag()
			return command.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			return commandNames(root, args, typed), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// commandNames returns the names of the subcommands that can be typed next.
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
