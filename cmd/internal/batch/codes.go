package batch

import (
	"errors"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/device"
	"etokenpass/profiles"
)

type codesOptions struct {
	profile cli.ProfileOption
	from    cli.Flag[uint64]
	count   cli.Flag[uint64]
	time    cli.TimeOptions
	format  cli.Flag[string]

	seedfile cli.Flag[string]
	source   seeds.FileOptions
	secret   cli.SecretOption
	describe seeds.DescribeOptions // the tokens of seedfile or secret
}

func newCodesCommand(a *cli.App) *cobra.Command {
	var o codesOptions
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "Compute codes without pressing a button",
		Long: `Compute codes and print one per line. Saved counters are neither read nor changed: the
first code is that of the profile's own counter, even if the saved counter is ahead, or
that of --from. (status shows the moving factor of the next press.) The codes of a time
token are those of successive time steps, starting now or at --at.

With --seedfile FILE, compute --count codes for every token in a seed file (see import)
and print each after the token's serial. The first code of a token is that of its counter
in the file, of --from or of --at. The file is read as a stream and nothing is stored.
--type, --algorithm, --digits, --step and --epoch override what the file says, and
--encoding says how the secrets of a CSV are written.

With --secret-file FILE, compute codes for one secret in hex or base32, which may be
written in groups. It is read as hex if it has only hex digits; if it fits base32 too, a
warning says so. The same five flags describe its token, by default an event token with
SHA1, 6 digits and moving factor 0; a time token has steps of 30s from 1970-01-01.

JSON, one object per line: serial (not with --secret-file), moving_factor (number), code
(text), and for time tokens, unless --from is given, valid_for_ms (the time from now, or
from --at, until the code is replaced by the next, by the token's clock).
CSV, after a header: serial (with --seedfile), moving_factor, code.`,
		Example: `  etokenpass codes --count 3
  etokenpass codes --from 1000 --count 5 --format csv
  etokenpass codes --profile pass-time --at 2026-01-15T08:00:00Z
  printf 'GEZDGNBVGY3TQOJQ' | etokenpass codes --secret-file - --count 3
  printf 'GEZDGNBVGY3TQOJQ' | etokenpass codes --secret-file - --type time --digits 8 --algorithm SHA256
  etokenpass fleet --count 2 --random-seed 42 --as csv | etokenpass codes --seedfile - --count 3 --format csv`,
		Args: cli.Arguments(0, 0, ""), Annotations: cli.SameFilesAs("import"),
		RunE: func(*cobra.Command, []string) error { return runCodes(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	cli.Add(cmd, &o.from, cli.AnyNumber(), "from", "the first moving factor (default: at the profile's own counter)")
	o.count.Value = 1
	cli.Add(cmd, &o.count, cli.Number(1, math.MaxUint64), "count", "how many codes")
	o.time.AddFlags(cmd, "for time tokens, the time of the first code, like 2026-01-15T08:00:00Z (default now)")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON, cli.CSV)
	cli.Add(cmd, &o.seedfile, cli.Word("FILE"), "seedfile", "a seed file, or -: compute codes for all its tokens")
	o.source.AddFlags(cmd)
	o.secret.AddFlags(cmd, "a file with one secret, or -: compute codes for it")
	o.describe.AddFlags(cmd)
	return cmd
}

func runCodes(a *cli.App, o codesOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.seedfile.Value != "" {
		return seedfileCodes(a, o)
	}
	profile, err := o.open(a)
	if err != nil {
		return err
	}
	at, err := o.time.Time(a, profile)
	if err != nil {
		return err
	}
	if o.time.At.Changed() && profile.Type != profiles.Time {
		return cli.Usagef("--at is for time tokens; %s is of type %s", profile.Serial, profile.Type)
	}
	codes, err := o.series(profile, at)
	if errors.Is(err, device.ErrDead) {
		err = cli.Hinted(err, "--from N sets the first moving factor")
	}
	if err != nil {
		return err
	}
	if err := codes.enough(); err != nil {
		return cli.Usagef("--count %d: %v", codes.count, err)
	}
	line := newCodeLine(o.format.Value)
	if o.format.Value == cli.JSON && profile.Serial != "" {
		line = line.of(profile.Serial)
	}
	progress := a.NewProgress("computed", !a.OutIsTerminal)
	defer progress.End()
	return codes.printOnAllCores(a.Out, line, progress)
}

// check reports errors that show before anything is read.
func (o *codesOptions) check() error {
	sources := []bool{o.profile.Named(), o.seedfile.Value != "", o.secret.Given()}
	one := slices.Index(sources, true)
	switch {
	case one >= 0 && slices.Contains(sources[one+1:], true):
		return cli.Usagef("--profile or --serial, --seedfile, --secret-file: choose one")
	case o.from.Changed() && o.time.At.Changed():
		return cli.Usagef("--from and --at: choose one")
	case o.from.Changed() && o.time.MinValid.Changed():
		return cli.Usagef("--from and --min-valid: choose one")
	case o.seedfile.Value != "" && o.time.MinValid.Changed():
		return cli.Usagef("--min-valid is for one token, not for --seedfile")
	case o.seedfile.Value == "" && o.source.Given():
		return cli.Usagef("--password-file, --key-file, --accept-unauthenticated and --fifth-column are for --seedfile")
	case o.seedfile.Value == "" && !o.secret.Given() && (o.describe.Given() || o.secret.Encoding() != ""):
		return cli.Usagef("--type, --algorithm, --digits, --step, --epoch and --encoding are for --secret-file and --seedfile; a profile says this itself")
	}
	return o.checkType()
}

// checkType refuses flags for another type of token than --type says. A token of --secret-file
// is an event token unless it says otherwise.
func (o *codesOptions) checkType() error {
	kind := o.describe.Type()
	switch {
	case kind != "":
		return seeds.CheckTyped(kind, o.typedFlags())
	case !o.secret.Given():
		return nil
	}
	if err := seeds.CheckTyped(profiles.Event, o.typedFlags()); err != nil {
		return cli.Hinted(err, "--type time sets the type")
	}
	return nil
}

func (o *codesOptions) typedFlags() []seeds.TypedFlag {
	return append(o.describe.TypedFlags(),
		seeds.TypedFlag{Name: "--at", Type: profiles.Time, Given: o.time.At.Changed()},
		seeds.TypedFlag{Name: "--min-valid", Type: profiles.Time, Given: o.time.MinValid.Changed()})
}

// open returns the token that is not in a seed file. That of --secret-file has no serial.
func (o *codesOptions) open(a *cli.App) (*profiles.Profile, error) {
	if !o.secret.Given() {
		return o.profile.Open(a)
	}
	secret, err := o.secret.Read(a)
	if err != nil {
		return nil, err
	}
	return o.describe.Profile(secret), nil
}
