package tms_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/tms"
)

// Next becomes that of the lowest counter that ends in the five digits of the F screen and is not
// below the stored one.
func TestResyncByCounter(t *testing.T) {
	for _, test := range []struct {
		name        string
		first, next uint64
		shown       uint64
		force       bool
		code        string
		want        tms.Result
		next2       uint64
	}{
		{"first moving factor 0: the counter that is stored", 0, 42, 42, false, "", tms.Accepted, 42},
		{"first moving factor 0: one above", 0, 42, 43, false, "", tms.Accepted, 43},
		{"first moving factor 0: one below", 0, 42, 41, false, "", tms.Wrapped, 42},
		{"first moving factor 1: the counter that is stored", 1, 43, 42, false, "", tms.Accepted, 43},
		{"first moving factor 1: one above", 1, 43, 43, false, "", tms.Accepted, 44},
		{"first moving factor 1: one below", 1, 43, 41, false, "", tms.Wrapped, 43},
		{"first moving factor 0: no code generated", 0, 0, 0, false, "", tms.Accepted, 0},
		{"first moving factor 1: no code generated", 1, 1, 0, false, "", tms.Accepted, 1},

		{"further than any resync window", 0, 0, 99_999, false, "", tms.Accepted, 99_999},
		{"F00000 after F99999", 0, 99_999, 0, false, "", tms.Wrapped, 99_999},
		{"F00000 after F99999, forced", 0, 99_999, 0, true, "", tms.Accepted, 100_000},
		{"F00000 after F99999, with a code", 0, 99_999, 0, false, hotp(100_000), tms.Accepted, 100_001},
		{"F00000 after F99999, with the code after it", 1, 100_000, 0, false, hotp(100_002), tms.Accepted, 100_003},
		{"F00000 after F99999, with a wrong code", 0, 99_999, 0, false, hotp(100_002), tms.WrongCode, 99_999},
		{"F00000 after F99999, forced, with a wrong code", 0, 99_999, 0, true, hotp(100_002), tms.WrongCode, 99_999},
		{"F99999 where F00000 is stored: not below", 0, 100_000, 99_999, false, "", tms.Accepted, 199_999},
		{"after the wrap", 0, 200_007, 12, false, "", tms.Accepted, 200_012},
		{"one below, forced: nearly a whole round", 0, 42, 41, true, "", tms.Accepted, 100_041},
		{"one below, with the code of that round", 0, 42, 41, false, hotp(100_041), tms.Accepted, 100_042},
		{"one below, with an old code", 0, 42, 41, false, hotp(41), tms.WrongCode, 42},
		{"one above, with its code", 0, 42, 43, false, hotp(43), tms.Accepted, 44},
		{"one above, with the code after it", 0, 42, 43, false, hotp(44), tms.Accepted, 45},
		{"one above, with the code before it", 0, 42, 43, false, hotp(42), tms.WrongCode, 42},
		{"one above, with the second code after it", 0, 42, 43, false, hotp(45), tms.WrongCode, 42},
		{"a code with a dash", 0, 42, 43, false, hotp(43)[:3] + "-" + hotp(43)[3:], tms.Accepted, 44},
		{"a malformed code", 0, 42, 43, false, "12345", tms.Malformed, 42},
		{"more than five digits", 0, 42, 100_000, false, "", tms.Malformed, 42},
		{"forced where nothing wraps", 0, 42, 43, true, "", tms.Accepted, 43},

		{"the last moving factor", 0, lastFactor, 51_615, false, "", tms.Accepted, lastFactor},
		{"the last moving factor, with its code", 0, lastFactor, 51_615, false, hotp(lastFactor), tms.Accepted, lastFactor},
		{"beyond the last moving factor", 0, lastFactor, 51_616, false, "", tms.NotAllowed, lastFactor},
		{"a wrap beyond the last moving factor", 0, lastFactor, 51_614, true, "", tms.NotAllowed, lastFactor},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, event(test.first, test.next))
			before := d.record
			d.byCounter(test.want, tms.CounterReport{Shown: test.shown, Code: test.code, Force: test.force})
			d.next(test.next2)
			if test.want != tms.Accepted && d.record != before {
				t.Error("a refusal changed the record")
			}
		})
	}
}

