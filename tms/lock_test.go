package tms_test

import (
	"context"
	"math"
	"testing"
	"time"

	"etokenpass/tms"
)

func TestThirdFailureLocks(t *testing.T) {
	d := newDesk(t, event(0, 10))
	d.login(tms.WrongCode, wrongCode)
	d.codes(tms.Replayed, 9)
	d.failures(2)
	d.state(tms.Active)
	d.codes(tms.OutOfWindow, 20)
	d.failures(3)
	d.state(tms.StateLocked)
	d.codes(tms.Locked, 10) // a right code
	d.next(10)
	d.failures(3)
	if !d.record.User.LockedAt.Equal(noon) {
		t.Errorf("locked at %v", d.record.User.LockedAt)
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	d := newDesk(t, event(0, 0))
	d.fail(2)
	d.codes(tms.Accepted, 0)
	d.failures(0)
	d.fail(2)
	d.state(tms.Active)
}

func TestMaxFailures(t *testing.T) {
	d := newDesk(t, event(0, 0), "max_failures: 1")
	d.fail(1)
	d.state(tms.StateLocked)

	d = newDesk(t, event(0, 0), "max_failures: off")
	d.fail(100)
	d.failures(100)
	d.codes(tms.Accepted, 0)
}

// exchange gives anna another token, and bob hers.
func exchange(t *testing.T, d *desk) (bob tms.Record) {
	t.Helper()
	apart, err := tms.Unassign(d.record)
	if err != nil {
		t.Fatal(err)
	}
	assign := func(token *tms.Token, user *tms.User, name string) tms.Record {
		record, err := tms.Assign(d.policy, tms.Record{Token: token, User: user}, name, tms.Assignment{}, d.now)
		if err != nil {
			t.Fatal(err)
		}
		return record
	}
	other, err := tms.Import(tms.Record{}, eventToken("2", 0), false)
	if err != nil {
		t.Fatal(err)
	}
	d.record = assign(other.Token, apart.User, "anna")
	return assign(apart.Token, nil, "bob")
}

// lock: user. The bank locks the account.
func TestLockStaysWithUser(t *testing.T) {
	d := newDesk(t, event(0, 0), "lock: user")
	d.fail(3)
	bob := exchange(t, d)
	d.login(tms.Locked, hotp(0))
	d.record = bob
	d.login(tms.Accepted, hotp(0))
}

// lock: token. BS-Client blocks the key.
func TestLockStaysWithToken(t *testing.T) {
	d := newDesk(t, event(0, 0), "lock: token")
	d.fail(3)
	bob := exchange(t, d)
	d.login(tms.Accepted, hotp(0))
	d.record = bob
	d.login(tms.Locked, hotp(0))
}

func TestFailuresStayWhereTheLockBelongs(t *testing.T) {
	for _, lock := range []string{"user", "token"} {
		d := newDesk(t, event(0, 0), "lock: "+lock)
		d.fail(2)
		bob := exchange(t, d)
		if lock == "token" {
			d.record = bob
		}
		d.fail(1)
		d.state(tms.StateLocked)
	}
}

// A lock made under one policy holds under another.
func TestPolicyChangeKeepsLock(t *testing.T) {
	for _, from := range []string{"user", "token"} {
		for _, to := range []string{"user", "token"} {
			d := newDesk(t, event(0, 0), "lock: "+from)
			d.fail(3)
			d.policy = policyOf(t, "lock: "+to, "max_failures: off")
			d.codes(tms.Locked, 0)
		}
	}
	d := newDesk(t, event(0, 0))
	d.fail(2)
	d.policy = policyOf(t, "lock: token")
	d.failures(2)
	d.codes(tms.Accepted, 0) // forgets those of the user too
	d.failures(0)

	d = newDesk(t, event(0, 0), "max_failures: 10")
	d.fail(5)
	d.policy = policyOf(t, "max_failures: 3")
	d.fail(1)
	d.state(tms.StateLocked)
	d.failures(3) // never more than the limit
}

func TestUnlock(t *testing.T) {
	for _, lock := range []string{"user", "token"} {
		d := newDesk(t, event(0, 0), "lock: "+lock)
		d.fail(3)
		d.record = tms.Unlock(d.record)
		d.failures(0)
		d.codes(tms.Accepted, 0)
	}
	d := newDesk(t, event(0, 0))
	d.fail(2)
	d.record = tms.Unlock(d.record) // an active one
	d.failures(0)
	d.fail(2)
	d.state(tms.Active)
}

func TestUnlockAfter(t *testing.T) {
	for _, lock := range []string{"user", "token"} {
		d := newDesk(t, event(0, 0), "unlock_after: 30m", "lock: "+lock)
		d.fail(3)
		d.wait(30*time.Minute - time.Microsecond)
		d.codes(tms.Locked, 0)
		d.wait(time.Microsecond)
		d.fail(1)
		d.failures(1) // the count begins again
		d.codes(tms.Accepted, 0)
	}
}

func TestUnlockAfterAndClock(t *testing.T) {
	d := newDesk(t, event(0, 0), "unlock_after: 30m")
	d.fail(3)
	d.wait(-24 * time.Hour) // the clock is set back
	d.codes(tms.Locked, 0)
	d.wait(24*time.Hour + 30*time.Minute)
	d.codes(tms.Accepted, 0)
}

// A lock that has ended by itself is in no answer, whatever the request, and in no record as it
// stands then.
func TestEndedLockIsNotShown(t *testing.T) {
	v, ctx := newValidator(t, "unlock_after: 30m"), context.Background()
	locked, ended := tms.Call{Time: noon}, tms.Call{Time: noon.Add(30 * time.Minute)}
	must(t)(v.Import(ctx, locked, false, eventToken("1", 0)))
	must(t)(v.Assign(ctx, locked, "1", "anna", tms.Assignment{}))
	for range 3 {
		must(t)(v.Verify(ctx, locked, tms.Login{User: "anna", Code: wrongCode}))
	}
	record, err := v.Record(ctx, tms.Key{User: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		call     tms.Call
		state    tms.State
		failures int
	}{{locked, tms.StateLocked, 3}, {ended, tms.Active, 0}} {
		stands := record.At(v.Policy, row.call.Time)
		entry, err := v.Test(ctx, row.call, "1", wrongCode)
		if stands.State() != row.state || stands.Failures() != row.failures {
			t.Errorf("%v: the record is %s with %d failures", row.call.Time, stands.State(), stands.Failures())
		}
		if err != nil || entry.State() != row.state || entry.Failures() != row.failures {
			t.Errorf("%v: the answer is %s with %d failures, %v", row.call.Time, entry.State(), entry.Failures(), err)
		}
	}
	if record.State() != tms.StateLocked {
		t.Errorf("At has changed its record")
	}
}

func TestUnlockNever(t *testing.T) {
	d := newDesk(t, event(0, 0))
	d.fail(3)
	d.wait(100 * 365 * 24 * time.Hour)
	d.codes(tms.Locked, 0)
}

// RFC 4226 section 7.3: after the n-th failure in a row, n times the delay.
func TestThrottle(t *testing.T) {
	d := newDesk(t, event(0, 0), "throttle: 5s", "max_failures: 4")
	for n := range 3 {
		d.fail(1)
		delay := time.Duration(n+1) * 5 * time.Second
		d.wait(delay - time.Microsecond)
		d.login(tms.Throttled, wrongCode)
		d.codes(tms.Throttled, 0)
		d.failures(n + 1)
		if left := d.record.ThrottledFor(d.policy, d.now); left != time.Microsecond {
			t.Errorf("after failure %d, the next attempt is possible in %v", n+1, left)
		}
		d.wait(time.Microsecond)
	}
	d.codes(tms.Accepted, 0)
	d.codes(tms.Accepted, 1) // no delay after a success
}

func TestThrottleEnds(t *testing.T) {
	d := newDesk(t, event(0, 0), "throttle: 1h")
	d.fail(1)
	d.wait(-time.Hour) // the clock is set back
	d.codes(tms.Throttled, 0)
	d.record = tms.Unlock(d.record)
	d.codes(tms.Accepted, 0)
}

func TestThrottleOfManyFailures(t *testing.T) {
	d := newDesk(t, event(0, 0), "throttle: 1h", "max_failures: off")
	d.record.User.Failures, d.record.User.LastFailure = 1<<31-1, noon // more than a time.Duration holds
	d.wait(100 * 365 * 24 * time.Hour)
	d.codes(tms.Throttled, 0)
}

// A help desk is told how long to wait, whatever the clock shows.
func TestThrottledFor(t *testing.T) {
	const longest = time.Duration(math.MaxInt64)
	policy := policyOf(t, "throttle: 1h", "max_failures: off")
	for _, test := range []struct {
		name     string
		failures int
		now      time.Time
		want     time.Duration
	}{
		{"no failure", 0, noon, 0},
		{"at the failure", 2, noon, 2 * time.Hour},
		{"later", 2, noon.Add(30 * time.Minute), 90 * time.Minute},
		{"just before the end", 2, noon.Add(2*time.Hour - 1), 1},
		{"the end", 2, noon.Add(2 * time.Hour), 0},
		{"long after", 2, noon.AddDate(7000, 0, 0), 0},
		{"the clock was set back", 2, noon.Add(-time.Hour), 3 * time.Hour},
		{"it was set back for longer than a duration", 2, noon.AddDate(-1000, 0, 0), longest},
		{"more failures than a duration holds", 1<<31 - 1, noon, longest},
	} {
		record := tms.Record{User: &tms.User{Standing: tms.Standing{Failures: test.failures, LastFailure: noon}}}
		if got := record.ThrottledFor(policy, test.now); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// count lists the results that are failures.
func TestCount(t *testing.T) {
	attempts := map[tms.Result]func(*desk){
		tms.WrongCode:   func(d *desk) { d.fail(1) },
		tms.Replayed:    func(d *desk) { d.codes(tms.Replayed, 9) },
		tms.OutOfWindow: func(d *desk) { d.codes(tms.OutOfWindow, 30) },
	}
	for counted := range attempts {
		for result, attempt := range attempts {
			d := newDesk(t, event(0, 10), "count: ["+string(counted)+"]")
			attempt(d)
			want := 0
			if result == counted {
				want = 1
			}
			d.failures(want)
		}
	}
	for result, attempt := range attempts {
		d := newDesk(t, event(0, 10), "count: []", "max_failures: 1")
		attempt(d)
		if d.failures(0); d.record.State() != tms.Active {
			t.Errorf("%s locked", result)
		}
	}
}

func TestDisable(t *testing.T) {
	for _, subject := range []tms.Subject{tms.LockUser, tms.LockToken} {
		d := newDesk(t, event(0, 0))
		d.record = tms.Disable(d.record, subject, "lost")
		d.codes(tms.Disabled, 0)
		d.login(tms.Disabled, wrongCode)
		d.failures(0)
		d.byCodes(tms.Disabled, hotp(0), hotp(1))
		d.byCounter(tms.Disabled, tms.CounterReport{Shown: 5})
		d.record = tms.Unlock(d.record)
		d.codes(tms.Disabled, 0)
		d.record = tms.Enable(d.record, subject)
		if d.record.User.Reason+d.record.Token.Reason != "" {
			t.Error("the reason is kept")
		}
		d.codes(tms.Accepted, 0)
		before := d.record
		if d.record = tms.Enable(d.record, subject); *d.record.User != *before.User || d.record.Token.Standing != before.Token.Standing {
			t.Error("enabling an active one changes it")
		}
	}
}

// A disabled user stays disabled with another token; a disabled token with another user.
func TestDisabledUserOrToken(t *testing.T) {
	d := newDesk(t, event(0, 0))
	d.record = tms.Disable(d.record, tms.LockUser, "")
	bob := exchange(t, d)
	d.codes(tms.Disabled, 0)
	d.record = bob
	d.codes(tms.Accepted, 0)

	d = newDesk(t, event(0, 0))
	d.record = tms.Disable(d.record, tms.LockToken, "")
	bob = exchange(t, d)
	d.codes(tms.Accepted, 0)
	d.record = bob
	d.codes(tms.Disabled, 0)
}

func TestEnableKeepsLock(t *testing.T) {
	d := newDesk(t, event(0, 0), "unlock_after: 1h")
	d.fail(3)
	d.record = tms.Enable(tms.Disable(d.record, tms.LockUser, ""), tms.LockUser)
	d.codes(tms.Locked, 0)
	d.failures(3)
	d.record = tms.Disable(tms.Disable(d.record, tms.LockUser, "once"), tms.LockUser, "twice")
	d.wait(time.Hour)
	d.codes(tms.Disabled, 0)
	d.record = tms.Enable(d.record, tms.LockUser)
	d.codes(tms.Accepted, 0) // the lock has ended meanwhile

	d = newDesk(t, event(0, 0))
	d.fail(2)
	d.record = tms.Enable(tms.Disable(d.record, tms.LockUser, ""), tms.LockUser)
	d.failures(2)

	d.fail(1)
	d.record = tms.Enable(tms.Unlock(tms.Disable(d.record, tms.LockUser, "")), tms.LockUser)
	d.codes(tms.Accepted, 0)
}
