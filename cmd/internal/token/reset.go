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
		Short: "Put a token back to its profile's counter",
		Long: `Forget a token's saved counter, so that it is back at its profile's. Its codes are
then repeated: a validator that has seen them refuses them. Asks before it does so
on a terminal; elsewhere it needs --yes.`,
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
	return cli.Written(err)
}

func confirmReset(a *cli.App, profile *profiles.Profile, memory *device.Saved) error {
	if !a.InIsTerminal {
		return &cli.UsageError{Problem: "reset asks before it forgets a counter, and nobody is there to answer", Advice: "--yes does it without asking"}
	}
	counter, used, err := memory.Counter()
	saved := fmt.Sprintf("counter %d", counter)
	var state *device.StateError
	switch {
	case errors.As(err, &state) && state.Damaged():
		saved = "a damaged counter"
	case err != nil:
		return err
	case !used: // it is where it would go
		return nil
	}
	a.Tell("%s goes from %s back to %d, and its codes are repeated. Go on? [y/N] ", profile.Serial, saved, profile.Counter)
	answer, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil { // no answer is no
		a.Tell("\n")
	}
	if word := strings.ToLower(strings.TrimSpace(answer)); word != "y" && word != "yes" {
		return errors.New("not reset, as nobody said yes")
	}
	return nil
}
