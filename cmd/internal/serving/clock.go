package serving

import (
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/web"
)

// Clock holds the flags for the clock of a server: the system clock, or a virtual one.
type Clock struct {
	kind  cli.Flag[string]
	start cli.Flag[time.Time]
}

// AddFlags adds --clock, with its usage, and --start-time to a command.
func (c *Clock) AddFlags(cmd *cobra.Command, usage string) {
	cli.AddChoice(cmd, &c.kind, "clock", usage, web.RealClock, web.VirtualClock)
	c.start.Value = web.DefaultStart
	cli.Add(cmd, &c.start, cli.Instant(), "start-time", "when a virtual clock starts")
}

// Check returns an error if the flags do not go together.
func (c *Clock) Check() error {
	if c.start.Changed() && c.kind.Value != web.VirtualClock {
		return cli.Usagef("--start-time requires --clock virtual")
	}
	return nil
}

// Start returns when the virtual clock starts, or the zero time for the system clock.
func (c *Clock) Start() time.Time {
	if c.kind.Value != web.VirtualClock {
		return time.Time{}
	}
	return c.start.Value
}
