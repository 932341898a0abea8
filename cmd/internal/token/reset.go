package token

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

type resetOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	confirm cli.Confirmation
}

func newResetCommand(a *cli.App) *cobra.Command {
	var o resetOptions
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Reset a token to its profile's counter",
		Long: `Delete a token's saved counter, so that the token starts again at its profile's counter.
Its codes then repeat, and a validator that has seen them refuses them. On a terminal
reset asks first; elsewhere it requires --yes.`,
		Example: `  etokenpass reset --yes
  etokenpass reset --profile pass-event --yes`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runReset(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFolderFlag(cmd)
	o.confirm.AddFlag(cmd)
	return cmd
}

func runReset(a *cli.App, o resetOptions) error {
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	store, err := o.state.Store()
	if err != nil {
		return err
	}
	memory := store.Memory(profile)
	question := func() (string, error) { return loss(profile, memory) }
	if err := o.confirm.Ask(a, question, "not reset"); err != nil {
		return err
	}
	if err := memory.Reset(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s is back at counter %d\n", profile.Serial, profile.Counter)
	return cli.OutputError(err)
}

// loss returns what a reset loses, or "" if nothing.
func loss(profile *profiles.Profile, memory *device.Saved) (string, error) {
	counter, used, err := memory.Load()
	saved := fmt.Sprintf("counter %d", counter)
	var state *device.StateError
	switch {
	case errors.As(err, &state) && state.Damaged():
		saved = "a damaged counter"
	case err != nil:
		return "", err
	case !used: // it is at the profile's counter already
		return "", nil
	}
	return fmt.Sprintf("%s goes back from %s to %d, and its codes will repeat", profile.Serial, saved, profile.Counter), nil
}
