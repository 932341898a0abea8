package tms_test

import (
	"fmt"
	"math"
	"testing"

	"etokenpass/tms"
)

const lastFactor = math.MaxUint64

// The window includes next, so that with a window of 10 the tenth code generated without a login
// is accepted and the eleventh is not.
func TestWindow(t *testing.T) {
	for _, test := range []struct {
		name         string
		first, next  uint64
		policy       string
		factor       uint64
		want         tms.Result
		ahead        int64
		next2        uint64
		wantFailures int
	}{
		{"first moving factor 0: its first code", 0, 0, "window: 10", 0, tms.Accepted, 0, 1, 0},
		{"first moving factor 0: the last in the window", 0, 0, "window: 10", 9, tms.Accepted, 9, 10, 0},
		{"first moving factor 0: the first beyond", 0, 0, "window: 10", 10, tms.OutOfWindow, 10, 0, 1},
		{"first moving factor 1: its first code", 1, 1, "window: 10", 1, tms.Accepted, 0, 2, 0},
		{"first moving factor 1: the code before its first", 1, 1, "window: 10", 0, tms.WrongCode, 0, 1, 1},
		{"first moving factor 1, later: the code before its first", 1, 3, "window: 10", 0, tms.WrongCode, 0, 3, 1},
		{"first moving factor 1: the last in the window", 1, 1, "window: 10", 10, tms.Accepted, 9, 11, 0},
		{"first moving factor 1: the first beyond", 1, 1, "window: 10", 11, tms.OutOfWindow, 10, 1, 1},
		{"next", 0, 100, "window: 10", 100, tms.Accepted, 0, 101, 0},
		{"next - 1", 0, 100, "window: 10", 99, tms.Replayed, -1, 100, 1},
		{"the first code, used long ago", 0, 100, "window: 10", 0, tms.Replayed, -100, 100, 1},

		{"TokenCounterForCheck 0: next", 0, 5, "window: 1", 5, tms.Accepted, 0, 6, 0},
		{"TokenCounterForCheck 0: one accidental press", 0, 5, "window: 1", 6, tms.OutOfWindow, 1, 5, 1},
		{"TokenCounterForCheck 1: one accidental press", 0, 5, "window: 2", 6, tms.Accepted, 1, 7, 0},
		{"TokenCounterForCheck 1: two", 0, 5, "window: 2", 7, tms.OutOfWindow, 2, 5, 1},
		{"TokenCounterForCheck 10: ten accidental presses", 0, 5, "window: 11", 15, tms.Accepted, 10, 16, 0},
		{"TokenCounterForCheck 10: eleven", 0, 5, "window: 11", 16, tms.OutOfWindow, 11, 5, 1},

		{"as far ahead as a resynchronisation searches", 0, 5, "resync_window: 20", 25, tms.OutOfWindow, 20, 5, 1},
		{"one further", 0, 5, "resync_window: 20", 26, tms.WrongCode, 0, 5, 1},
		{"as far behind", 0, 50, "resync_window: 20", 30, tms.Replayed, -20, 50, 1},
		{"one further behind", 0, 50, "resync_window: 20", 29, tms.WrongCode, 0, 50, 1},
		{"a resync window within the window", 0, 5, "resync_window: 1", 14, tms.Accepted, 9, 15, 0},

		{"the last of all moving factors", 0, lastFactor, "window: 10", lastFactor, tms.Accepted, 0, lastFactor, 0},
		{"the window ends at the last moving factor", 0, lastFactor - 1, "window: 10", lastFactor, tms.Accepted, 1, lastFactor, 0},
		{"no window beyond the last moving factor", 0, lastFactor, "window: 10", 0, tms.WrongCode, 0, lastFactor, 1},
		{"first moving factor 2^64-1", lastFactor, lastFactor, "window: 10", lastFactor, tms.Accepted, 0, lastFactor, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, event(test.first, test.next), test.policy)
			check := d.login(test.want, hotp(test.factor))
			if check.Matched != (test.want != tms.WrongCode) || check.Matched && check.Factor != test.factor || check.Ahead != test.ahead {
				t.Errorf("got %+v", check)
			}
			d.next(test.next2)
			d.failures(test.wantFailures)
		})
	}
}

func TestAcceptedOnce(t *testing.T) {
	d := newDesk(t, event(0, 0))
	d.codes(tms.Accepted, 4)
	d.codes(tms.Replayed, 4, 3)
	d.codes(tms.Accepted, 5)
}

