package value

import "time"

// Instants describes what [ParseInstant] accepts.
const Instants = "a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"

// MaxYear is the last year that [ParseInstant] accepts, and the last that RFC 3339 can represent.
const MaxYear = 9999

// ParseInstant parses a date (midnight in UTC) or a date and time (RFC 3339). It reports
// whether text is one that is in the years 1 to [MaxYear] in UTC, so that it can be written again.
func ParseInstant(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if instant, err := time.Parse(layout, text); err == nil {
			year := instant.UTC().Year()
			return instant, year >= 1 && year <= MaxYear
		}
	}
	return time.Time{}, false
}

// AppendTimestamp appends a time as RFC 3339 in UTC, rounded to milliseconds and always with three
// decimal places, so that lines sort by time.
func AppendTimestamp(text []byte, t time.Time) []byte {
	return t.UTC().Round(time.Millisecond).AppendFormat(text, "2006-01-02T15:04:05.000Z07:00")
}
