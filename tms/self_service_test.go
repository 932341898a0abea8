package tms_test

import (
	"context"
	"testing"
	"time"

	"etokenpass/tms"
)

// claim makes a claim of a user to the desk's token.
func (d *desk) claim(decide func(*tms.Policy, tms.Record, tms.Claim, time.Time) (tms.Record, tms.Check), want tms.Result, user, first, second string) {
	d.Helper()
	var check tms.Check
	d.record, check = decide(d.policy, d.record, tms.Claim{User: user, Serial: "1", Codes: [2]string{first, second}}, d.now)
	if check.Result != want {
		d.Fatalf("got %+v; want %s", check, want)
	}
}

// unassigned returns a desk with a token that has no user.
func unassigned(t *testing.T, lines ...string) *desk {
	d := newDesk(t, event(0, 5), lines...)
	d.record.User, d.record.Token.User = nil, ""
	return d
}

func TestSelfResync(t *testing.T) {
	d := newDesk(t, event(0, 5))
	d.claim(tms.SelfResync, tms.WrongCode, "anna", hotp(100), hotp(102))
	d.failures(1)
	d.claim(tms.SelfResync, tms.OutOfWindow, "anna", hotp(2000), hotp(2001)) // too far ahead: call support
	d.failures(2)
	d.claim(tms.SelfResync, tms.Malformed, "anna", hotp(100), "1234")
	d.failures(2)
	d.claim(tms.SelfResync, tms.Accepted, "anna", hotp(100), hotp(101))
	d.next(102)
	d.failures(2) // as after any resynchronisation
	d.codes(tms.Accepted, 102)
	d.failures(0)
}

// Guesses are bounded like those at a login: the limit locks, and a locked user cannot go on.
func TestSelfResyncLocks(t *testing.T) {
	d := newDesk(t, event(0, 5), "max_failures: 2")
	d.claim(tms.SelfResync, tms.WrongCode, "anna", wrongCode, wrongCode)
	d.claim(tms.SelfResync, tms.WrongCode, "anna", wrongCode, wrongCode)
	d.state(tms.StateLocked)
	d.claim(tms.SelfResync, tms.Locked, "anna", hotp(5), hotp(6))
	d.next(5)

	d = newDesk(t, event(0, 5), "throttle: 10s")
	d.claim(tms.SelfResync, tms.WrongCode, "anna", wrongCode, wrongCode)
	d.claim(tms.SelfResync, tms.Throttled, "anna", hotp(5), hotp(6))
	d.wait(10 * time.Second)
	d.claim(tms.SelfResync, tms.Accepted, "anna", hotp(5), hotp(6))
}

func TestSelfResyncRefused(t *testing.T) {
	d := newDesk(t, event(0, 5), "self_resync: no")
	d.claim(tms.SelfResync, tms.NotAllowed, "anna", hotp(5), hotp(6))

	d = newDesk(t, event(0, 5))
	d.record.Token.User, d.record.User.Serial = "boris", "2"
	d.claim(tms.SelfResync, tms.NoToken, "anna", hotp(5), hotp(6))
	d.record = tms.Record{}
	d.claim(tms.SelfResync, tms.NoToken, "anna", hotp(5), hotp(6))

	// After a restored backup the codes may come from a note.
	d = newDesk(t, event(0, 5))
	d.record = tms.RequireResync(d.record)
	d.claim(tms.SelfResync, tms.ResyncRequired, "anna", hotp(5), hotp(6))
}

func TestSelfAssign(t *testing.T) {
	d := unassigned(t)
	d.claim(tms.SelfAssign, tms.WrongCode, "anna", hotp(8), wrongCode)
	if d.record.User != nil {
		t.Fatal("a refused claim made a user")
	}
	d.failures(1) // of the token
	d.claim(tms.SelfAssign, tms.Accepted, "anna", hotp(8), hotp(9))
	d.failures(0)
	if d.record.User.Name != "anna" || d.record.User.Serial != "1" || d.record.Token.User != "anna" || d.record.Token.AssignedAt != noon {
		t.Errorf("got %+v and %+v", d.record.User, d.record.Token)
	}
	d.codes(tms.Replayed, 9)
	d.codes(tms.Accepted, 10)
}

