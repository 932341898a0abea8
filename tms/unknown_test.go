package tms_test

import (
	"context"
	"testing"
	"time"

	"etokenpass/tms"
)

// A stranger cannot learn from the time of a refusal who exists, or who has which token: each takes
// about as long as that of wrong codes.
func TestRefusalsTakeAsLong(t *testing.T) {
	type change = func(*desk)
	refusals := map[string]change{
		"unknown":           func(d *desk) { d.record = tms.Record{} },
		"unknown user":      func(d *desk) { d.record.User = nil },
		"unknown token":     func(d *desk) { d.record.Token = nil },
		"disabled":          func(d *desk) { d.record.Token.State = tms.StateDisabled },
		"locked":            func(d *desk) { d.record.Token.State = tms.StateLocked },
		"restored":          func(d *desk) { d.record.Token.ResyncRequired = true },
		"codes of 8 digits": func(d *desk) { d.record.Token.Digits = 8 },
		"not allowed":       func(d *desk) { d.policy.SelfResync, d.policy.SelfAssign = false, false },
		"throttled": func(d *desk) {
			d.policy.Throttle = time.Hour
			d.record.Token.Failures, d.record.Token.LastFailure = 1, noon
		},
	}
	assigned := func(refusal change) *desk {
		d := newDesk(t, event(0, 2000), "lock: token")
		refusal(d)
		return d
	}
	free := func(refusal change) *desk {
		d := newDesk(t, event(0, 2000), "lock: token")
		d.record.User, d.record.Token.User = nil, ""
		refusal(d)
		return d
	}
	claim := tms.Claim{User: "anna", Serial: "1", Codes: [2]string{wrongCode, wrongCode}}
	for name, request := range map[string]struct {
		desk func(change) *desk
		ask  func(*desk) tms.Result
	}{
		"verify": {assigned, func(d *desk) tms.Result {
			_, check := tms.Verify(d.policy, d.record, tms.Login{User: "anna", Code: wrongCode}, "", noon)
			return check.Result
		}},
		"self_resync": {assigned, func(d *desk) tms.Result {
			_, check := tms.SelfResync(d.policy, d.record, claim, noon)
			return check.Result
		}},
		"self_assign": {free, func(d *desk) tms.Result {
			_, check := tms.SelfAssign(d.policy, d.record, claim, noon)
			return check.Result
		}},
	} {
		regular := request.desk(func(*desk) {})
		if result := request.ask(regular); result != tms.WrongCode {
			t.Fatalf("%s: %s", name, result)
		}
		for what, refusal := range refusals {
			d := request.desk(refusal)
			if !alike(func() { request.ask(regular) }, func() { request.ask(d) }) {
				t.Errorf("%s, %s: %s does not take as long as %s", name, what, request.ask(d), tms.WrongCode)
			}
		}
	}
}

// alike reports whether two functions take about as long: one not three times as long as the other.
// It compares the shortest time of each, and goes on until they are alike, so that a busy machine
// does not matter; a function that leaves out its work never is.
func alike(one, other func()) bool {
	took := func(do func()) time.Duration {
		start := time.Now()
		do()
		return time.Since(start)
	}
	first, second := took(one), took(other)
	for range 100 {
		if first < 3*second && second < 3*first {
			return true
		}
		first, second = min(first, took(one)), min(second, took(other))
	}
	return false
}

// A PIN is compared even where a code has not the number of digits of the user's token, which a
// stranger could otherwise ask about.
func TestPINTakesAsLong(t *testing.T) {
	v, ctx, call := newValidator(t, "pin: prefix"), context.Background(), tms.Call{Time: noon}
	long := eventToken("2", 0)
	long.Digits = 8
	must(t)(v.Import(ctx, call, false, eventToken("1", 0), long))
	must(t)(v.Assign(ctx, call, "1", "anna", tms.Assignment{PIN: pinHash}))
	must(t)(v.Assign(ctx, call, "2", "boris", tms.Assignment{PIN: pinHash}))
	const argon2 = 19 << 20 // bytes
	for _, user := range []string{"anna", "boris", "eve"} {
		for _, code := range []string{"2468000000", "000000", "00"} {
			used := allocatedBy(func() { must(t)(v.SelfLogin(ctx, call, tms.Login{User: user, Code: code})) })
			if used < argon2 || used > 2*argon2 {
				t.Errorf("%s with %q: allocated %d bytes, want those of one comparison", user, code, used)
			}
		}
	}
}
