package token

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newProfileCheckCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "check NAME|FILE...",
		Short: "Check profiles and report every problem",
		Long: `Check profiles, including the secrets in files and environment variables that they refer
to. Every problem is reported with its line. The exit status is 1 if there are any.`,
		Example: `  etokenpass profile check demo
  etokenpass profile check demo pass-event pass-time`,
		Args:              cli.Arguments(1, cli.NoLimit, "NAME or FILE"),
		ValidArgsFunction: cli.CompleteProfiles(a, cli.NoLimit),
		RunE:              func(_ *cobra.Command, args []string) error { return runProfileCheck(a, args) },
	}
}

func runProfileCheck(a *cli.App, names []string) error {
	var problems []error
	for _, name := range names {
		profile, err := a.Library().Open(name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		a.WarnOfProfile(profile)
		if _, err := fmt.Fprintf(a.Out, "%s: ok, serial %s\n", cli.Legible(name), profile.Serial); err != nil {
			return cli.OutputError(err)
		}
	}
	return errors.Join(problems...)
}
