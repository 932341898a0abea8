package oath

import (
	"fmt"
	"time"
)

// TimeStep is the number of whole steps from the epoch (T0) to t, the moving
// factor of TOTP (RFC 6238 section 4.2). The step is a whole number of seconds,
// at least one. An instant before the epoch has no time step.
//
// It counts in whole seconds, not in time.Duration, which ends after 292 years:
// the last vectors of RFC 6238 lie in the year 2603.
func TimeStep(t, epoch time.Time, step time.Duration) (uint64, error) {
	if step < time.Second || step%time.Second != 0 {
		return 0, fmt.Errorf("a time step of %v: must be whole seconds, at least 1s", step)
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

// TOTP is the code of an instant (RFC 6238 section 4.2): the HOTP of its time step.
func TOTP(algorithm Algorithm, secret []byte, t, epoch time.Time, step time.Duration, digits int) (string, error) {
	movingFactor, err := TimeStep(t, epoch, step)
	if err != nil {
		return "", err
	}
	return HOTP(algorithm, secret, movingFactor, digits)
}