// RFC 4226 appendix E.4: with its counter the client sends the code of it. The server accepts a
// counter that is not below its own, if the code is right, and continues after it. The bound s may
// be infinite.
func TestRFC4226AppendixE4(t *testing.T) {
	const server = 1000
	for _, test := range []struct {
		name   string
		client uint64
		code   string
		want   tms.Result
		next   uint64
	}{
		{"C-client = C-server", server, hotp(server), tms.Accepted, server + 1},
		{"C-client - C-server = 1", server + 1, hotp(server + 1), tms.Accepted, server + 2},
		{"C-client - C-server is large", server + 50_000, hotp(server + 50_000), tms.Accepted, server + 50_001},
		{"C-client < C-server", server - 1, hotp(server - 1), tms.WrongCode, server},
		{"the code is wrong", server + 50_000, wrongCode, tms.WrongCode, server},
		{"no code", server + 1, "", tms.CodeRequired, server},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, event(0, server), "resync_by_counter: with_code")
			d.byCounter(test.want, tms.CounterReport{Shown: test.client, Code: test.code})
			d.next(test.next)
		})
	}
	d := newDesk(t, event(0, server), "resync_by_counter: with_code")
	d.byCounter(tms.CodeRequired, tms.CounterReport{Shown: server + 1, Force: true})
	d.byCounter(tms.Accepted, tms.CounterReport{Shown: server + 1, Code: hotp(server + 1)})
	d.codes(tms.Replayed, server+1) // the code was used up
	d.codes(tms.Accepted, server+2)
}

func TestResyncByCounterNotAllowed(t *testing.T) {
	d := newDesk(t, event(0, 42), "resync_by_counter: no")
	d.byCounter(tms.NotAllowed, tms.CounterReport{Shown: 43, Code: hotp(43), Force: true})

	d = newDesk(t, timeToken()) // has no F screen
	d.byCounter(tms.NotAllowed, tms.CounterReport{Shown: 43})

	for _, report := range []tms.CounterReport{{Shown: 1}, {Shown: 1, Code: hotp(1)}} {
		if _, check := tms.ResyncByCounter(d.policy, tms.Record{}, report, noon); check.Result != tms.NoToken {
			t.Errorf("got %+v", check)
		}
	}
	if _, check := tms.ResyncByCodes(d.policy, tms.Record{}, [2]string{hotp(1), hotp(2)}, noon); check.Result != tms.NoToken {
		t.Errorf("got %+v", check)
	}
}

func TestResyncByCodes(t *testing.T) {
	for _, test := range []struct {
		name          string
		first, next   uint64
		one, two      string
		want          tms.Result
		factor, next2 uint64
	}{
		{"first moving factor 0: the first two codes", 0, 0, hotp(0), hotp(1), tms.Accepted, 1, 2},
		{"first moving factor 1: the first two codes", 1, 1, hotp(1), hotp(2), tms.Accepted, 2, 3},
		{"first moving factor 1: the code before the first", 1, 1, hotp(0), hotp(1), tms.WrongCode, 0, 1},
		{"far ahead", 0, 5, hotp(700), hotp(701), tms.Accepted, 701, 702},
		{"first at the end of the resync window", 0, 5, hotp(1005), hotp(1006), tms.Accepted, 1006, 1007},
		{"first beyond the resync window", 0, 5, hotp(1006), hotp(1007), tms.OutOfWindow, 1007, 5},
		{"as far as two codes are told from wrong ones", 0, 5, hotp(10_005), hotp(10_006), tms.OutOfWindow, 10_006, 5},
		{"even further", 0, 5, hotp(10_006), hotp(10_007), tms.WrongCode, 0, 5},
		{"first is next - 1", 0, 5, hotp(4), hotp(5), tms.WrongCode, 0, 5},
		{"both used", 0, 5, hotp(3), hotp(4), tms.WrongCode, 0, 5},
		{"wrong order", 0, 5, hotp(101), hotp(100), tms.WrongCode, 0, 5},
		{"equal codes", 0, 5, hotp(100), hotp(100), tms.WrongCode, 0, 5},
		{"two apart", 0, 5, hotp(100), hotp(102), tms.WrongCode, 0, 5},
		{"one right, one wrong", 0, 5, hotp(100), wrongCode, tms.WrongCode, 0, 5},
		{"one wrong, one right", 0, 5, wrongCode, hotp(100), tms.WrongCode, 0, 5},
		{"as people type them", 0, 5, hotp(100)[:3] + "-" + hotp(100)[3:], " " + hotp(101) + "\n", tms.Accepted, 101, 102},
		{"malformed", 0, 5, hotp(100), "12345", tms.Malformed, 0, 5},
		{"malformed first", 0, 5, "", hotp(101), tms.Malformed, 0, 5},
		{"the first of two equal codes is not followed", 0, 2000, hotp(2394), hotp(2395), tms.Accepted, 2395, 2396},
		{"equal codes of moving factors in a row", 0, 910_737, hotp(910_737), hotp(910_738), tms.Accepted, 910_738, 910_739},
		{"the first of them is not followed", 0, 910_737, hotp(910_738), hotp(910_739), tms.Accepted, 910_739, 910_740},
		{"the last two moving factors", 0, lastFactor - 1, hotp(lastFactor - 1), hotp(lastFactor), tms.Accepted, lastFactor, lastFactor},
		{"none follows the last moving factor", 0, lastFactor - 1, hotp(lastFactor), hotp(0), tms.WrongCode, 0, lastFactor - 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, event(test.first, test.next))
			before := d.record
			check := d.byCodes(test.want, test.one, test.two)
			if check.Matched != (test.factor != 0) || check.Factor != test.factor {
				t.Errorf("got %+v", check)
			}
			if d.next(test.next2); test.want != tms.Accepted && d.record != before {
				t.Error("a refusal changed the record")
			}
		})
	}
	if hotp(2386) != hotp(2394) || hotp(2387) == hotp(2395) || hotp(910_737) != hotp(910_738) || hotp(910_738) == hotp(910_739) {
		t.Error("the codes are not as the table says")
	}
}

