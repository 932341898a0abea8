package batch

import (
	"math"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

// batteryOptions holds the flags for the battery of imported tokens, which no file describes.
// They are named after the fields of a profile.
type batteryOptions struct {
	codes, years cli.Flag[uint64]
	made         cli.Flag[time.Time]
}

func (o *batteryOptions) addFlags(cmd *cobra.Command) {
	cli.Add(cmd, &o.codes, cli.Number(1, math.MaxUint64), "battery-codes", "codes that the battery lasts for (default no limit)")
	cli.Add(cmd, &o.years, cli.Number(1, profiles.MaxBatteryYears), "battery-years", "years that the battery lasts for, from its production (default no limit)")
	cli.Add(cmd, &o.made, cli.Instant(), "battery-made", "the date of production (default the file's)")
}

func (o *batteryOptions) check() error {
	if o.made.Changed() && !o.codes.Changed() && !o.years.Changed() {
		return cli.Usagef("--battery-made requires --battery-codes or --battery-years")
	}
	return nil
}

func (o *batteryOptions) battery() profiles.Battery {
	return profiles.Battery{Codes: o.codes.Value, Years: int(o.years.Value), Made: o.made.Value.UTC()}
}
