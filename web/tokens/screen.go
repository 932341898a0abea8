package tokens

import (
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
)

// Screen is what a token shows at one instant. Its names are those of [device.ScreenJSON].
type Screen struct {
	Serial     string        `json:"serial" doc:"The serial on the back of the token." example:"000000000000"`
	LCD        string        `json:"lcd" doc:"What the LCD shows, or \"\" when it is off." example:"755224"`
	State      string        `json:"state" enum:"off,code,self-test,counter" doc:"What the LCD shows: nothing, a code, 888888, or F and the counter."`
	Seq        uint64        `json:"seq" doc:"The number of the screen. It grows by one at every change of the screen, and at nothing else." example:"1"`
	Time       web.Timestamp `json:"time" doc:"The time of the token's clock."`
	Since      web.Timestamp `json:"since" doc:"When the screen appeared."`
	OffIn      int64         `json:"off_in_ms" doc:"Milliseconds until the LCD goes off if the button is left alone; 0 if it is off or stays lit." example:"27000"`
	Down       bool          `json:"down" doc:"Whether the button is down."`
	Counter    *uint64       `json:"counter,omitempty" doc:"How many codes the token has generated as of this screen. Absent unless it shows a code or the counter." example:"1"`
	Factor     *uint64       `json:"moving_factor,omitempty" doc:"The moving factor of the code. Absent unless the LCD shows a code." example:"0"`
	ValidForMS *int64        `json:"valid_for_ms,omitempty" doc:"Milliseconds until the code of a time token is replaced by the next; negative if that is over. Absent for event tokens." example:"12000"`
}

// ScreenOf returns what a token with a profile shows, given its snapshot.
func ScreenOf(p *profiles.Profile, seen device.Snapshot) Screen {
	screen := Screen{
		Serial: seen.Serial, LCD: seen.LCD, State: seen.State.String(), Seq: seen.Sequence,
		Time: web.Timestamp(seen.At), Since: web.Timestamp(seen.Since), OffIn: milliseconds(seen.OffIn), Down: seen.Down,
	}
	if seen.State == device.Code || seen.State == device.CounterScreen {
		screen.Counter = new(seen.Counter)
	}
	if seen.State == device.Code {
		screen.Factor = new(seen.MovingFactor)
		screen.ValidForMS = validFor(p, seen)
	}
	return screen
}

// validFor returns how long the code of a time token is valid, and nil for an event token.
func validFor(p *profiles.Profile, seen device.Snapshot) *int64 {
	if p.Type != profiles.Time {
		return nil
	}
	return new(device.ValidFor(p, seen.MovingFactor, seen.At))
}

// milliseconds rounds up, so that waiting for so long is enough.
func milliseconds(d time.Duration) int64 { return int64((d + time.Millisecond - 1) / time.Millisecond) }
