package batch

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

type fleetOptions struct {
	keys            keyOptions
	count           cli.WholeNumber
	prefix, seed    cli.Word
	as              cli.Choice
	kind, algorithm cli.Choice
	digits          cli.WholeNumber
	step            cli.Seconds
	epoch           cli.Instant
	movingFactor    cli.WholeNumber
	output          cli.Word
}

func newFleetCommand(a *cli.App) *cobra.Command {
	var o fleetOptions
	cmd := &cobra.Command{
		Use:   "fleet --count N --as FORMAT",
		Short: "Make up many tokens as a seed file",
		Long: `Make up many tokens and write them as a seed file (see export): the same serials and
secrets for the same --random-seed, on every machine; without it, other secrets each
time. A serial is the prefix and eight digits, from 00000001. A server imports the file,
and so does etokenpass import; codes --seedfile prints codes for all of them.

Whoever knows the random seed knows the secrets: such tokens are for tests.`,
		Example: `  etokenpass fleet --count 3 --prefix CI --random-seed 42 --as csv
  etokenpass fleet --count 1000 --random-seed load-test --as pskc --output fleet.pskcxml
  etokenpass fleet --count 10 --type time --as safeword > fleet.dat`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runFleet(a, o) },
	}
	flags := cmd.Flags()
	o.count = cli.WholeNumber{Value: 1, Least: 1, Most: seedfile.MaxFleet}
	flags.Var(&o.count, "count", "how many tokens")
	o.prefix = cli.Word{Text: "TEST", Kind: "TEXT"}
	flags.Var(&o.prefix, "prefix", "what each serial begins with")
	o.seed.Kind = "TEXT"
	flags.Var(&o.seed, "random-seed", "any text; it and --algorithm decide the secrets (default a new one each time)")
	addAsFlag(cmd, &o.as)
	cli.AddChoice(cmd, &o.kind, "type", "what their codes are made from", string(profiles.Event), string(profiles.Time))
	cli.AddChoice(cmd, &o.algorithm, "algorithm", "the hash, and with it the length of the secrets", string(profiles.SHA1), string(profiles.SHA256), string(profiles.SHA512))
	o.digits = cli.WholeNumber{Value: profiles.DefaultDigits, Least: profiles.MinDigits, Most: profiles.MaxDigits}
	flags.Var(&o.digits, "digits", "the digits of a code")
	o.step = cli.Seconds{Value: profiles.DefaultStep, Least: profiles.MinStep, Most: profiles.MaxStep}
	flags.Var(&o.step, "step", "the time step of time tokens")
	flags.Var(&o.epoch, "epoch", "T0 of time tokens (default the format's: 2000-01-01 for safeword, 1970-01-01 for the others)")
	flags.Var(&o.movingFactor, "moving-factor", "the next moving factor of event tokens (default 0)")
	o.keys.addFlags(cmd)
	addOutputFlag(cmd, &o.output)
	return cmd
}

func runFleet(a *cli.App, o fleetOptions) error {
	if o.as.Value == "" {
		return cli.Usagef("--as FORMAT is missing: must be %s", o.as.Type())
	}
	if err := o.keys.check(); err != nil {
		return err
	}
	if !profiles.ValidSerial(o.prefix.Text + "00000001") {
		return cli.Usagef("--prefix %q: must be at most 992 printable characters", o.prefix.Text)
	}
	err := checkTyped(profiles.Type(o.kind.Value), []typedFlag{
		{"--step", profiles.Time, o.step.Given},
		{"--epoch", profiles.Time, o.epoch.Given},
		{"--moving-factor", profiles.Event, o.movingFactor.Given},
	})
	if err != nil {
		return err
	}
	protection, err := o.keys.protection(a, seedfile.Format(o.as.Value))
	if err != nil {
		return err
	}
	progress := a.NewProgress(!a.OutIsTerminal || o.output.Text != "")
	defer progress.End()
	return cli.WriteOutput(a, o.output.Text, func(w io.Writer) error {
		return o.write(w, protection, progress)
	})
}

func (o *fleetOptions) write(w io.Writer, protection seedfile.Protection, progress *cli.Progress) error {
	fleet := o.fleet()
	writer, err := seedfile.NewWriter(w, seedfile.Format(o.as.Value), protection)
	if err != nil {
		return err
	}
	done := 0
	for token, err := range fleet.Tokens(int(o.count.Value)) {
		if err != nil {
			return err
		}
		if err := writer.Write(token); err != nil {
			return err
		}
		if done++; done%1024 == 0 {
			progress.Show(float64(done) / float64(o.count.Value))
		}
	}
	return cli.Written(writer.Close())
}

func (o *fleetOptions) fleet() seedfile.Fleet {
	like := seedfile.Token{
		Type: profiles.Type(o.kind.Value), Algorithm: profiles.Algorithm(o.algorithm.Value), Digits: int(o.digits.Value),
	}
	if like.Type == profiles.Time {
		like.Step, like.Epoch = o.step.Value, o.t0()
	} else {
		like.MovingFactor = o.movingFactor.Value
	}
	seed := o.seed.Text
	if seed == "" {
		seed = rand.Text()
	}
	return seedfile.Fleet{Prefix: o.prefix.Text, Seed: seed, Like: like}
}

func (o *fleetOptions) t0() time.Time {
	if o.epoch.Given {
		return o.epoch.Value.UTC()
	}
	return seedfile.Format(o.as.Value).Epoch()
}
