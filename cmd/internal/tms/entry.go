package tms

import "time"

// timeText returns a time for people to read.
func timeText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
