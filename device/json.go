package device

import "time"

// ScreenJSON is the JSON form of a screen, on the command line, in transcripts and over
// HTTP. It defines names and formats once; each output documents which of the fields it
// has, and fields that are not set are left out. Outputs that say more use these names
// too:
//
//   - lcd is what the LCD shows, exactly as the firmware sent it, and "" when it is off;
//   - code is a one-time password that was computed without a screen;
//   - counter is how many codes the token has generated, moving_factor what a code was
//     made from;
//   - time is a calendar time of the token's clock, t_ms the milliseconds of virtual time
//     since the start of a scenario.
type ScreenJSON struct {
	Time         *Timestamp `json:"time,omitempty"` // when the screen appeared
	Serial       string     `json:"serial,omitempty"`
	Counter      *uint64    `json:"counter,omitempty"`       // as of this screen
	MovingFactor *uint64    `json:"moving_factor,omitempty"` // on a code screen
	LCD          string     `json:"lcd"`
}

// Timestamp is a time that is written as RFC 3339 in UTC, rounded to milliseconds and
// with all three of their digits, so that lines sort by time.
type Timestamp time.Time

// MarshalText implements [encoding.TextMarshaler].
func (t Timestamp) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().Round(time.Millisecond).AppendFormat(nil, "2006-01-02T15:04:05.000Z07:00"), nil
}
