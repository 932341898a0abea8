package tms

import (
	"testing"
	"time"

	"etokenpass/tms"
)

// A clock that was set back by centuries makes the delay long, not negative.
func TestDelayAfterTheClockWasSetBack(t *testing.T) {
	r := refusal{
		policy: &tms.Policy{Throttle: time.Second, Lock: tms.LockUser},
		entry:  &tms.Entry{Result: tms.Throttled, Time: noon.AddDate(-1000, 0, 0)},
		record: tms.Record{User: &tms.User{Standing: tms.Standing{Failures: 1, LastFailure: noon}}},
	}
	if got, want := r.reason(), "too soon after the last failure; the next attempt is possible in 876000h"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
