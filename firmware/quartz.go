package firmware

import (
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Quartz is the clock inside a Pass Time token, and what is wrong with it. Its
// durations count in whole milliseconds.
type Quartz struct {
	Step  time.Duration // whole seconds
	Epoch time.Time     // T0 of RFC 6238

	Offset      time.Duration // how far the clock was off when it was set
	DriftPerDay time.Duration // how much further off it is after each day; less than a day
	SetAt       time.Time     // since when it drifts
}

const day = 24 * time.Hour

func (q Quartz) check() error {
	if _, err := oath.TimeStep(q.Epoch, q.Epoch, q.Step); err != nil {
		return err
	}
	if q.DriftPerDay <= -day || q.DriftPerDay >= day {
		return fmt.Errorf("a drift of %v a day: must be less than a day", q.DriftPerDay)
	}
	return nil
}

// Reads is the time that the token believes it is:
// now + offset + drift_per_day × (now − set_at)/day.
//
// It counts in milliseconds, whole days and the rest of a day apart, so that
// neither centuries nor a large drift overflow.
func (q Quartz) Reads(now time.Time) time.Time {
	drift := int64(0)
	if perDay := q.DriftPerDay.Milliseconds(); perDay != 0 {
		running := now.UnixMilli() - q.SetAt.UnixMilli()
		days, rest := running/day.Milliseconds(), running%day.Milliseconds()
		drift = perDay*days + perDay*rest/day.Milliseconds()
	}
	return time.UnixMilli(now.UnixMilli() + q.Offset.Milliseconds() + drift)
}

// TimeStep is the time step that the token is in. It fails if the token's clock
// is before its epoch.
func (q Quartz) TimeStep(now time.Time) (uint64, error) {
	step, err := oath.TimeStep(q.Reads(now), q.Epoch, q.Step)
	if err != nil {
		return 0, fmt.Errorf("the token's clock: %w", err)
	}
	return step, nil
}
