package firmware

import (
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Quartz is the clock inside a Pass Time token, with its error. Offset and
// DriftPerDay are truncated to whole milliseconds; both are positive for a clock
// that is fast and negative for one that is slow.
type Quartz struct {
	Step  time.Duration // whole seconds, at least one
	Epoch time.Time     // T0 of RFC 6238

	Offset      time.Duration // the error of the clock when it was set
	DriftPerDay time.Duration // what each day adds to the error; less than a day
	SetAt       time.Time     // when the clock was set: the drift counts from here
}

const day = 24 * time.Hour

func (q Quartz) check() error {
	if _, err := oath.TimeStep(q.Epoch, q.Epoch, q.Step); err != nil {
		return err
	}
	if q.DriftPerDay <= -day || q.DriftPerDay >= day {
		return fmt.Errorf("drift of %v a day: must be less than a day", q.DriftPerDay)
	}
	return nil
}

// Reading returns what the token's clock reads at now:
// now + Offset + DriftPerDay × (now − SetAt)/day, in whole milliseconds.
//
// It computes the drift of whole days and that of the rest of a day separately,
// so that neither centuries nor a large drift overflow.
func (q Quartz) Reading(now time.Time) time.Time {
	drift := int64(0)
	if perDay := q.DriftPerDay.Milliseconds(); perDay != 0 {
		running := now.UnixMilli() - q.SetAt.UnixMilli()
		days, rest := running/day.Milliseconds(), running%day.Milliseconds()
		drift = perDay*days + perDay*rest/day.Milliseconds()
	}
	return time.UnixMilli(now.UnixMilli() + q.Offset.Milliseconds() + drift)
}

// TimeStep returns the time step at now by the token's clock (RFC 6238 section
// 4.2). It fails if that clock is before its epoch.
func (q Quartz) TimeStep(now time.Time) (uint64, error) {
	step, err := oath.TimeStep(q.Reading(now), q.Epoch, q.Step)
	if err != nil {
		return 0, fmt.Errorf("the token's clock: %w", err)
	}
	return step, nil
}
