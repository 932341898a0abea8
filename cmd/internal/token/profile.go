package token

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newProfileCommand(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "List, show, check, create and remove profiles",
		Long: `A profile is a YAML file that describes one token: identity, secret, timing, battery life.
Using a token never changes its profile.`,
		Example: `  etokenpass profile list
  etokenpass profile new boris`,
		Args: cli.SubcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.AddSubcommands(cmd, func() []*cobra.Command {
		return []*cobra.Command{
			newProfileListCommand(a), newProfileShowCommand(a), newProfileCheckCommand(a),
			newProfileNewCommand(a), newProfileRemoveCommand(a), newProfilePathCommand(a),
		}
	})
	return cmd
}