// 2^64-1 is used like any other moving factor, and is the last.
func TestExhausted(t *testing.T) {
	d := newDesk(t, event(0, lastFactor-1), "max_failures: off")
	if d.record.Token.Exhausted {
		t.Fatal("exhausted before its last code")
	}
	d.codes(tms.Accepted, lastFactor)
	if !d.record.Token.Exhausted {
		t.Fatal("not exhausted")
	}
	d.codes(tms.Replayed, lastFactor, lastFactor-1, lastFactor-999)
	d.codes(tms.WrongCode, lastFactor-1000, 0, 1)
	d.byCodes(tms.WrongCode, hotp(lastFactor-1), hotp(lastFactor))
	d.byCodes(tms.WrongCode, hotp(lastFactor), hotp(0))
	d.byCounter(tms.NotAllowed, tms.CounterReport{Shown: lastFactor % 100_000, Code: hotp(lastFactor), Force: true})
	d.byCounter(tms.NotAllowed, tms.CounterReport{Shown: lastFactor % 100_000})
	if _, err := tms.SetNext(d.record, lastFactor); err == nil {
		t.Error("set the next moving factor of an exhausted token")
	}
	if _, _, ok := d.policy.AcceptedCounters(d.record.Token); ok {
		t.Error("an exhausted token has counters to accept")
	}
}

// Six-digit codes repeat by chance: with this secret, 2386 and 2394 have the same. The lowest
// moving factor counts, so that the higher one can still be used.
func TestCodeOfTwoFactors(t *testing.T) {
	const low, high = 2386, 2394
	if hotp(low) != hotp(high) {
		t.Fatal("the codes differ")
	}
	for _, test := range []struct {
		name   string
		next   uint64
		want   tms.Result
		factor uint64
	}{
		{"both in the window", low, tms.Accepted, low},
		{"the higher one in the window", low + 1, tms.Accepted, high},
		{"the lower one in the window, the higher one beyond", low - 2, tms.Accepted, low},
		{"both beyond", low - 10, tms.OutOfWindow, low},
		{"the lower one used", high, tms.Accepted, high},
		{"both used", high + 1, tms.Replayed, low},
		{"the lower one used, the higher one beyond", low + 1, tms.Replayed, low},
	} {
		t.Run(test.name, func(t *testing.T) {
			window := "window: 10"
			if test.name == "the lower one used, the higher one beyond" {
				window = "window: 2"
			}
			d := newDesk(t, event(0, test.next), window)
			if check := d.login(test.want, hotp(low)); check.Factor != test.factor {
				t.Errorf("got %d; want %d", check.Factor, test.factor)
			}
		})
	}
	d := newDesk(t, event(0, low))
	d.login(tms.Accepted, hotp(low))
	d.login(tms.Accepted, hotp(high)) // the same digits, another moving factor
	d.next(high + 1)
}

func TestNoToken(t *testing.T) {
	d := newDesk(t, event(0, 0))
	for name, record := range map[string]tms.Record{
		"unknown user": {}, "no token assigned": {User: d.record.User}, "no user": {Token: d.record.Token},
	} {
		after, check := tms.Verify(d.policy, record, tms.Login{User: "anna", Code: hotp(0)}, "", noon)
		if check != (tms.Check{Result: tms.NoToken}) || after != record {
			t.Errorf("%s: got %+v", name, check)
		}
	}
}

// Only the number of digits decides whether a code is malformed: it may have any other meaning.
func TestMalformedIsNotCounted(t *testing.T) {
	d := newDesk(t, event(0, 0), "max_failures: 1")
	for _, code := range []string{"", "75522", "7552244", "75522a", "７５５２２４", "٧٥٥٢٢٤", "755224 1"} {
		d.login(tms.Malformed, code)
	}
	d.failures(0)
	d.login(tms.Accepted, " 755-224\n")
}

func TestLongerCodes(t *testing.T) {
	for digits, code := range map[int]string{6: "755224", 7: "4755224", 8: "84755224"} { // RFC 4226 appendix D: 1284755224
		t.Run(fmt.Sprint(digits, " digits"), func(t *testing.T) {
			token := event(0, 0)
			token.Digits = digits
			d := newDesk(t, token)
			d.login(tms.Malformed, code[1:])
			d.login(tms.Malformed, "0"+code)
			d.login(tms.Accepted, code)
		})
	}
}

