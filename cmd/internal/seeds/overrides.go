package seeds

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// overrideOptions holds all flags that override what a file says.
type overrideOptions struct {
	describe     DescribeOptions
	movingFactor cli.Flag[uint64]
	timeDrift    bool
}

func (o *overrideOptions) addFlags(cmd *cobra.Command) {
	o.describe.AddFlags(cmd)
	cli.AddMovingFactor(cmd, &o.movingFactor, filesOwn)
}

func (o *overrideOptions) addTimeDriftFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.timeDrift, "time-drift", false, "apply the clock error that the file records (TimeDrift in PSKC)")
}

func (o *overrideOptions) typedFlags() []TypedFlag {
	return append(o.describe.TypedFlags(),
		TypedFlag{Name: "--time-drift", Type: profiles.Time, Given: o.timeDrift},
		TypedFlag{Name: "--moving-factor", Type: profiles.Event, Given: o.movingFactor.Changed()})
}

func (o *overrideOptions) overrides() seedfile.Overrides {
	overrides := o.describe.Overrides()
	overrides.Drift = o.timeDrift
	if o.movingFactor.Changed() {
		overrides.MovingFactor = &o.movingFactor.Value
	}
	return overrides
}

// given reports whether any of the flags is set.
func (o *overrideOptions) given() bool {
	return o.describe.Given() || o.timeDrift || o.movingFactor.Changed()
}

// check refuses flags that cannot have an effect on any file.
func (o *overrideOptions) check() error {
	if o.describe.Type() == "" {
		return nil
	}
	return CheckTyped(o.describe.Type(), o.typedFlags())
}