func TestResyncUsesUpCodes(t *testing.T) {
	d := newDesk(t, event(0, 5))
	d.byCodes(tms.Accepted, hotp(100), hotp(101))
	d.codes(tms.Replayed, 101, 100)
	d.record = tms.Unlock(d.record)
	d.codes(tms.Accepted, 102)
}

// A locked token can be resynchronised, and stays locked; nothing is counted.
func TestResyncOfLockedToken(t *testing.T) {
	d := newDesk(t, event(0, 5))
	d.fail(3)
	d.byCodes(tms.WrongCode, hotp(7), wrongCode)
	d.byCounter(tms.Wrapped, tms.CounterReport{Shown: 1})
	d.failures(3)
	d.byCodes(tms.Accepted, hotp(7), hotp(8))
	d.byCounter(tms.Accepted, tms.CounterReport{Shown: 20})
	d.failures(3)
	d.codes(tms.Locked, 20)
	d.next(20)

	d = newDesk(t, event(0, 5))
	d.fail(2)
	d.byCounter(tms.Accepted, tms.CounterReport{Shown: 20})
	d.failures(2)
}

func TestResyncUnlocks(t *testing.T) {
	for _, lock := range []string{"lock: user", "lock: token"} {
		resyncs := map[string]func(*desk){
			"by codes":          func(d *desk) { d.byCodes(tms.Accepted, hotp(8), hotp(9)) },
			"by counter":        func(d *desk) { d.byCounter(tms.Accepted, tms.CounterReport{Shown: 10}) },
			"by counter + code": func(d *desk) { d.byCounter(tms.Accepted, tms.CounterReport{Shown: 9, Code: hotp(9)}) },
		}
		for name, resync := range resyncs {
			t.Run(lock+" "+name, func(t *testing.T) {
				d := newDesk(t, event(0, 5), "resync_unlocks: yes", lock)
				d.fail(3)
				resync(d)
				d.failures(0)
				d.codes(tms.Accepted, 10)

				d.fail(2)
				d.byCounter(tms.Accepted, tms.CounterReport{Shown: 20})
				d.failures(2) // not locked, so that there is nothing to end
			})
		}
	}
	d := newDesk(t, event(0, 5), "resync_unlocks: yes")
	d.fail(3)
	d.byCodes(tms.WrongCode, hotp(8), wrongCode)
	d.state(tms.StateLocked)
}

// After a backup was restored, codes may have been used of which the store knows nothing.
func TestResyncRequired(t *testing.T) {
	resyncs := map[string]func(*desk){
		"by codes":   func(d *desk) { d.byCodes(tms.Accepted, hotp(8), hotp(9)) },
		"by counter": func(d *desk) { d.byCounter(tms.Accepted, tms.CounterReport{Shown: 10}) },
	}
	for name, resync := range resyncs {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, event(0, 5), "auto_resync: 1h", "max_failures: 1")
			d.record = tms.RequireResync(d.record)
			d.codes(tms.ResyncRequired, 5, 3, 50, 51)
			d.login(tms.ResyncRequired, wrongCode)
			d.failures(0)
			d.byCodes(tms.WrongCode, hotp(8), wrongCode)
			d.codes(tms.ResyncRequired, 5)
			d.record = tms.Unlock(d.record)
			d.codes(tms.ResyncRequired, 5)
			resync(d)
			d.codes(tms.Accepted, 10)
		})
	}
}

