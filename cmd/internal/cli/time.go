package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/device"
	"etokenpass/internal/value"
	"etokenpass/profiles"
)

// TimeOptions holds the flags that choose the time at which a token is used.
type TimeOptions struct {
	At       Flag[time.Time]
	MinValid Flag[time.Duration] // whole seconds, at least 1
}

// AddFlags adds --at, with the given help, and --min-valid.
func (o *TimeOptions) AddFlags(cmd *cobra.Command, at string) {
	Add(cmd, &o.At, Instant(), "at", at)
	Add(cmd, &o.MinValid, Seconds(time.Second, profiles.MaxStep), "min-valid",
		"for time tokens, wait for the next code if this one is valid for less, like 10s")
}

// Time returns the time of --at, or else the present. If a code would then be valid for less
// than --min-valid, it returns the time of the next code: at once with --at, else after waiting
// for it.
func (o *TimeOptions) Time(a *App, profile *profiles.Profile) (time.Time, error) {
	now := o.Start(a)
	if !o.MinValid.Changed() {
		return now, nil
	}
	if err := o.check(profile); err != nil {
		return now, err
	}
	step, err := device.TimeStep(profile, now)
	if err != nil {
		return now, err
	}
	next := device.CodeEnds(profile, step)
	switch {
	case next.Sub(now) >= o.MinValid.Value:
		return now, nil
	case o.At.Changed():
		return next, nil
	}
	return a.waitUntil(next), nil
}

// check refuses a time that no code of the token is valid for.
func (o *TimeOptions) check(profile *profiles.Profile) error {
	switch longest := profile.Clock.Step; {
	case profile.Type != profiles.Time:
		return Usagef("--min-valid is for time tokens; %s is of type %s", profile.Serial, profile.Type)
	case o.MinValid.Value > longest:
		return Usagef("--min-valid %s: a code of this token is valid for at most %s",
			value.FormatDuration(o.MinValid.Value), value.FormatDuration(longest))
	}
	return nil
}

// Start returns the time of --at, or else the present.
func (o *TimeOptions) Start(a *App) time.Time {
	if o.At.Changed() {
		return o.At.Value
	}
	return a.Now()
}

// waitUntil waits until a time, and returns when it is, which may be slightly later. On a
// terminal it shows how long the wait still takes.
func (a *App) waitUntil(then time.Time) time.Time {
	now, message := a.Now(), ""
	for ; now.Before(then); now = a.Now() {
		left := then.Sub(now)
		if a.ErrIsTerminal {
			message = "waiting for the next code: " + value.FormatDuration(left.Truncate(time.Second)+time.Second)
			a.Messagef("\r%s ", message)
		}
		a.Sleep(min(left, time.Second)) // the clock may be set meanwhile
	}
	if message != "" {
		a.Messagef("\r%s\r", strings.Repeat(" ", len(message)+1))
	}
	return now
}
