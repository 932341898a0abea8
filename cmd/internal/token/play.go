package token

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/device/scenario"
	"etokenpass/profiles"
)

type playOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	output  outputOptions
	at      cli.Flag[time.Time]
	save    bool
}

// defaultStart is when a scenario begins by default. It is fixed, so that transcripts are
// reproducible.
var defaultStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newPlayCommand(a *cli.App) *cobra.Command {
	var o playOptions
	cmd := &cobra.Command{
		Use:   "play FILE",
		Short: "Run a scenario on a virtual clock",
		Long: `Run a scenario on a virtual clock, without waiting, and print a transcript: the virtual
time and what the LCD shows after each step. FILE may be -. The token starts at the
profile's counter and nothing is saved; with --save, it starts at the saved counter, and
every code is saved.

A scenario has one step per line; # starts a comment:
  press [xN] [every DURATION]   down, 200 ms, up; N times, one every 500 ms
  hold [DURATION]               down, the profile's hold time, up
  wait DURATION
  expect off|CODE|888888|F00042 exit with status 3 if the LCD shows anything else
  show                          print the screen
  down, up                      the edges of the button

JSON, one object per step: line, t_ms (virtual time), step, lcd (empty when off), and
dead (why the token did nothing) on a token with an empty battery.`,
		Annotations: cli.UnmetWhen("the LCD did not show what the scenario expects"),
		Example: `  printf 'press\nwait 27s\nexpect off\n' >login.scenario
  etokenpass play login.scenario
  etokenpass play login.scenario --profile pass-event --save
  printf 'press\nexpect 755224\n' | etokenpass play - --format json`,
		Args: cli.Arguments(1, 1, "FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runPlay(a, o, args[0]) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFolderFlag(cmd)
	o.output.addFlags(cmd)
	o.at.Value = defaultStart
	cli.Add(cmd, &o.at, cli.Instant(), "at", "start time of the scenario")
	cmd.Flags().BoolVar(&o.save, "save", false, "start at the saved counter, and save it")
	return cmd
}

func runPlay(a *cli.App, o playOptions, file string) error {
	if err := o.check(file); err != nil {
		return err
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	steps, err := readScenario(a, file)
	if err != nil {
		return err
	}
	if err := steps.Check(profile); err != nil { // before the saved state is opened
		return err
	}
	memory := device.NewMemory(profile.Counter)
	if o.save {
		store, err := o.state.Store()
		if err != nil {
			return err
		}
		memory = store.Memory(profile)
	}
	clock := device.NewVirtualClock(o.at.Value)
	token, err := device.New(profile, clock, memory)
	if err != nil {
		return err
	}
	progress := a.NewProgress("played", true)
	defer progress.End()
	err = steps.Run(token, scenario.Observer{
		Step:     func(r scenario.Result) error { progress.End(); return o.printStep(a.Out, profile, r) },
		Progress: func(now, end time.Duration) { progress.Share(now.Seconds() / end.Seconds()) },
	})
	var unmet *scenario.Unmet
	if errors.As(err, &unmet) {
		err = cli.Unmet(err)
	}
	return err
}

func (o playOptions) check(file string) error {
	switch {
	case o.state.Folder.Value != "" && !o.save:
		return cli.Usagef("--state requires --save")
	case file == "-" && o.profile.IsStdin():
		return cli.Usagef("the scenario and the profile cannot both be standard input")
	}
	return o.output.check()
}

func readScenario(a *cli.App, file string) (*scenario.Scenario, error) {
	in, err := cli.OpenInput(a, file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	defer in.Close() //nolint:errcheck // it is only read
	return scenario.Parse(in.Name, in)
}

// played is a step in JSON.
type played struct {
	Line int    `json:"line"`
	T    int64  `json:"t_ms"`
	Step string `json:"step"`
	device.ScreenJSON
	Dead string `json:"dead,omitempty"`
}

func (o playOptions) printStep(w io.Writer, profile *profiles.Profile, r scenario.Result) error {
	if o.output.format.Value == cli.JSON {
		return cli.PrintJSON(w, played{
			Line: r.Line, T: r.At.Milliseconds(), Step: r.Step, ScreenJSON: r.Seen.JSON(device.OnlyLCD), Dead: r.Dead,
		})
	}
	line := fmt.Sprintf("%6d.%03ds  %-20s", r.At.Milliseconds()/1000, r.At.Milliseconds()%1000, r.Step)
	if !o.output.lcd {
		shown := r.Seen.Shown()
		if r.Dead != "" {
			shown += "  (" + r.Dead + ")"
		}
		_, err := fmt.Fprintf(w, "%s  %s\n", line, shown)
		return cli.OutputError(err)
	}
	frame, err := frameOf(profile, r.Seen.LCD)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n%s", strings.TrimRight(line, " "), indent(frame.Text(), "            "))
	return cli.OutputError(err)
}