// Two consecutive codes out of the window, soon enough after each other.
func TestAutoResync(t *testing.T) {
	const on = "auto_resync: 5m"
	for _, test := range []struct {
		name   string
		policy string
		one    uint64
		wait   time.Duration
		two    uint64
		want   tms.Result
		next   uint64
	}{
		{"consecutive", on, 100, time.Minute, 101, tms.Accepted, 102},
		{"at once", on, 100, 0, 101, tms.Accepted, 102},
		{"just in time", on, 100, 5 * time.Minute, 101, tms.Accepted, 102},
		{"too late", on, 100, 5*time.Minute + time.Microsecond, 101, tms.OutOfWindow, 5},
		{"two apart", on, 100, time.Minute, 102, tms.OutOfWindow, 5},
		{"wrong order", on, 101, time.Minute, 100, tms.OutOfWindow, 5},
		{"the same code", on, 100, time.Minute, 100, tms.OutOfWindow, 5},
		{"the clock is set back", on, 100, -time.Minute, 101, tms.OutOfWindow, 5},
		{"off", "auto_resync: off", 100, time.Minute, 101, tms.OutOfWindow, 5},
		{"at the end of the resync window", on, 1004, time.Minute, 1005, tms.Accepted, 1006},
		{"the second beyond the resync window", on, 1005, time.Minute, 1006, tms.WrongCode, 5},
		{"the second is in the window", on, 15, time.Minute, 14, tms.Accepted, 15},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, event(0, 5), test.policy)
			d.codes(tms.OutOfWindow, test.one)
			d.wait(test.wait)
			check := d.login(test.want, hotp(test.two))
			if d.next(test.next); check.Matched && (check.Factor != test.two || check.Ahead != int64(test.two-5)) {
				t.Errorf("got %+v", check)
			}
			if test.want == tms.Accepted {
				d.failures(0)
				d.codes(tms.Replayed, test.two)
			}
		})
	}
}

func TestAutoResyncAfter(t *testing.T) {
	d := newDesk(t, event(0, 5), "auto_resync: 5m", "max_failures: off")
	d.codes(tms.OutOfWindow, 100, 102)
	d.codes(tms.Accepted, 103) // the last two were consecutive

	d.codes(tms.OutOfWindow, 200)
	d.fail(1) // a typing mistake in between
	d.codes(tms.Accepted, 201)

	d.codes(tms.OutOfWindow, 300)
	d.codes(tms.Accepted, 202) // another code was found in the window
	d.codes(tms.OutOfWindow, 301)

	d.byCounter(tms.Accepted, tms.CounterReport{Shown: 210})
	d.codes(tms.OutOfWindow, 302) // as does a resynchronisation

	d.record, _ = tms.SetNext(d.record, 211)
	d.codes(tms.OutOfWindow, 303)
	d.codes(tms.Accepted, 304)
}

// The third failure locks even if it could have been the first of two codes.
func TestAutoResyncAndLock(t *testing.T) {
	d := newDesk(t, event(0, 5), "auto_resync: 5m")
	d.fail(2)
	d.codes(tms.OutOfWindow, 100)
	d.codes(tms.Locked, 101)

	d = newDesk(t, event(0, 5), "auto_resync: 5m")
	d.fail(1)
	d.codes(tms.OutOfWindow, 100)
	d.codes(tms.Accepted, 101)
	d.failures(0)
}

// Six-digit codes repeat: the second code may be that of a lower factor too.
func TestAutoResyncWithARepeatedCode(t *testing.T) {
	d := newDesk(t, event(0, 2000), "auto_resync: 5m")
	d.codes(tms.OutOfWindow, 2393)
	if check := d.login(tms.Accepted, hotp(2394)); check.Factor != 2394 || check.Ahead != 394 {
		t.Errorf("got %+v", check)
	}
	d.next(2395)
}

// A record that was changed by hand must not lower next: this sighting is of a used code.
func TestAutoResyncFromAUsedCode(t *testing.T) {
	token := event(0, 2391)
	token.Sighting = tms.Sighting{Factor: 2385, At: noon}
	d := newDesk(t, token, "auto_resync: 5m", "window: 1", "resync_window: 3")
	d.codes(tms.OutOfWindow, 2394) // has the code of 2386 too
	d.next(2391)
}

func TestResyncOfTokenWithoutUser(t *testing.T) {
	d := newDesk(t, event(0, 5))
	d.record.User = nil
	for i, resync := range []func(){
		func() { d.byCounter(tms.Accepted, tms.CounterReport{Shown: 7}) },
		func() { d.byCodes(tms.Accepted, hotp(8), hotp(9)) },
	} {
		t.Run(fmt.Sprint(i), func(*testing.T) { resync() })
	}
	d.next(10)
}
