package token

import (
	"cmp"
	"fmt"
	"io"
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
	picture pictureOptions
	time    cli.TimeOptions
	count   cli.Flag[uint64]
}

func newPressCommand(a *cli.App) *cobra.Command {
	var o pressOptions
	cmd := &cobra.Command{
		Use:   "press",
		Short: "Press the button and print the code",
		Long: `Press the token's button and print what the LCD shows. The counter is saved to disk before
the code is printed. Every press starts with the LCD off. --count presses repeatedly
without waiting, so it is for event tokens only. --png and --svg also draw the LCD to a
file, with its dead segments and without a display.

With --at, the press happens at that time: a time token shows the code of that time. For an
event token, the time matters only if its battery has a lifetime. The saved counter counts
the press as usual. It does not record times, so --at may be earlier than the time of
another press.

JSON, one object per press: serial, counter (codes generated so far), moving_factor (of
the code), lcd (what the LCD shows), and for time tokens valid_for_ms (how long the code
remains the current one, by the token's clock).`,
		Example: `  code=$(etokenpass press)
  etokenpass press --profile pass-event --count 3 --format json
  etokenpass press --lcd --ephemeral
  etokenpass press --png code.png
  etokenpass press --profile pass-time --min-valid 10s
  etokenpass press --profile pass-time --ephemeral --at 2026-01-15T08:00:00Z`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runPress(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFlags(cmd)
	o.output.addFlags(cmd)
	o.picture.addFlags(cmd)
	o.time.AddFlags(cmd, "the time of the press, like 2026-01-15T08:00:00Z (default now)")
	o.count.Value = 1
	cli.Add(cmd, &o.count, cli.Number(1, math.MaxUint64), "count", "how many presses")
	cli.Alias(cmd, "times", "count")
	return cmd
}

func runPress(a *cli.App, o pressOptions) error {
	if err := o.check(a); err != nil {
		return err
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	if profile.Type == profiles.Time && o.count.Value > 1 {
		return cli.Usagef("--count is for event tokens; %s would show the same code until its time step ends", profile.Serial)
	}
	if err := o.picture.checkProfile(profile); err != nil {
		return err
	}
	memory, err := o.state.Memory(profile)
	if err != nil {
		return err
	}
	at, err := o.time.Time(a, profile)
	if err != nil {
		return err
	}
	clock := device.NewVirtualClock(at)
	token, err := device.New(profile, clock, memory)
	if err != nil {
		return err
	}
	if err := o.enough(token); err != nil {
		return err
	}
	progress := a.NewProgress("pressed", !a.OutIsTerminal)
	defer progress.End()
	for i := range o.count.Value {
		progress.Count(i, o.count.Value)
		seen, err := token.Press()
		if err != nil {
			return err
		}
		if err := o.show(a, profile, seen); err != nil {
			return err
		}
		clock.Advance(seen.ChangesIn) // until the LCD is off
	}
	return nil
}

// check reports errors that show before anything is read.
func (o *pressOptions) check(a *cli.App) error {
	switch drawn := len(o.picture.pictures()) > 0; {
	case drawn && o.count.Value > 1:
		return cli.Usagef("--png and --svg draw one code; omit --count")
	case o.picture.onStdout() && (o.output.lcd || o.output.format.Value != cli.Text):
		return cli.Usagef("a picture on standard output replaces the printed code; omit --lcd and --format, or name a file")
	}
	return cmp.Or(o.output.check(), o.picture.check(a))
}

// show prints and draws the code. The counter is saved by now.
func (o *pressOptions) show(a *cli.App, profile *profiles.Profile, seen device.Snapshot) error {
	if !o.picture.onStdout() {
		if err := o.print(a.Out, profile, seen); err != nil {
			return err
		}
	}
	err := o.picture.write(a, profile, seen.LCD)
	switch {
	case err != nil && o.state.Ephemeral():
		return fmt.Errorf("the picture cannot be written: %w", err)
	case err != nil:
		return fmt.Errorf("the counter is saved, but the picture cannot be written: %w", err)
	}
	return nil
}

func (o *pressOptions) print(w io.Writer, profile *profiles.Profile, seen device.Snapshot) error {
	if o.output.format.Value == cli.JSON {
		return cli.PrintJSON(w, pressedOf(profile, seen))
	}
	return o.output.printLCD(w, profile, seen.LCD)
}

// pressed is a press in JSON.
type pressed struct {
	device.ScreenJSON
	ValidFor *int64 `json:"valid_for_ms,omitempty"`
}

func pressedOf(profile *profiles.Profile, seen device.Snapshot) pressed {
	p := pressed{ScreenJSON: seen.JSON(device.WithSerial | device.WithCounter)}
	if profile.Type == profiles.Time {
		p.ValidFor = new(device.ValidFor(profile, seen.MovingFactor, seen.At))
	}
	return p
}

// enough refuses more presses than there are moving factors left below 2^64. The firmware
// itself checks the battery.
func (o *pressOptions) enough(token *device.Token) error {
	if o.count.Value == 1 {
		return nil
	}
	counter, err := token.Counter()
	if err != nil {
		return err
	}
	_, left, _ := token.Profile().MovingFactor(counter)
	if err := cli.EnoughCodes(o.count.Value, left, "up to moving factor 2^64-1"); err != nil {
		return cli.Usagef("--count %d: %v", o.count.Value, err)
	}
	return nil
}
