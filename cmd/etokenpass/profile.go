package main

import "github.com/spf13/cobra"

func newProfileCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "List, show, check and make profiles",
		Long: `A profile is one token's facts in a YAML file: identity, secret, timing, life.
Running a token never writes to it.`,
		Example: `  etokenpass profile list
  etokenpass profile new boris`,
		Args: noCommandLeft,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newProfileListCommand(a), newProfileShowCommand(a), newProfileCheckCommand(a),
		newProfileNewCommand(a), newProfilePathCommand(a),
	)
	return cmd
}

// completeProfiles offers the names of profiles for so many arguments.
func completeProfiles(a *app, most int) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return a.ProfileNames(typed), cobra.ShellCompDirectiveDefault
	}
}
