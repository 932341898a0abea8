package seeds

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// DescribeOptions holds the flags that describe tokens, or override what a file says about them.
type DescribeOptions struct {
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
}

// filesOwn is the default of the flags that override what a file says.
const filesOwn = "the file's"

// AddFlags adds --type, --algorithm, --digits, --step and --epoch.
func (o *DescribeOptions) AddFlags(cmd *cobra.Command) {
	cli.AddType(cmd, &o.kind, filesOwn)
	cli.AddAlgorithm(cmd, &o.algorithm, filesOwn)
	cli.AddDigits(cmd, &o.digits, filesOwn)
	cli.AddStep(cmd, &o.step, filesOwn)
	cli.AddEpoch(cmd, &o.epoch, filesOwn)
}

// Given reports whether any of the flags is set.
func (o *DescribeOptions) Given() bool {
	return o.kind.Changed() || o.algorithm.Changed() || o.digits.Changed() || o.step.Changed() || o.epoch.Changed()
}

// Type returns the type that --type sets, or "".
func (o *DescribeOptions) Type() profiles.Type { return profiles.Type(o.kind.Value) }

// Overrides returns what the flags override.
func (o *DescribeOptions) Overrides() seedfile.Overrides {
	overrides := seedfile.Overrides{
		Type: o.Type(), Algorithm: profiles.Algorithm(o.algorithm.Value),
		Digits: int(o.digits.Value), Step: o.step.Value,
	}
	if o.epoch.Changed() {
		epoch := o.epoch.Value.UTC()
		overrides.Epoch = &epoch
	}
	return overrides
}

// Profile returns the profile of a token that only the flags describe. Its first moving factor
// is 0, and its other defaults are those of a profile.
func (o *DescribeOptions) Profile(secret profiles.Secret) *profiles.Profile {
	described, profile := o.Overrides(), profiles.New("", secret)
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

// TypedFlag is a flag that applies to tokens of one type only.
type TypedFlag struct {
	Name  string
	Type  profiles.Type
	Given bool
}

// TypedFlags returns those of the flags that are for one type.
func (o *DescribeOptions) TypedFlags() []TypedFlag {
	return []TypedFlag{
		{Name: "--step", Type: profiles.Time, Given: o.step.Changed()},
		{Name: "--epoch", Type: profiles.Time, Given: o.epoch.Changed()},
	}
}

// CheckTyped refuses flags for tokens of another type.
func CheckTyped(kind profiles.Type, flags []TypedFlag) error {
	for _, flag := range flags {
		if flag.Given && flag.Type != kind {
			return cli.Usagef("%s is for %s tokens, but the type is %s", flag.Name, flag.Type, kind)
		}
	}
	return nil
}

// CheckEffect refuses flags for a type that no token in the files has. kinds are the types of
// the tokens.
func CheckEffect(flags []TypedFlag, kinds map[profiles.Type]bool) (errs []error) {
	for _, flag := range flags {
		if flag.Given && len(kinds) > 0 && !kinds[flag.Type] {
			errs = append(errs, cli.Hinted(
				fmt.Errorf("%s is for %s tokens, but the files have none", flag.Name, flag.Type),
				fmt.Sprintf("omit it, or set the type with --type %s", flag.Type)))
		}
	}
	return errs
}
