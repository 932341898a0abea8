package token

import (
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

func newProfilePathCommand(a *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:               "path [NAME]",
		Short:             "Print the path of the profile folder or of a profile",
		Long:              `Print the path of the profile folder, or of a profile in it.`,
		Example:           `  etokenpass profile path`,
		Args:              cli.Arguments(0, 1, "NAME"),
		ValidArgsFunction: cli.CompleteProfiles(a, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := profiles.DefaultFolder()
			if path == "" {
				return noFolder()
			}
			if len(args) > 0 {
				entry, err := a.Library().Find(args[0])
				if err != nil {
					return err
				}
				if entry.Embedded {
					return cli.Hinted(fmt.Errorf("%s is a built-in profile and has no path", entry.Name),
						"etokenpass profile show "+entry.Name+" prints it")
				}
				path = entry.Origin
			}
			_, err := fmt.Fprintln(a.Out, path)
			return cli.OutputError(err)
		},
	}
}
