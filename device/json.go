package device

import "time"

// ScreenJSON is the JSON form of a screen, on the command line, in transcripts and over
// HTTP. It defines names and formats once. Each output documents which of the fields it
// has; fields that are not set are omitted. Other outputs use the same names:
//
//   - lcd is what the LCD shows, exactly as the firmware sent it, or "" when it is off;
//   - code is a one-time password that was computed without a screen;
//   - counter is the number of codes that the token has generated;
//   - moving_factor is the moving factor of a code;
//   - time is a calendar time of the token's clock;
//   - t_ms is virtual time since the start of a scenario, in milliseconds.
type ScreenJSON struct {
	Time         *Timestamp `json:"time,omitempty"` // when the screen appeared
	Serial       string     `json:"serial,omitempty"`
	Counter      *uint64    `json:"counter,omitempty"`       // as of this screen
	MovingFactor *uint64    `json:"moving_factor,omitempty"` // on a code screen
	LCD          string     `json:"lcd"`
}

// Timestamp is a time that is encoded as RFC 3339 in UTC, rounded to milliseconds and
// always with three decimal places, so that lines sort by time.
type Timestamp time.Time

// MarshalText implements [encoding.TextMarshaler].
func (t Timestamp) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().Round(time.Millisecond).AppendFormat(nil, "2006-01-02T15:04:05.000Z07:00"), nil
}
