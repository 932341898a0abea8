package token

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

type profileShowOptions struct {
	profile cli.ProfileOption
	reveal  bool
}

func newProfileShowCommand(a *cli.App) *cobra.Command {
	var o profileShowOptions
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Print a profile as YAML with all defaults",
		Long: `Print a profile as YAML with all defaults. Without NAME and --serial, print that of
$ETOKENPASS_PROFILE, or demo. The secret is masked unless --reveal is given.`,
		Example: `  etokenpass profile show
  etokenpass profile show pass-time --reveal`,
		Args:              cli.Arguments(0, 1, "NAME"),
		ValidArgsFunction: cli.CompleteProfiles(a, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.profile.Name.Value = args[0]
			}
			return runProfileShow(a, o)
		},
	}
	o.profile.AddSerialFlag(cmd, a)
	cmd.Flags().BoolVar(&o.reveal, "reveal", false, "show the secret")
	return cmd
}

func runProfileShow(a *cli.App, o profileShowOptions) error {
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	_, err = a.Out.Write(profile.Encode(o.reveal))
	return cli.OutputError(err)
}
