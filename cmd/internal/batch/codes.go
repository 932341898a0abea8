package batch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/firmware"
	"etokenpass/firmware/oath"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

type codesOptions struct {
	profile cli.ProfileOption
	from    cli.Flag[uint64]
	count   cli.Flag[uint64]
	time    cli.TimeOptions
	format  cli.Flag[string]

	seedfile cli.Flag[string]
	source   seedOptions
	secret   cli.SecretOption
	describe describeOptions // the tokens of seedfile or secret
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
--encoding says how a CSV writes secrets.

With --secret-file FILE, compute codes for one secret in hex or base32, in groups or not.
It is hex if it has only hex digits; if it could be base32 too, a warning says so. The
same flags describe its token, by default an event token with SHA1 and 6 digits, whose
first moving factor is 0; a time token counts steps of 30s from 1970-01-01.

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
	o.source.addFlags(cmd)
	o.secret.AddFlags(cmd, "a file with one secret, or -: compute codes for it")
	o.describe.addFlags(cmd)
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
	config, err := device.FirmwareConfig(profile, at)
	if err != nil {
		return err
	}
	from, err := o.first(profile, config, at)
	if err != nil {
		return err
	}
	if err := enough(o.count.Value, from); err != nil {
		return cli.Usagef("--count %d: %v", o.count.Value, err)
	}
	progress := a.NewProgress("computed", !a.OutIsTerminal)
	defer progress.End()
	line := newCodeLine(o.format.Value)
	if o.format.Value == cli.JSON && profile.Serial != "" {
		line = line.of(profile.Serial)
	}
	line.validFor = o.validity(profile, at)
	return printCodes(a.Out, config, line, from, o.count.Value, progress)
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
	case o.seedfile.Value == "" && o.source.given():
		return cli.Usagef("--password-file, --key-file, --accept-unauthenticated and --fifth-column are for --seedfile")
	case o.seedfile.Value == "" && !o.secret.Given() && (o.describe.given() || o.secret.Encoding() != ""):
		return cli.Usagef("--type, --algorithm, --digits, --step, --epoch and --encoding are for --secret-file and --seedfile; a profile says this itself")
	}
	return o.checkType()
}

// checkType refuses flags for another type of token than --type says. A token of --secret-file
// is an event token unless it says otherwise.
func (o *codesOptions) checkType() error {
	kind := profiles.Type(o.describe.kind.Value)
	switch {
	case kind != "":
		return checkTyped(kind, o.typedFlags())
	case !o.secret.Given():
		return nil
	}
	if err := checkTyped(profiles.Event, o.typedFlags()); err != nil {
		return cli.Hinted(err, "--type time sets the type")
	}
	return nil
}

func (o *codesOptions) typedFlags() []typedFlag {
	return append(o.describe.typedFlags(),
		typedFlag{"--at", profiles.Time, o.time.At.Changed()},
		typedFlag{"--min-valid", profiles.Time, o.time.MinValid.Changed()})
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
	return o.describe.profile(secret), nil
}

// first returns the moving factor of the first code.
func (o codesOptions) first(profile *profiles.Profile, config firmware.Config, at time.Time) (uint64, error) {
	switch {
	case o.time.At.Changed() && profile.Type != profiles.Time:
		return 0, cli.Usagef("--at is for time tokens; %s is of type %s", profile.Serial, profile.Type)
	case o.from.Changed():
		return o.from.Value, nil
	}
	first, err := config.NextMovingFactor(profile.Counter, at)
	if errors.Is(err, device.ErrDead) {
		err = cli.Hinted(err, "--from N sets the first moving factor")
	}
	return first, err
}

// enough returns an error if there are fewer than count moving factors from the given one on.
func enough(count, from uint64) error {
	_, left, _ := oath.MovingFactor(from, 0)
	return cli.EnoughCodes(count, left, fmt.Sprintf("from moving factor %d to 2^64-1", from))
}

// chunk is how many codes a worker computes at a time: some hundred kilobytes, enough to
// keep the workers busy in constant memory.
const chunk = 16_384

// printCodes computes codes on all cores and writes them in order. Worker i computes every
// chunk whose number is i modulo the number of workers, so reading one chunk from each in
// turn restores the order.
func printCodes(w io.Writer, config firmware.Config, line codeLine, from, count uint64, progress *cli.Progress) error {
	chunks := (count-1)/chunk + 1
	workers := min(uint64(runtime.GOMAXPROCS(0)), chunks)
	lanes := make([]lane, workers)
	stop := make(chan struct{})
	defer close(stop)
	for i := range lanes {
		generator, err := config.Generator()
		if err != nil {
			return err
		}
		lanes[i] = newLane()
		go func() {
			for number := uint64(i); number < chunks; number += workers {
				first := number * chunk
				if !lanes[i].fill(generator, line, from+first, min(chunk, count-first), stop) {
					return
				}
			}
		}()
	}

	if line.format == cli.CSV {
		if _, err := io.WriteString(w, "moving_factor,code\n"); err != nil {
			return cli.OutputError(err)
		}
	}
	for number := range chunks {
		lane := lanes[number%workers]
		lines := <-lane.full
		if _, err := w.Write(lines); err != nil {
			return cli.OutputError(err)
		}
		lane.empty <- lines[:0]
		progress.Count(min((number+1)*chunk, count), count)
	}
	return nil
}

// lane connects a worker with the printer: two buffers circulate between them.
type lane struct{ full, empty chan []byte }

func newLane() lane {
	l := lane{full: make(chan []byte, 2), empty: make(chan []byte, 2)}
	l.empty <- nil
	l.empty <- nil
	return l
}

