package batch

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

type fleetOptions struct {
	keys            seeds.KeyOptions
	count           cli.Flag[uint64]
	prefix, seed    cli.Flag[string]
	as              cli.Flag[string]
	kind, algorithm cli.Flag[string]
	digits          cli.Flag[uint64]
	step            cli.Flag[time.Duration]
	epoch           cli.Flag[time.Time]
	movingFactor    cli.Flag[uint64]
	output          cli.Flag[string]
}

func newFleetCommand(a *cli.App) *cobra.Command {
	var o fleetOptions
	cmd := &cobra.Command{
		Use:   "fleet --count N --as FORMAT",
		Short: "Generate a seed file of test tokens",
		Long: `Generate tokens and write them as a seed file (see export). The same --random-seed
generates the same serials and secrets on every machine; without it, the secrets differ
each time. A serial is the prefix followed by eight digits, from 00000001. Import the file
into a server or with etokenpass import; codes --seedfile prints codes for its tokens.

Anyone who knows the random seed knows the secrets, so use these tokens only for tests.`,
		Example: `  etokenpass fleet --count 3 --prefix CI --random-seed 42 --as csv
  etokenpass fleet --count 1000 --random-seed load-test --as pskc --output fleet.pskcxml
  etokenpass fleet --count 10 --type time --as safeword > fleet.dat`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runFleet(a, o) },
	}
	o.count.Value = 1
	cli.Add(cmd, &o.count, cli.Number(1, seedfile.MaxFleet), "count", "how many tokens")
	o.prefix.Value = "TEST"
	cli.Add(cmd, &o.prefix, cli.FreeText(), "prefix", "the first characters of each serial")
	cli.Add(cmd, &o.seed, cli.FreeText(), "random-seed", "any text; with --algorithm, which sets their length, it determines the secrets (default random)")
	seeds.AddAsFlag(cmd, &o.as)
	o.kind.Value = string(profiles.Event)
	cli.AddType(cmd, &o.kind, "")
	o.algorithm.Value = string(profiles.DefaultAlgorithm)
	cli.AddAlgorithm(cmd, &o.algorithm, "")
	o.digits.Value = profiles.DefaultDigits
	cli.AddDigits(cmd, &o.digits, "")
	o.step.Value = profiles.DefaultStep
	cli.AddStep(cmd, &o.step, "")
	cli.AddEpoch(cmd, &o.epoch, "2000-01-01 for safeword, 1970-01-01 for the others")
	cli.AddMovingFactor(cmd, &o.movingFactor, "0")
	o.keys.AddFlags(cmd)
	seeds.AddOutputFlag(cmd, &o.output)
	return cmd
}

func runFleet(a *cli.App, o fleetOptions) error {
	if o.as.Value == "" {
		return cli.Usagef("--as FORMAT is missing: must be %s", o.as.Type())
	}
	if err := o.keys.Check(); err != nil {
		return err
	}
	if !profiles.ValidSerial(o.prefix.Value + "00000001") {
		return cli.Usagef("--prefix %q: must be at most 992 printable characters", o.prefix.Value)
	}
	err := seeds.CheckTyped(profiles.Type(o.kind.Value), []seeds.TypedFlag{
		{Name: "--step", Type: profiles.Time, Given: o.step.Changed()},
		{Name: "--epoch", Type: profiles.Time, Given: o.epoch.Changed()},
		{Name: "--moving-factor", Type: profiles.Event, Given: o.movingFactor.Changed()},
	})
	if err != nil {
		return err
	}
	protection, err := o.keys.Protection(a, seedfile.Format(o.as.Value))
	if err != nil {
		return err
	}
	progress := a.NewProgress("generated", !a.OutIsTerminal || o.output.Value != "")
	defer progress.End()
	return cli.WriteOutput(a, o.output.Value, func(w io.Writer) error {
		count := int(o.count.Value)
		return seeds.Write(w, seedfile.Format(o.as.Value), protection, o.fleet().Tokens(count), count, progress)
	})
}

func (o *fleetOptions) fleet() seedfile.Fleet {
	like := seedfile.Token{
		Traits: &seedfile.Traits{Type: profiles.Type(o.kind.Value), Algorithm: profiles.Algorithm(o.algorithm.Value), Digits: int(o.digits.Value)},
	}
	if like.Type == profiles.Time {
		like.Step, like.Epoch = o.step.Value, o.t0()
	} else {
		like.MovingFactor = o.movingFactor.Value
	}
	seed := o.seed.Value
	if seed == "" {
		seed = rand.Text()
	}
	return seedfile.Fleet{Prefix: o.prefix.Value, Seed: seed, Like: like}
}

func (o *fleetOptions) t0() time.Time {
	if o.epoch.Changed() {
		return o.epoch.Value.UTC()
	}
	return seedfile.Format(o.as.Value).Epoch()
}
