package token

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

type counterOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	output  outputOptions
	set     cli.Flag[uint64]
	force   bool
}

func newCounterCommand(a *cli.App) *cobra.Command {
	var o counterOptions
	cmd := &cobra.Command{
		Use:   "counter",
		Short: "Show or set the saved counter (F00042)",
		Long: `Hold the button until 888888 appears, press it as often as the profile says, and print
the counter screen: F and five digits, the number of codes generated so far (for time
tokens, the time step). This generates no code.

--set N sets the counter first, as if N codes had been generated. Use it after restoring
the saved counter from a backup, when codes shown since the backup would repeat: set it
to the validator's counter. Setting it back requires --force and repeats codes, which a
validator that has seen them refuses.

JSON, one object: serial, counter (codes generated so far), lcd (what the LCD shows).`,
		Example: `  etokenpass counter
  etokenpass counter --profile pass-event --lcd
  etokenpass counter --set 42`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runCounter(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFlags(cmd)
	o.output.addFlags(cmd)
	cli.Add(cmd, &o.set, cli.AnyNumber(), "set", "set the counter to N codes generated")
	cmd.Flags().BoolVar(&o.force, "force", false, "with --set, allow a lower counter (codes will repeat)")
	return cmd
}

func runCounter(a *cli.App, o counterOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	if o.set.Changed() {
		if _, left, _ := profile.MovingFactor(o.set.Value); profile.Type == profiles.Event && left == 0 {
			return cli.Usagef("--set %d: no moving factor would be left, because first_moving_factor is %d", o.set.Value, profile.FirstMovingFactor)
		}
		if err := setCounter(a, o, profile); err != nil {
			return err
		}
	}
	memory, err := o.state.Memory(profile)
	if err != nil {
		return err
	}
	seen, err := counterScreen(a, profile, memory)
	if err != nil {
		return err
	}
	if o.output.format.Value == cli.JSON {
		return cli.PrintJSON(a.Out, seen.JSON(device.WithSerial|device.WithCounter))
	}
	return o.output.printLCD(a.Out, profile, seen.LCD)
}

func (o counterOptions) check() error {
	switch {
	case o.force && !o.set.Changed():
		return cli.Usagef("--force is for --set N")
	case o.set.Changed() && o.state.Ephemeral():
		return cli.Usagef("--set and --ephemeral: choose one; an ephemeral counter is not saved")
	}
	return o.output.check()
}

// setCounter sets the saved counter. Without --force it refuses a lower one; with it, it
// warns.
func setCounter(a *cli.App, o counterOptions, profile *profiles.Profile) error {
	store, err := o.state.Store()
	if err != nil {
		return err
	}
	back, err := store.Memory(profile).Set(o.set.Value, o.force)
	switch {
	case errors.Is(err, device.ErrBack) && profile.Type == profiles.Event:
		return cli.Hinted(err, "--force sets it back, and a validator that has seen its codes refuses them")
	case errors.Is(err, device.ErrBack):
		return cli.Hinted(err, "--force sets it back")
	case err != nil:
		return err
	case back && profile.Type == profiles.Event:
		a.NewReporter().Warning(fmt.Errorf("token %s: the counter went back to %d; codes shown since then will repeat, and a validator that has seen them refuses them",
			profile.Serial, o.set.Value))
	}
	return nil
}

// counterScreen shows the counter screen of a token. The hold begins in the past, so that
// the screen is the present one.
func counterScreen(a *cli.App, profile *profiles.Profile, memory device.Memory) (device.Snapshot, error) {
	hold := profile.Button.Hold
	clock := device.NewVirtualClock(a.Now().Add(-hold))
	token, err := device.New(profile, clock, memory)
	if err != nil {
		return device.Snapshot{}, err
	}
	return token.ShowCounter()
}
