package value

import (
	"errors"
	"strings"
	"time"
)

// ErrNoUnit is the error for a duration without a unit.
var ErrNoUnit = errors.New("no unit")

// ParseDuration parses a duration with its unit, as in 27s or 1h30m. A number alone, even 0,
// is [ErrNoUnit].
func ParseDuration(text string) (time.Duration, error) {
	if text != "" && strings.Trim(text, "0123456789.") == "" {
		return 0, ErrNoUnit
	}
	return time.ParseDuration(text)
}

// FormatDuration returns a duration as [ParseDuration] reads it, without the zero units that
// [time.Duration.String] appends: 168h, not 168h0m0s.
func FormatDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