// Wrong claims lock the token, even under a policy that locks users: there may be none.
func TestSelfAssignLocks(t *testing.T) {
	for _, lock := range []string{"user", "token"} {
		d := unassigned(t, "lock: "+lock, "max_failures: 2", "throttle: 10s")
		d.claim(tms.SelfAssign, tms.WrongCode, "anna", wrongCode, wrongCode)
		d.claim(tms.SelfAssign, tms.Throttled, "boris", hotp(5), hotp(6))
		d.wait(10 * time.Second)
		d.claim(tms.SelfAssign, tms.WrongCode, "carl", wrongCode, wrongCode)
		d.wait(time.Hour)
		d.claim(tms.SelfAssign, tms.Locked, "anna", hotp(5), hotp(6))
		d.record = tms.Unlock(d.record)
		d.claim(tms.SelfAssign, tms.Accepted, "anna", hotp(5), hotp(6))
	}
}

func TestSelfAssignRefused(t *testing.T) {
	d := unassigned(t, "self_assign: no")
	d.claim(tms.SelfAssign, tms.NotAllowed, "anna", hotp(5), hotp(6))

	d = newDesk(t, event(0, 5)) // assigned already, to the same user or another
	d.claim(tms.SelfAssign, tms.NotAllowed, "anna", hotp(5), hotp(6))
	d = unassigned(t)
	d.record.User = &tms.User{Name: "anna", Serial: "2", Standing: tms.Standing{State: tms.Active}}
	d.claim(tms.SelfAssign, tms.NotAllowed, "anna", hotp(5), hotp(6))
	d.record.User = &tms.User{Name: "anna", Standing: tms.Standing{State: tms.StateDisabled}}
	d.claim(tms.SelfAssign, tms.Disabled, "anna", hotp(5), hotp(6))
	d.record = tms.Record{}
	d.claim(tms.SelfAssign, tms.NoToken, "anna", hotp(5), hotp(6))
}

// A user who assigned a token has no PIN yet, and needs none where the PIN is chosen.
func TestSelfLogin(t *testing.T) {
	d := newDesk(t, event(0, 5), "pin: prefix")
	d.login(tms.WrongPIN, "2468"+hotp(5))
	login := func(want tms.Result, login tms.Login) {
		t.Helper()
		var check tms.Check
		if d.record, check = tms.SelfLogin(d.policy, d.record, login, "", d.now); check.Result != want {
			t.Fatalf("got %+v; want %s", check, want)
		}
	}
	login(tms.Accepted, tms.Login{User: "anna", Code: hotp(5)})
	d.record = tms.SetPIN(d.record, pinHash)
	login(tms.WrongPIN, tms.Login{User: "anna", Code: hotp(6)})
	login(tms.Accepted, tms.Login{User: "anna", PIN: pin, Code: hotp(6)})
}

// Claims are in the journal, with who asked, and the journal agrees with the records.
func TestClaimsInTheJournal(t *testing.T) {
	v, ctx, call := newValidator(t), context.Background(), tms.Call{Time: noon}
	claim := func(do func(context.Context, tms.Call, tms.Claim) (tms.Entry, error), want tms.Result, user, serial string, first, second string) {
		t.Helper()
		entry, err := do(ctx, call, tms.Claim{User: user, Serial: serial, Codes: [2]string{first, second}})
		if err != nil || entry.Result != want {
			t.Errorf("got %s, %v; want %s", entry.Result, err, want)
		}
	}
	must(t)(v.Import(ctx, call, false, eventToken("1", 0), eventToken("2", 0)))
	claim(v.SelfAssign, tms.WrongCode, "eve", "1", hotp(0), hotp(2))
	claim(v.SelfAssign, tms.Accepted, "anna", "1", hotp(0), hotp(1))
	claim(v.SelfAssign, tms.NotAllowed, "eve", "1", hotp(2), hotp(3))
	claim(v.SelfResync, tms.NoToken, "eve", "1", hotp(2), hotp(3))
	claim(v.SelfResync, tms.NoToken, "anna", "2", hotp(2), hotp(3))
	claim(v.SelfResync, tms.NoToken, "anna", "9", hotp(2), hotp(3))
	claim(v.SelfResync, tms.NoToken, "a\nb", "1", hotp(2), hotp(3))
	claim(v.SelfResync, tms.Accepted, "anna", "1", hotp(50), hotp(51))
	audit(t, v.Store)
	entries := journal(t, v.Store)
	if first := entries[2]; first.User != "eve" || first.Serial != "1" || first.Request != tms.RequestSelfAssign || first.Failures() != 1 {
		t.Errorf("got %+v", first)
	}
	if last := entries[len(entries)-1]; last.User != "anna" || last.Request != tms.RequestSelfResync || last.After.Next != 52 {
		t.Errorf("got %+v", last)
	}
}
