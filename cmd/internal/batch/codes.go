package batch

import (
	"errors"
	"math"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/firmware"
	"etokenpass/profiles"
)

type codesOptions struct {
	profile cli.ProfileOption
	from    cli.WholeNumber
	count   cli.WholeNumber
	at      cli.Instant
	format  cli.Choice

	seedfile cli.Word
	source   seedOptions
}

func newCodesCommand(a *cli.App) *cobra.Command {
	var o codesOptions
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "Print codes by arithmetic",
		Long: `Print codes by arithmetic, one a line. Saved state is neither read nor written:
the first code is that of the profile's own counter, whatever was pressed since, or
that of --from (the next press uses the moving factor that status tells). For type:
time the codes are those of successive time steps, from now or --at.

With --seedfile FILE the codes are those of every token in a seed file (see import), as
it is read: after the token's serial, --count codes from its own counter, --from or
--at. Nothing else of the file is kept.

JSON, one object a line: serial (with --seedfile), moving_factor (number), code (text).
CSV, after a header: serial (with --seedfile), moving_factor, code.`,
		Example: `  etokenpass codes --count 3
  etokenpass codes --from 1000 --count 5 --format csv
  etokenpass codes --profile pass-time --at 2026-01-15T08:00:00Z
  etokenpass fleet --count 2 --random-seed 42 --as csv | etokenpass codes --seedfile - --count 3 --format csv`,
		Args: cli.Arguments(0, 0, ""), Annotations: cli.SameFilesAs("import"),
		RunE: func(*cobra.Command, []string) error { return runCodes(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.count = cli.WholeNumber{Value: 1, Least: 1}
	cmd.Flags().Var(&o.from, "from", "the first moving factor (default that of the profile's own counter)")
	cmd.Flags().Var(&o.count, "count", "how many codes")
	cmd.Flags().Var(&o.at, "at", "for type: time, when the first code is shown, like 2026-01-15T08:00:00Z (default now)")
	cli.AddChoice(cmd, &o.format, "format", "the form of the answer", cli.Text, cli.JSON, cli.CSV)
	o.seedfile.Kind = "FILE"
	cmd.Flags().Var(&o.seedfile, "seedfile", "a seed file, or -: codes for all of its tokens")
	o.source.addFlags(cmd)
	return cmd
}

func runCodes(a *cli.App, o codesOptions) error {
	switch {
	case o.from.Given && o.at.Given:
		return cli.Usagef("--from and --at: choose one")
	case o.seedfile.Text != "" && o.profile.Named():
		return cli.Usagef("--seedfile and --profile or --serial: choose one")
	case o.seedfile.Text != "":
		return seedfileCodes(a, o)
	case o.source.given():
		return cli.Usagef("--password-file, --key-file, --accept-unauthenticated and --fifth-column are for --seedfile")
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	at := a.Now()
	if o.at.Given {
		at = o.at.Value
	}
	config, err := device.Config(profile, at)
	if err != nil {
		return err
	}
	from, err := o.first(profile, config, at)
	if err != nil {
		return err
	}
	if o.count.Value-1 > math.MaxUint64-from {
		return cli.Usagef("--count %d: from moving factor %d on, codes left below 2^64: %d", o.count.Value, from, math.MaxUint64-from+1)
	}
	progress := a.NewProgress(!a.OutIsTerminal)
	defer progress.End()
	return printCodes(a.Out, config, o.format.Value, from, o.count.Value, progress)
}

// first is the moving factor of the first code.
func (o codesOptions) first(profile *profiles.Profile, config firmware.Config, at time.Time) (uint64, error) {
	switch {
	case o.at.Given && profile.Type != profiles.Time:
		return 0, cli.Usagef("--at is for tokens of type: time, and %s is of type: %s", profile.Serial, profile.Type)
	case o.from.Given:
		return o.from.Value, nil
	}
	first, err := config.NextMovingFactor(profile.Counter, at)
	if errors.Is(err, device.ErrDead) {
		err = cli.Hinted(err, "--from N says where to begin")
	}
	return first, err
}
