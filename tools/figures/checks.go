package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"runtime"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

const (
	checks      = 20_000
	checkRounds = 15      // short ones, because a single one without a disturbance is enough
	checkRate   = 200_000 // target, per second
)

// checksAt is the time of all requests. It matters to no event token.
var checksAt = time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)

// windowLogin is a login with an accepted code.
type windowLogin struct {
	next   uint64 // the moving factor that the validator expects
	code   string
	factor uint64 // the lowest one in the window with this code
}

// windowLogins returns logins that follow one another, each with the code that is ahead by the
// same number of moving factors. Now and then a lower factor has the same code; it counts.
func windowLogins(generator *oath.Generator, ahead uint64) []windowLogin {
	logins := make([]windowLogin, checks)
	next := uint64(0)
	for i := range logins {
		factor, code := next, generator.Code(next+ahead)
		for generator.Code(factor) != code {
			factor++
		}
		logins[i] = windowLogin{next, code, factor}
		next = factor + 1
	}
	return logins
}

// measureChecks compares checks in memory, on one core, with computing the codes that they have
// to look at. The last code in the window takes longest and counts; the journal is kept, too.
func measureChecks(ctx context.Context, _ *workspace) (figure, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	first, last := windowLogins(generator, 0), windowLogins(generator, policy.Window-1)
	var next, ours, codes []time.Duration
	for range checkRounds {
		short, err := timeChecks(ctx, policy, first)
		if err != nil {
			return figure{}, err
		}
		long, err := timeChecks(ctx, policy, last)
		if err != nil {
			return figure{}, err
		}
		window, err := timeWindows(policy, last)
		if err != nil {
			return figure{}, err
		}
		next, ours, codes = append(next, short/checks), append(ours, long/checks), append(codes, window/checks)
	}
	rate := perSecond(fastest(ours))
	return figure{
		what:    fmt.Sprintf("a check in memory, window %d, one core", policy.Window),
		ours:    formatRate(rate),
		against: fmt.Sprintf("computing its %d codes %s", policy.Window, formatRate(perSecond(fastest(codes)))),
		ratio:   formatRatio(fastest(ours).Seconds() / fastest(codes).Seconds()),
		goal:    fmt.Sprintf("at least %d/s", checkRate),
		reached: yesNo(rate >= checkRate),
		raw: []string{
			"a check of the last code in the window " + formatNanoseconds(ours) + "; the fastest counts",
			"a check of the next code " + formatNanoseconds(next),
			fmt.Sprintf("the hash of a key and %d codes %s; the fastest counts", policy.Window, formatNanoseconds(codes)),
		},
	}, nil
}

// timeChecks checks codes, and that each is accepted for the right moving factor.
func timeChecks(ctx context.Context, policy *tms.Policy, logins []windowLogin) (time.Duration, error) {
	validator := &tms.Validator{Store: tms.NewMemory(make(tms.JournalKey, 32)), Policy: policy}
	secret, err := hex.DecodeString(secretHex)
	if err != nil {
		return 0, err
	}
	call := tms.Call{Time: checksAt}
	if _, err := validator.Import(ctx, call, false, tms.Token{Serial: "1", Secret: secret, Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}); err != nil {
		return 0, err
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		return 0, err
	}
	runtime.GC() // the journal of the round before

	start := time.Now()
	for _, login := range logins {
		entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: login.code})
		if err != nil {
			return 0, err
		}
		if entry.Result != tms.Accepted || entry.Factor != login.factor {
			return 0, fmt.Errorf("the code of moving factor %d was %s for %d", login.factor, entry.Result, entry.Factor)
		}
	}
	return time.Since(start), nil
}

// timeWindows computes the codes that timeChecks has to compare.
func timeWindows(policy *tms.Policy, logins []windowLogin) (time.Duration, error) {
	buffer := make([]byte, 0, oath.MaxDigits)
	start := time.Now()
	for _, login := range logins {
		generator, err := newGenerator()
		if err != nil {
			return 0, err
		}
		for factor := login.next; factor < login.next+policy.Window; factor++ {
			buffer = generator.Append(buffer[:0], factor)
		}
		if string(buffer) != login.code {
			return 0, fmt.Errorf("the last code of the window at %d is not the one computed before", login.next)
		}
	}
	return time.Since(start), nil
}
