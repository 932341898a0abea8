package batch

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// describeOptions holds the flags that describe tokens, or override what a file says about them.
type describeOptions struct {
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
}

// filesOwn is the default of the flags that override what a file says.
const filesOwn = "the file's"

func (o *describeOptions) addFlags(cmd *cobra.Command) {
	cli.AddType(cmd, &o.kind, filesOwn)
	cli.AddAlgorithm(cmd, &o.algorithm, filesOwn)
	cli.AddDigits(cmd, &o.digits, filesOwn)
	cli.AddStep(cmd, &o.step, filesOwn)
	cli.AddEpoch(cmd, &o.epoch, filesOwn)
}

// given reports whether any of the flags is set.
func (o *describeOptions) given() bool {
	return o.kind.Changed() || o.algorithm.Changed() || o.digits.Changed() || o.step.Changed() || o.epoch.Changed()
}

func (o *describeOptions) overrides() seedfile.Overrides {
	overrides := seedfile.Overrides{
		Type: profiles.Type(o.kind.Value), Algorithm: profiles.Algorithm(o.algorithm.Value),
		Digits: int(o.digits.Value), Step: o.step.Value,
	}
	if o.epoch.Changed() {
		epoch := o.epoch.Value.UTC()
		overrides.Epoch = &epoch
	}
	return overrides
}

// profile returns the profile of a token that only the flags describe. Its first moving factor
// is 0, and its other defaults are those of a profile.
func (o *describeOptions) profile(secret profiles.Secret) *profiles.Profile {
	described, profile := o.overrides(), profiles.New("", secret)
	profile.FirstMovingFactor = 0
	profile.Type = cmp.Or(described.Type, profile.Type)
	profile.Algorithm = cmp.Or(described.Algorithm, profile.Algorithm)
	profile.Digits = cmp.Or(described.Digits, profile.Digits)
	profile.Clock.Step = cmp.Or(described.Step, profile.Clock.Step)
	if described.Epoch != nil {
		profile.Clock.Epoch = *described.Epoch
	}
	return profile
}

// typedFlag is a flag that applies to tokens of one type only.
type typedFlag struct {
	name  string
	kind  profiles.Type
	given bool
}

func (o *describeOptions) typedFlags() []typedFlag {
	return []typedFlag{
		{"--step", profiles.Time, o.step.Changed()},
		{"--epoch", profiles.Time, o.epoch.Changed()},
	}
}

// checkTyped refuses flags for tokens of another type.
func checkTyped(kind profiles.Type, flags []typedFlag) error {
	for _, flag := range flags {
		if flag.given && flag.kind != kind {
			return cli.Usagef("%s is for %s tokens, but the type is %s", flag.name, flag.kind, kind)
		}
	}
	return nil
}

// checkEffect refuses flags for a type that no token in the files has. kinds are the types of
// the tokens.
func checkEffect(flags []typedFlag, kinds map[profiles.Type]bool) (errs []error) {
	for _, flag := range flags {
		if flag.given && len(kinds) > 0 && !kinds[flag.kind] {
			errs = append(errs, cli.Hinted(
				fmt.Errorf("%s is for %s tokens, but the files have none", flag.name, flag.kind),
				fmt.Sprintf("omit it, or set the type with --type %s", flag.kind)))
		}
	}
	return errs
}

// overrideOptions holds all flags that override what the file says.
type overrideOptions struct {
	describeOptions
	movingFactor cli.Flag[uint64]
	timeDrift    bool
}

func (o *overrideOptions) addFlags(cmd *cobra.Command) {
	o.describeOptions.addFlags(cmd)
	cli.AddMovingFactor(cmd, &o.movingFactor, filesOwn)
	cmd.Flags().BoolVar(&o.timeDrift, "time-drift", false, "apply the clock error that the file records (TimeDrift in PSKC)")
}

func (o *overrideOptions) typedFlags() []typedFlag {
	return append(o.describeOptions.typedFlags(),
		typedFlag{"--time-drift", profiles.Time, o.timeDrift},
		typedFlag{"--moving-factor", profiles.Event, o.movingFactor.Changed()})
}

func (o *overrideOptions) overrides() seedfile.Overrides {
	overrides := o.describeOptions.overrides()
	overrides.Drift = o.timeDrift
	if o.movingFactor.Changed() {
		overrides.MovingFactor = &o.movingFactor.Value
	}
	return overrides
}

// check refuses flags that cannot have an effect on any file.
func (o *overrideOptions) check() error {
	if o.kind.Value == "" {
		return nil
	}
	return checkTyped(profiles.Type(o.kind.Value), o.typedFlags())
}
