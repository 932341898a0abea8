package firmware

import (
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Clock is the clock inside a Pass Time token, with its error. Offset and
// DriftPerDay are truncated to whole milliseconds; both are positive for a clock
// that is fast and negative for one that is slow.
type Clock struct {
	Step  time.Duration // whole seconds, at least one
	Epoch time.Time     // T0 of RFC 6238

	Offset      time.Duration // the error of the clock when it was set
	DriftPerDay time.Duration // what each day adds to the error; less than a day
	SetAt       time.Time     // when the clock was set: the drift counts from here
}

const day = 24 * time.Hour

func (c Clock) check() error {
	if _, err := oath.TimeStep(c.Epoch, c.Epoch, c.Step); err != nil {
		return err
	}
	if c.DriftPerDay <= -day || c.DriftPerDay >= day {
		return fmt.Errorf("drift of %v a day: must be less than a day", c.DriftPerDay)
	}
	return nil
}

// Reading returns what the token's clock reads at now:
// now + Offset + DriftPerDay × (now − SetAt)/day, in whole milliseconds.
//
// It computes the drift of whole days and that of the rest of a day separately,
// so that neither centuries nor a large drift overflow.
func (c Clock) Reading(now time.Time) time.Time {
	drift := int64(0)
	if perDay := c.DriftPerDay.Milliseconds(); perDay != 0 {
		running := now.UnixMilli() - c.SetAt.UnixMilli()
		days, rest := running/day.Milliseconds(), running%day.Milliseconds()
		drift = perDay*days + perDay*rest/day.Milliseconds()
	}
	return time.UnixMilli(now.UnixMilli() + c.Offset.Milliseconds() + drift)
}

// StepEnds returns the first time, in whole milliseconds, at which the clock reads a later
// time step than the given one. It is the inverse of TimeStep.
//
// Reading rounds twice, so the result of the division may be some milliseconds off.
func (c Clock) StepEnds(step uint64) time.Time {
	epoch := c.Epoch.Add(time.Millisecond - 1).UnixMilli() // rounded up
	end := time.UnixMilli(epoch + int64(step+1)*c.Step.Milliseconds())
	set, tokenDay := c.SetAt.UnixMilli(), (day + c.DriftPerDay).Milliseconds()
	running := end.UnixMilli() - c.Offset.Milliseconds() - set // by the token's clock
	days, rest := running/tokenDay, running%tokenDay
	now := time.UnixMilli(set + days*day.Milliseconds() + rest*day.Milliseconds()/tokenDay)
	for c.Reading(now).Before(end) {
		now = now.Add(time.Millisecond)
	}
	for before := now.Add(-time.Millisecond); !c.Reading(before).Before(end); before = now.Add(-time.Millisecond) {
		now = before
	}
	return now
}

// TimeStep returns the time step at now by the token's clock (RFC 6238 section
// 4.2). It fails if that clock is before its epoch.
func (c Clock) TimeStep(now time.Time) (uint64, error) {
	step, err := oath.TimeStep(c.Reading(now), c.Epoch, c.Step)
	if err != nil {
		return 0, fmt.Errorf("the token's clock: %w", err)
	}
	return step, nil
}
