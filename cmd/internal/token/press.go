package token

import (
	"math"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

type pressOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	output  outputOptions
	times   cli.Flag[uint64]
}

func newPressCommand(a *cli.App) *cobra.Command {
	var o pressOptions
	cmd := &cobra.Command{
		Use:   "press",
		Short: "Press the button and print the code",
		Long: `Press the token's button and print what the LCD shows. The counter is saved to disk before
the code is printed. Every press starts with the LCD off. --times presses repeatedly
without waiting, so it is for event tokens only.

JSON, one object per press: serial, counter (codes generated so far), moving_factor (of
the code), lcd (what the LCD shows).`,
		Example: `  code=$(etokenpass press)
  etokenpass press --profile pass-event --times 3 --format json
  etokenpass press --lcd --ephemeral`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runPress(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFlags(cmd)
	o.output.addFlags(cmd)
	o.times.Value = 1
	cli.Add(cmd, &o.times, cli.Number(1, math.MaxUint64), "times", "how many presses")
	return cmd
}

func runPress(a *cli.App, o pressOptions) error {
	if err := o.output.check(); err != nil {
		return err
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	if profile.Type == profiles.Time && o.times.Value > 1 {
		return cli.Usagef("--times is for event tokens; %s would show the same code until its time step ends", profile.Serial)
	}
	memory, err := o.state.Memory(profile)
	if err != nil {
		return err
	}
	clock := device.NewVirtualClock(a.Now())
	token, err := device.New(profile, clock, memory)
	if err != nil {
		return err
	}
	if err := o.enough(token); err != nil {
		return err
	}
	progress := a.NewProgress(!a.OutIsTerminal)
	defer progress.End()
	for i := range o.times.Value {
		progress.Show(float64(i) / float64(o.times.Value))
		seen, err := token.Press()
		if err != nil {
			return err
		}
		if o.output.format.Value == cli.JSON {
			err = cli.PrintJSON(a.Out, seen.JSON(device.WithSerial|device.WithCounter))
		} else {
			err = o.output.printLCD(a.Out, profile, seen.LCD)
		}
		if err != nil {
			return err
		}
		clock.Advance(seen.ChangesIn) // until the LCD is off
	}
	return nil
}

// enough refuses more presses than there are moving factors left below 2^64. The firmware
// itself checks the battery.
func (o pressOptions) enough(token *device.Token) error {
	if o.times.Value == 1 {
		return nil
	}
	counter, err := token.Counter()
	if err != nil {
		return err
	}
	_, left, _ := token.Profile().MovingFactor(counter)
	if err := cli.EnoughCodes(o.times.Value, left, "up to moving factor 2^64-1"); err != nil {
		return cli.Usagef("--times %d: %v", o.times.Value, err)
	}
	return nil
}
