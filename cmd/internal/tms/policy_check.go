package tms

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/storing"
)

func newPolicyCheckCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "check NAME|FILE...",
		Short: "Check policies and report every problem",
		Long: `Check policies. Every problem is reported with its line and what is allowed. The exit
status is 1 if there are any.`,
		Example: `  etokenpass tms policy check bitrix
  etokenpass tms policy show tms --format yaml | etokenpass tms policy check -`,
		Args:              cli.Arguments(1, cli.NoLimit, "NAME or FILE"),
		ValidArgsFunction: storing.CompletePolicies,
		RunE:              func(_ *cobra.Command, args []string) error { return runPolicyCheck(a, args) },
	}
}

func runPolicyCheck(a *cli.App, names []string) error {
	var problems []error
	for _, name := range names {
		policy, _, err := storing.LoadPolicy(a, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if _, err := fmt.Fprintf(a.Out, "%s: ok, policy %s\n", cli.Legible(cli.InputName(name)), policy.Name); err != nil {
			return cli.OutputError(err)
		}
	}
	return errors.Join(problems...)
}
