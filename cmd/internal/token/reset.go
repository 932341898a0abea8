package token

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

type resetOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	yes     bool
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
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
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
	if !o.yes {
		if err := confirmReset(a, profile, memory); err != nil {
			return err
		}
	}
	if err := memory.Reset(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s is back at counter %d\n", profile.Serial, profile.Counter)
	return cli.OutputError(err)
}

func confirmReset(a *cli.App, profile *profiles.Profile, memory *device.Saved) error {
	if !a.InIsTerminal {
		return &cli.UsageError{Problem: "reset asks for confirmation, but standard input is not a terminal", Advice: "use --yes"}
	}
	counter, used, err := memory.Load()
	saved := fmt.Sprintf("counter %d", counter)
	var state *device.StateError
	switch {
	case errors.As(err, &state) && state.Damaged():
		saved = "a damaged counter"
	case err != nil:
		return err
	case !used: // it is at the profile's counter already
		return nil
	}
	a.Messagef("%s goes back from %s to %d, and its codes will repeat. Continue? [y/N] ", profile.Serial, saved, profile.Counter)
	answer, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil { // no answer is no
		a.Messagef("\n")
	}
	if word := strings.ToLower(strings.TrimSpace(answer)); word != "y" && word != "yes" {
		return errors.New("not reset")
	}
	return nil
}
