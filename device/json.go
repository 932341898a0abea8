package device

import (
	"time"

	"etokenpass/internal/value"
)

// ScreenJSON is the JSON form of a screen, on the command line, in transcripts and over
// HTTP. It defines names and formats once; [Snapshot.JSON] returns it. Other outputs use
// the same names:
//
//   - lcd is what the LCD shows, exactly as the firmware sent it, or "" when it is off;
//   - code is a one-time password that was computed without a screen;
//   - counter is the number of codes that the token has generated;
//   - moving_factor is the moving factor of a code;
//   - valid_for_ms is how long, in milliseconds, a time token's code remains the current one;
//   - time is a calendar time of the token's clock;
//   - t_ms is virtual time since the start of a scenario, in milliseconds.
type ScreenJSON struct {
	Time         *Timestamp `json:"time,omitempty"`
	Serial       string     `json:"serial,omitempty"`
	Counter      *uint64    `json:"counter,omitempty"`
	MovingFactor *uint64    `json:"moving_factor,omitempty"`
	LCD          string     `json:"lcd"`
}

// Fields are the fields of a [ScreenJSON] besides lcd, which every output has. Each output
// documents its own.
type Fields uint8

// The fields can be combined with |.
const (
	WithTime    Fields = 1 << iota // time, when the screen appeared
	WithSerial                     // serial
	WithCounter                    // counter, as of this screen, on code and counter screens; moving_factor on code screens

	OnlyLCD Fields = 0 // none of them
)

// JSON returns the JSON form of the screen, with lcd and the given fields. A field that this
// kind of screen does not have is omitted.
func (s Snapshot) JSON(fields Fields) ScreenJSON {
	screen := ScreenJSON{LCD: s.LCD}
	if fields&WithTime != 0 {
		screen.Time = new(Timestamp(s.Since))
	}
	if fields&WithSerial != 0 {
		screen.Serial = s.Serial
	}
	if fields&WithCounter != 0 && (s.State == Code || s.State == CounterScreen) {
		screen.Counter = new(s.Counter)
		if s.State == Code {
			screen.MovingFactor = new(s.MovingFactor)
		}
	}
	return screen
}

// Timestamp is a time that is encoded as RFC 3339 in UTC, rounded to milliseconds and
// always with three decimal places, so that lines sort by time.
type Timestamp time.Time

// MarshalText implements [encoding.TextMarshaler].
func (t Timestamp) MarshalText() ([]byte, error) {
	return value.AppendTimestamp(nil, time.Time(t)), nil
}
