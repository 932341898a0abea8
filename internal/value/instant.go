package value

import "time"

// Instants describes what [ParseInstant] accepts.
const Instants = "a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"

// ParseInstant parses a date (midnight in UTC) or a date and time (RFC 3339). It reports
// whether text is one.
func ParseInstant(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant, true
		}
	}
	return time.Time{}, false
}
