package token

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newProfileCommand(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "List, show, check and make profiles",
		Long: `A profile is one token's facts in a YAML file: identity, secret, timing, life.
Running a token never writes to it.`,
		Example: `  etokenpass profile list
  etokenpass profile new boris`,
		Args: cli.SubcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newProfileListCommand(a), newProfileShowCommand(a), newProfileCheckCommand(a),
		newProfileNewCommand(a), newProfilePathCommand(a),
	)
	return cmd
}