// fill fills a buffer with the lines of some codes. It reports whether the printer still
// takes them.
func (l lane) fill(generator *oath.Generator, line codeLine, from, count uint64, stop <-chan struct{}) bool {
	var lines []byte
	select {
	case lines = <-l.empty:
	case <-stop:
		return false
	}
	for i := range count {
		lines = line.append(lines, generator, from+i)
	}
	l.full <- lines // never blocks: the channel has room for both buffers
	return true
}

// seedfileCodes prints codes for every token of a seed file while it reads the file, so that
// neither all tokens nor all codes are in memory at once.
func seedfileCodes(a *cli.App, o codesOptions) error {
	if err := o.source.check(o.seedfile.Value); err != nil {
		return err
	}
	keys, err := o.source.keys(a)
	if err != nil {
		return err
	}
	options := o.source.options(keys)
	options.Overrides, options.Encoding = o.describe.overrides(), o.secret.Encoding()
	kinds := map[profiles.Type]bool{}
	at := o.time.Start(a)
	out := bufio.NewWriterSize(a.Out, 64<<10)
	if o.format.Value == cli.CSV {
		_, _ = out.WriteString("serial,moving_factor,code\n") // Flush reports errors
	}
	progress := newReading(a, !a.OutIsTerminal, o.seedfile.Value)
	defer progress.End()
	reporter, bad := a.NewReporter(), 0
	defer reporter.Done()
	line := newCodeLine(o.format.Value)
	problem := func(problem *seedfile.Error) {
		progress.End()
		if problem.Kind.IsWarning() {
			reporter.Warning(problem)
			return
		}
		bad++
		reporter.Error(problem)
	}
	err = readSeedFile(a, o.seedfile.Value, options, progress, found{
		token: func(t seedfile.Token) error {
			kinds[t.Type] = true
			warn(t, problem)
			codes, err := o.of(t, at)
			if err != nil {
				problem(&seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: err.Error()})
				return nil
			}
			return codes.print(out, line.of(t.Serial))
		},
		problem: problem,
	})
	if err == nil && bad == 0 {
		keys.warnOfUnused(reporter.Warning)
	}
	if flushing := out.Flush(); err == nil {
		err = cli.OutputError(flushing)
	}
	if err == nil {
		err = errors.Join(checkEffect(o.describe.typedFlags(), kinds)...)
	}
	if err == nil && bad > 0 {
		err = fmt.Errorf("no codes for %d of the tokens", bad)
	}
	return err
}

// tokenCodes describes consecutive codes of one token.
type tokenCodes struct {
	generator    *oath.Generator
	first, count uint64
	validFor     func(movingFactor uint64) int64 // see codeLine
}

// of prepares a token's codes. An error concerns only this token.
func (o codesOptions) of(t seedfile.Token, at time.Time) (c tokenCodes, err error) {
	profile := t.Profile()
	config, err := device.FirmwareConfig(profile, at)
	if err != nil {
		return c, err
	}
	c.first, c.count, c.validFor = o.from.Value, o.count.Value, o.validity(profile, at)
	if !o.from.Changed() {
		if c.first, err = config.NextMovingFactor(profile.Counter, at); err != nil {
			return c, err
		}
	}
	if err := enough(c.count, c.first); err != nil {
		return c, err
	}
	c.generator, err = config.Generator()
	return c, err
}

// print prints the codes of one token.
func (c tokenCodes) print(out *bufio.Writer, line codeLine) error {
	line.validFor = c.validFor
	for i := range c.count {
		if _, err := out.Write(line.append(out.AvailableBuffer(), c.generator, c.first+i)); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

// validity returns a function that returns how long a code is valid after at, in milliseconds.
// It is nil if codes are not for a time.
func (o codesOptions) validity(profile *profiles.Profile, at time.Time) func(movingFactor uint64) int64 {
	if profile.Type != profiles.Time || o.from.Changed() {
		return nil
	}
	return func(movingFactor uint64) int64 {
		return device.CodeEnds(profile, movingFactor).UnixMilli() - at.UnixMilli()
	}
}

// codeLine is the line of one code: what comes before the moving factor, between it and
// the code, and after the code.
type codeLine struct {
	format                 string
	before, between, after string
	validFor               func(movingFactor uint64) int64 // in JSON; nil if it is omitted
}

func newCodeLine(format string) codeLine {
	switch format {
	case cli.JSON:
		return codeLine{format: format, before: `{"moving_factor":`, between: `,"code":"`, after: `"`}
	case cli.CSV:
		return codeLine{format: format, between: ","}
	}
	return codeLine{format: format}
}

// of returns the line that also names the token.
func (l codeLine) of(serial string) codeLine {
	switch l.format {
	case cli.JSON:
		quoted, err := cli.JSONText(serial)
		if err != nil {
			panic("internal error: " + err.Error()) // a string always encodes
		}
		l.before = `{"serial":` + quoted + `,"moving_factor":`
	case cli.CSV:
		if strings.ContainsAny(serial, "\",") || strings.TrimSpace(serial) != serial {
			serial = `"` + strings.ReplaceAll(serial, `"`, `""`) + `"`
		}
		l.before = serial + ","
	default:
		l.before = serial + " "
	}
	return l
}

// append appends the line of a code.
func (l codeLine) append(lines []byte, generator *oath.Generator, movingFactor uint64) []byte {
	lines = append(lines, l.before...)
	if l.format != cli.Text {
		lines = strconv.AppendUint(lines, movingFactor, 10)
	}
	lines = append(lines, l.between...)
	lines = generator.Append(lines, movingFactor)
	lines = append(lines, l.after...)
	if l.format == cli.JSON {
		if l.validFor != nil {
			lines = append(lines, `,"valid_for_ms":`...)
			lines = strconv.AppendInt(lines, l.validFor(movingFactor), 10)
		}
		lines = append(lines, '}')
	}
	return append(lines, '\n')
}
