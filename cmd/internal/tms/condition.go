package tms

import (
	"fmt"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/value"
	"etokenpass/tms"
)

// conditionWords returns a condition in plain words.
func conditionWords(c tms.Condition) string {
	switch c.Kind {
	case tms.UserDisabled:
		return withReason("user disabled", c.Reason)
	case tms.TokenDisabled:
		return withReason("disabled", c.Reason)
	case tms.LockedOut:
		return fmt.Sprintf("locked since %s after %s", timeText(c.Since), cli.Count(c.Failures, "failure", "failures"))
	case tms.MustResync:
		return "must be resynchronised: the store was restored"
	case tms.WornOut:
		return "worn out: its last code is used"
	case tms.OutOfStep:
		return outOfStepWords(c.Ahead, c.Step)
	case tms.NoTokenAssigned:
		return "no token"
	}
	return "in step"
}

func outOfStepWords(ahead int64, step time.Duration) string {
	return distance(ahead, step) + " when last seen"
}

func withReason(words, reason string) string {
	if reason == "" {
		return words
	}
	return words + ": " + reason
}

// distance returns how far ahead a token is: in codes, or in time steps if step is set.
func distance(ahead int64, step time.Duration) string {
	direction, n := "ahead", uint64(ahead)
	if ahead < 0 {
		direction, n = "behind", -n
	}
	if step == 0 {
		return fmt.Sprintf("%s %s", cli.Count(n, "code", "codes"), direction)
	}
	if n > uint64(maxDuration/step) {
		return fmt.Sprintf("%s %s", cli.Count(n, "time step", "time steps"), direction)
	}
	return fmt.Sprintf("%s (%s) %s", cli.Count(n, "time step", "time steps"), value.FormatDuration(time.Duration(n)*step), direction)
}

// maxDuration is the longest time that is worth showing.
const maxDuration = 100 * 365 * 24 * time.Hour
