package tms

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newPolicyCommand(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "List, show and check policies",
		Long: `A policy is a YAML file with the validator's rules: how many codes are tried, when a user
or a token is locked, how a token is resynchronised, whether there is a PIN.`,
		Example: `  etokenpass tms policy list
  etokenpass tms policy show bs-client`,
		Args: cli.SubcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPolicyListCommand(a), newPolicyShowCommand(a), newPolicyCheckCommand(a))
	return cmd
}
