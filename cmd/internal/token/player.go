package token

import (
	"errors"
	"fmt"
	"io"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/device/scenario"
	"etokenpass/internal/durable"
	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

// player plays scenarios one after the other and reports the problems of each.
type player struct {
	app        *cli.App
	profile    *profiles.Profile
	start      time.Time            // in virtual time
	memory     func() device.Memory // of the token of the next scenario
	transcript transcript
	outcomes   []outcome
}

// outcome is how a scenario ended.
type outcome struct {
	file  string // as the argument of play names it
	began time.Time
	took  time.Duration // real time
	err   error         // nil if it passed
}

// unmet reports whether an expectation was not met.
func (o outcome) unmet() bool {
	_, is := errors.AsType[*scenario.Unmet](o.err)
	return is
}

// playAndReport plays scenarios and writes a report, which replaces an older one. It creates the
// file first, so that a report that cannot be written is an error before anything is played.
func (p *player) playAndReport(files []string, report string) error {
	const mode = 0o644 // a report contains no secrets
	return durable.WriteFile(report, mode, func(w io.Writer) error {
		if err := p.playAll(files); err != nil {
			return err
		}
		return writeJUnit(w, p.outcomes)
	})
}

// playAll plays scenarios. It continues after a scenario that fails; its error is that of the
// transcript.
func (p *player) playAll(files []string) error {
	reporter := p.app.NewReporter()
	defer reporter.Done()
	for _, file := range files {
		began := p.app.Now()
		err := p.play(file)
		if p.transcript.err != nil {
			return p.transcript.err
		}
		p.outcomes = append(p.outcomes, outcome{file, began, p.app.Now().Sub(began), err})
		if err == nil {
			continue
		}
		for _, problem := range errs.Split(err) {
			reporter.Error(problem)
		}
	}
	return nil
}

// play plays one scenario.
func (p *player) play(file string) error {
	p.transcript.begin(file)
	steps, err := readScenario(p.app, file)
	if err != nil {
		return err
	}
	if err := steps.Check(p.profile); err != nil { // before the saved state is opened
		return err
	}
	token, err := device.New(p.profile, device.NewVirtualClock(p.start), p.memory())
	if err != nil {
		return err
	}
	progress := p.app.NewProgress("played", true)
	defer progress.End()
	return steps.Run(token, scenario.Observer{
		Step:     func(r scenario.Result) error { progress.End(); return p.transcript.step(r) },
		Progress: func(now, end time.Duration) { progress.Share(now.Seconds() / end.Seconds()) },
	})
}

func readScenario(a *cli.App, file string) (*scenario.Scenario, error) {
	in, err := cli.OpenInput(a, file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	defer in.Close() //nolint:errcheck // it is only read
	return scenario.Parse(in.Name, in)
}

// summarize prints how many scenarios ended in which way.
func (p *player) summarize() {
	all := totals(p.outcomes...)
	p.app.Messagef("scenarios: %d passed, %d failed, %d with errors\n", all.Tests-all.Failures-all.Errors, all.Failures, all.Errors)
}

// result returns the result of the command. The problems have been reported.
func (p *player) result() error {
	switch all := totals(p.outcomes...); {
	case all.Failures > 0:
		return &cli.Ended{Status: cli.StatusUnmet}
	case all.Errors > 0:
		return &cli.Ended{Status: cli.StatusFailed}
	}
	return nil
}