// Which of several reasons for a refusal counts.
func TestOrderOfRefusals(t *testing.T) {
	d := newDesk(t, event(0, 0), "throttle: 10s", "max_failures: 2")
	d.login(tms.WrongCode, wrongCode)
	d.login(tms.Throttled, "malformed")
	d.record = tms.RequireResync(d.record)
	d.login(tms.ResyncRequired, hotp(0))
	d.record.User.State = tms.StateLocked
	d.login(tms.Locked, hotp(0))
	d.record = tms.Disable(d.record, tms.LockToken, "")
	d.login(tms.Disabled, hotp(0))
	d.record.User = nil
	d.login(tms.NoToken, hotp(0))
}

// For a help desk: the same search as in a login, but neither state nor failures matter.
func TestTest(t *testing.T) {
	d := newDesk(t, event(0, 5))
	d.record = tms.Disable(d.record, tms.LockToken, "")
	for _, test := range []struct {
		code string
		want tms.Check
	}{
		{hotp(5), tms.Check{Result: tms.Accepted, Matched: true, Factor: 5}},
		{hotp(3), tms.Check{Result: tms.Replayed, Matched: true, Factor: 3, Ahead: -2}},
		{hotp(18), tms.Check{Result: tms.OutOfWindow, Matched: true, Factor: 18, Ahead: 13}},
		{wrongCode, tms.Check{Result: tms.WrongCode}},
		{"12345", tms.Check{Result: tms.Malformed}},
	} {
		before := *d.record.Token
		check := tms.Test(d.policy, d.record.Token, test.code, noon)
		if check != test.want || d.record.Token.Next != before.Next || d.record.Token.Sighting != before.Sighting {
			t.Errorf("%s: got %+v; want %+v", test.code, check, test.want)
		}
	}
}

// Bounds are displayed as counters, because products count them differently.
func TestAcceptedCounters(t *testing.T) {
	for _, test := range []struct {
		first, next, window, from, to uint64
	}{
		{0, 0, 10, 1, 10},
		{1, 1, 10, 1, 10},
		{1, 3, 10, 3, 12},
		{0, 5, 1, 6, 6},
		{1, lastFactor, 10, lastFactor, lastFactor},
		{100, lastFactor - 2, 10, lastFactor - 101, lastFactor - 99},
	} {
		token := event(test.first, test.next)
		policy := policyOf(t, fmt.Sprintf("window: %d", test.window))
		if from, to, ok := policy.AcceptedCounters(&token); !ok || from != test.from || to != test.to {
			t.Errorf("first %d, next %d, window %d: accepts %d to %d; want %d to %d", test.first, test.next, test.window, from, to, test.from, test.to)
		}
	}
}

// A policy that was not parsed may have zeros: they are no licence to search for ever, or to
// accept any code.
func TestZeroPolicy(t *testing.T) {
	for _, factor := range []uint64{6, 1000} {
		d := newDesk(t, event(0, 5))
		d.policy = &tms.Policy{PIN: tms.PINNone}
		if _, check := tms.Verify(d.policy, d.record, tms.Login{User: "anna", Code: hotp(factor)}, "", noon); check.Result == tms.Accepted {
			t.Errorf("accepted %d instead of 5", factor)
		}
		if first, last, ok := d.policy.AcceptedCounters(d.record.Token); !ok || first != 6 || last != 6 {
			t.Errorf("accepts %d to %d, %v", first, last, ok)
		}
	}
}

// A record that was changed by hand accepts nothing.
func TestUnusableSecret(t *testing.T) {
	token := event(0, 0)
	token.Secret = nil
	d := newDesk(t, token)
	d.login(tms.WrongCode, hotp(0))
	d.byCodes(tms.WrongCode, hotp(0), hotp(1))
	d.byCounter(tms.WrongCode, tms.CounterReport{Shown: 0, Code: hotp(0)})
	if check := tms.Test(d.policy, d.record.Token, hotp(0), noon); check.Result != tms.WrongCode {
		t.Errorf("got %+v", check)
	}
}

// How far ahead a token was when it was last seen, until the validator has caught up.
func TestOutOfStep(t *testing.T) {
	d := newDesk(t, event(0, 0), "window: 10")
	check := func(ahead int64, is bool) {
		t.Helper()
		if got, ok := d.record.Token.OutOfStep(); got != ahead || ok != is {
			t.Errorf("got %d, %v; want %d, %v", got, ok, ahead, is)
		}
	}
	check(0, false)
	d.codes(tms.OutOfWindow, 13)
	check(13, true)
	d.codes(tms.Accepted, 9)
	check(0, false) // an accepted code ends it
	d.codes(tms.OutOfWindow, 23)
	check(13, true)
	d.record.Token.Next = 24
	check(0, false)
}
