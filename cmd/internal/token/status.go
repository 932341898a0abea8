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
	"etokenpass/profiles"
)

type statusOptions struct {
	profile cli.ProfileOption
	state   cli.StateOptions
	format  cli.Flag[string]
}

func newStatusCommand(a *cli.App) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show a token and its saved counter",
		Long: `Show a token and its saved counter. Nothing is changed, and the secret is not shown.

JSON, one object: serial, model, type, algorithm, digits, profile (its source), counter,
saved (whether a counter is saved), profile_counter (where reset goes back to), state
(the file), and if they apply: next_moving_factor, no_code (why the next press
shows no code), dead (why the token will show no more codes), battery_codes,
battery_codes_left, battery_ends, dead_segments.`,
		Example: `  etokenpass status
  etokenpass status --profile pass-event --format json`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runStatus(a, o) },
	}
	o.profile.AddFlag(cmd, a)
	o.state.AddFolderFlag(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

// tokenStatus is the JSON form of the result.
type tokenStatus struct {
	Serial           string     `json:"serial"`
	Model            string     `json:"model"`
	Type             string     `json:"type"`
	Algorithm        string     `json:"algorithm"`
	Digits           int        `json:"digits"`
	Profile          string     `json:"profile"`
	Counter          uint64     `json:"counter"`
	Saved            bool       `json:"saved"`
	ProfileCounter   uint64     `json:"profile_counter"`
	State            string     `json:"state"`
	NextMovingFactor *uint64    `json:"next_moving_factor,omitempty"`
	NoCode           string     `json:"no_code,omitempty"`
	Dead             string     `json:"dead,omitempty"`
	BatteryCodes     uint64     `json:"battery_codes,omitempty"`
	BatteryCodesLeft *uint64    `json:"battery_codes_left,omitempty"`
	BatteryEnds      *time.Time `json:"battery_ends,omitempty"`
	DeadSegments     []string   `json:"dead_segments,omitempty"`
}

func runStatus(a *cli.App, o statusOptions) error {
	profile, err := o.profile.Open(a)
	if err != nil {
		return err
	}
	store, err := o.state.Store()
	if err != nil {
		return err
	}
	memory := store.Memory(profile)
	counter, saved, err := memory.Load()
	if err != nil {
		return err
	}
	s := tokenStatus{
		Serial: profile.Serial, Model: profile.Model, Type: string(profile.Type),
		Algorithm: string(profile.Algorithm), Digits: profile.Digits, Profile: profile.Origin,
		Counter: counter, Saved: saved, ProfileCounter: profile.Counter, State: memory.Path(), DeadSegments: profile.Display.DeadSegments,
	}
	if err := s.addLife(profile, a.Now()); err != nil {
		return err
	}
	if err := memory.Check(); err != nil {
		s.NextMovingFactor, s.NoCode = nil, err.Error()
	}
	if o.format.Value == cli.JSON {
		return cli.PrintJSON(a.Out, s)
	}
	return s.print(a.Out)
}

// addLife adds the next moving factor, or why there is no next code, and how long the battery
// lasts.
func (s *tokenStatus) addLife(profile *profiles.Profile, now time.Time) error {
	config, err := device.FirmwareConfig(profile, now)
	if err != nil {
		return err
	}
	next, err := config.NextMovingFactor(s.Counter, now)
	switch {
	case errors.Is(err, device.ErrDead):
		s.Dead = err.Error()
	case err != nil:
		s.NoCode = err.Error()
	default:
		s.NextMovingFactor = &next
	}
	if left, ok := profile.Battery.CodesLeft(s.Counter); ok {
		s.BatteryCodes, s.BatteryCodesLeft = profile.Battery.Codes, &left
	}
	if end, ok := profile.Battery.Ends(); ok {
		s.BatteryEnds = &end
	}
	return nil
}

func (s *tokenStatus) print(w io.Writer) error {
	var lines strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&lines, "%-11s "+format+"\n", append([]any{name}, args...)...)
	}
	line("serial", "%s", s.Serial)
	line("model", "%s", s.Model)
	line("type", "%s, %s, %d digits", s.Type, s.Algorithm, s.Digits)
	line("profile", "%s", cli.Legible(s.Profile))
	if s.Saved && s.ProfileCounter > s.Counter {
		line("counter", "%d (saved; the profile has %d, and etokenpass reset goes back to it)", s.Counter, s.ProfileCounter)
	} else {
		line("counter", "%d", s.Counter)
	}
	if s.NextMovingFactor != nil {
		line("next code", "moving factor %d", *s.NextMovingFactor)
	}
	if s.NoCode != "" {
		line("next code", "none: %s", s.NoCode)
	}
	if s.BatteryCodesLeft != nil {
		line("battery", "%d of %d codes left", *s.BatteryCodesLeft, s.BatteryCodes)
	}
	if s.BatteryEnds != nil {
		line("battery", "until %s", s.BatteryEnds.Format(time.DateOnly))
	}
	if len(s.DeadSegments) > 0 {
		line("worn", "%s", strings.Join(s.DeadSegments, " "))
	}
	if s.Dead != "" {
		line("dead", "%s", s.Dead)
	}
	if s.Saved {
		line("saved in", "%s", cli.Legible(s.State))
	} else {
		line("saved in", "(not used yet) %s", cli.Legible(s.State))
	}
	_, err := io.WriteString(w, lines.String())
	return cli.OutputError(err)
}
