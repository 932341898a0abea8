package cli

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/internal/mask"
	"etokenpass/internal/near"
	"etokenpass/internal/shell"
)

// NoLimit is more arguments than fit on a command line.
const NoLimit = math.MaxInt

// Arguments accepts from least to most arguments. Errors call them by the name given.
func Arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return Usagef("%s is missing", what)
		case len(args) > most && most == 0:
			return &UsageError{Problem: fmt.Sprintf("%q: the command takes no arguments", args[0]), Advice: flagFor(cmd, args[0])}
		case len(args) > most:
			return Usagef("%q: the command takes only %s", args[most], what)
		case slices.Contains(args, ""):
			return Usagef("%s must not be empty", what)
		}
		return nil
	}
}

// flagFor returns a question about the flag of the command that was probably meant by an
// argument, or "".
func flagFor(cmd *cobra.Command, argument string) string {
	has := func(flag string) bool { return cmd.Flags().Lookup(flag) != nil }
	isYAML := strings.HasSuffix(argument, ".yaml") || strings.HasSuffix(argument, ".yml")
	_, noFile := os.Stat(argument)
	switch {
	case has("secret-file") && mask.LooksSecret(argument):
		return "a secret is never an argument, which other users can see; --secret-file FILE reads it, or --secret-file - from standard input"
	case has("seedfile") && noFile == nil && !isYAML:
		return fmt.Sprintf("did you mean --seedfile %s?", shell.Quote(argument))
	case has("profile"):
		return fmt.Sprintf("did you mean --profile %s?", shell.Quote(argument))
	}
	return ""
}

// ArgumentsOr accepts any number of arguments, but requires one unless flags name what arguments
// would.
func ArgumentsOr(named func() bool, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		least := 1
		if named() {
			least = 0
		}
		return Arguments(least, NoLimit, what)(cmd, args)
	}
}

// SubcommandOnly accepts no arguments but the names of subcommands.
func SubcommandOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	usage := &UsageError{Problem: fmt.Sprintf("unknown command %q", cmd.CommandPath()+" "+args[0])}
	if meant := near.Word(args[0], subcommands(cmd)); meant != "" {
		usage.Advice = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), meant)
	}
	return usage
}

// subcommands returns the names of the subcommands that help lists.
func subcommands(cmd *cobra.Command) (names []string) {
	for _, below := range cmd.Commands() {
		if below.IsAvailableCommand() {
			names = append(names, below.Name())
		}
	}
	return names
}
