package token

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
)

type playOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	output  outputOptions
	at      cli.Flag[time.Time]
	junit   cli.Flag[string]
	save    bool
}

// defaultStart is when a scenario begins by default. It is fixed, so that transcripts are
// reproducible.
var defaultStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newPlayCommand(a *cli.App) *cobra.Command {
	var o playOptions
	cmd := &cobra.Command{
		Use:   "play FILE|DIR...",
		Short: "Run scenarios on a virtual clock",
		Long: `Run scenarios on a virtual clock, without waiting, and print a transcript: the virtual
time and what the LCD shows after each step. FILE may be -. The token starts at the
profile's counter and nothing is saved; with --save, it starts at the saved counter, and
every code is saved.

A folder stands for all files in it and its subfolders whose names end in .scenario, in
the order of their names. Each of several scenarios has a token of its own, unless --save
is given, and all run even if one fails. Standard error then ends with a summary. The exit
status is 3 if an expectation was not met in any of them, otherwise 1 if any could not be
read or run to its end.

--junit writes a JUnit XML report for CI systems: a test suite for each file, with the
scenario as its test case. An existing report is replaced.

A scenario has one step per line; # starts a comment:
  press [xN] [every DURATION]   down, 200 ms, up; N times, one every 500 ms
  hold [DURATION]               down, the profile's hold time, up
  wait DURATION
  expect off|CODE|888888|F00042 exit with status 3 if the LCD shows anything else
  show                          print the screen
  down, up                      the edges of the button

JSON, one object per step: file (for several files or a folder), line, t_ms (virtual time),
step, lcd (empty when off), and dead (why the token did nothing) on a token with an empty
battery.`,
		Annotations: cli.UnmetWhen("the LCD did not show what the scenario expects"),
		Example: `  printf 'press\nwait 27s\nexpect off\n' >login.scenario
  etokenpass play login.scenario
  etokenpass play login.scenario --profile pass-event --save
  etokenpass play . --junit report.xml
  printf 'press\nexpect 755224\n' | etokenpass play - --format json`,
		Args: cli.Arguments(1, cli.NoLimit, "FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runPlay(a, o, args) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFolderFlag(cmd)
	o.output.addFlags(cmd)
	o.at.Value = defaultStart
	cli.Add(cmd, &o.at, cli.Instant(), "at", "start time of the scenario")
	cli.Add(cmd, &o.junit, cli.Word("FILE"), "junit", "write a report in JUnit XML")
	cmd.Flags().BoolVar(&o.save, "save", false, "start at the saved counter, and save it")
	return cmd
}

func runPlay(a *cli.App, o playOptions, args []string) error {
	files, err := scenarioFiles(args)
	if err != nil {
		return err
	}
	if err := o.check(files); err != nil {
		return err
	}
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	if cli.IsSameFile(o.junit.Value, profile.Origin) {
		return cli.Usagef("--junit %s: refusing to replace the profile", o.junit.Value)
	}
	several := len(files) > 1 || files[0] != args[0]
	p := player{
		app: a, profile: profile, start: o.at.Value,
		memory:     func() device.Memory { return device.NewMemory(profile.Counter) },
		transcript: transcript{w: a.Out, output: o.output, profile: profile, several: several},
	}
	if o.save {
		store, err := o.state.Store()
		if err != nil {
			return err
		}
		p.memory = func() device.Memory { return store.Memory(profile) }
	}
	if o.junit.Value == "" {
		err = p.playAll(files)
	} else {
		err = p.playAndReport(files, o.junit.Value)
	}
	if err != nil {
		return err
	}
	if several {
		p.summarize()
	}
	return p.result()
}

func (o playOptions) check(files []string) error {
	report := o.junit.Value
	switch {
	case o.state.Folder.Value != "" && !o.save:
		return cli.Usagef("--state requires --save")
	case slices.Contains(files, "-") && o.profile.IsStdin():
		return cli.Usagef("the scenario and the profile cannot both be standard input")
	case report == "-":
		return cli.Usagef("--junit -: must be a file, because the transcript goes to standard output")
	case strings.HasSuffix(report, scenarioSuffix) || slices.ContainsFunc(files, func(file string) bool { return cli.IsSameFile(file, report) }):
		return cli.Usagef("--junit %s: refusing to replace a scenario", report)
	}
	return o.output.check()
}
