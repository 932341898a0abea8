package oath

import (
	"fmt"
	"time"
)

// TimeStep returns the number of whole steps from epoch (T0) to t, which is the
// moving factor of TOTP (RFC 6238 section 4.2). It fails if step is not a whole
// number of seconds, at least one, or if t is before epoch.
//
// It counts in seconds, not in time.Duration, which ends after 292 years: the
// last vectors of RFC 6238 are in the year 2603.
func TimeStep(t, epoch time.Time, step time.Duration) (uint64, error) {
	if step < time.Second || step%time.Second != 0 {
		return 0, fmt.Errorf("time step %v: must be whole seconds, at least 1s", step)
	}
	if t.Before(epoch) {
		return 0, fmt.Errorf("the time %s is before the epoch %s",
			t.UTC().Format(time.RFC3339), epoch.UTC().Format(time.RFC3339))
	}
	seconds := t.Unix() - epoch.Unix()
	if t.Nanosecond() < epoch.Nanosecond() {
		seconds-- // the last second is not whole yet
	}
	return uint64(seconds) / uint64(step/time.Second), nil
}

// TOTP returns the code at t, which is the HOTP of the time step (RFC 6238
// section 4.2). It fails if [TimeStep] or [NewGenerator] does.
func TOTP(algorithm Algorithm, secret []byte, t, epoch time.Time, step time.Duration, digits int) (string, error) {
	movingFactor, err := TimeStep(t, epoch, step)
	if err != nil {
		return "", err
	}
	return HOTP(algorithm, secret, movingFactor, digits)
}
