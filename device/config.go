package device

import (
	"fmt"
	"time"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

var pressesWhileLit = map[profiles.PressWhileLit]firmware.PressWhileLit{
	profiles.Ignore: firmware.Ignore, profiles.Next: firmware.Next, profiles.TurnOff: firmware.TurnOff,
}

// TimeStep returns the time step that a time token's clock reads at now, which is the moving
// factor of its code. It returns an error if that clock is before its epoch.
func TimeStep(p *profiles.Profile, now time.Time) (uint64, error) {
	return firmware.Clock(p.Clock).TimeStep(now)
}

// CodeEnds returns the time at which a time token's code is replaced by the next, because its
// clock then reads a later time step than the code's moving factor.
func CodeEnds(p *profiles.Profile, movingFactor uint64) time.Time {
	return firmware.Clock(p.Clock).StepEnds(movingFactor)
}

// ValidFor returns how many milliseconds after a time a time token's code is replaced by the
// next. It is valid_for_ms in JSON, see [ScreenJSON].
func ValidFor(p *profiles.Profile, movingFactor uint64, at time.Time) int64 {
	return CodeEnds(p, movingFactor).UnixMilli() - at.UnixMilli()
}

// FirmwareConfig converts a profile to a [firmware.Config]. If the battery has a limited
// life, the configuration has the life that is left at now. FirmwareConfig returns an error
// only for a profile that package profiles did not load and would refuse: one with an
// unknown type, algorithm or press_while_lit.
func FirmwareConfig(p *profiles.Profile, now time.Time) (firmware.Config, error) {
	if !p.Algorithm.Valid() {
		return firmware.Config{}, fmt.Errorf("the profile's algorithm is %q: must be %s", p.Algorithm, profiles.AlgorithmsAllowed)
	}
	whileLit, known := pressesWhileLit[p.Button.PressWhileLit]
	if !known {
		return firmware.Config{}, fmt.Errorf("the profile's press_while_lit is %q: must be ignore, next or off", p.Button.PressWhileLit)
	}
	config := firmware.Config{
		Algorithm: p.Algorithm, Secret: p.Secret.Key(), Digits: p.Digits, Cells: p.Cells(), FirstMovingFactor: p.FirstMovingFactor,
		Hold: p.Button.Hold, SyncPresses: p.Button.SyncPresses, PressWhileLit: whileLit,
		Timeout: p.Display.Timeout,
	}
	switch p.Type {
	case profiles.Event:
		config.Kind = firmware.Event
	case profiles.Time:
		config.Kind = firmware.Time
		config.Clock = firmware.Clock(p.Clock)
	default:
		return firmware.Config{}, fmt.Errorf("the profile's type is %q: must be event or time", p.Type)
	}
	if p.Battery != nil {
		config.Life.Codes = p.Battery.Codes
	}
	if end, ok := p.Battery.Ends(); ok {
		config.Life.Expires, config.Life.Left = true, end.Sub(now)
	}
	return config, nil
}
