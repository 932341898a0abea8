package tms

import (
	"math"
	"testing"
	"time"

	"etokenpass/tms"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// What a help desk reads about a token, for each condition. The first that applies counts.
func TestConditionInWords(t *testing.T) {
	bank, _, _ := tms.EmbeddedPolicy("bank-guide")
	hour := *bank
	hour.UnlockAfter = time.Hour

	locked := tms.Standing{State: tms.StateLocked, Failures: 3, LockedAt: noon}
	lost := tms.Standing{State: tms.StateDisabled, Reason: "lost", LockedAt: noon}
	active := tms.Standing{State: tms.Active}
	seen := func(factor uint64) tms.Sighting { return tms.Sighting{Factor: factor, At: noon} }
	event := func(token tms.Token) *tms.Token { token.Type = tms.Event; return &token }
	// The time token's clock shows step 100 at noon.
	minutes := func(token tms.Token) *tms.Token {
		token.Type, token.Step, token.Epoch, token.Standing = tms.Time, time.Minute, noon.Add(-100*time.Minute), active
		return &token
	}
	for name, row := range map[string]struct {
		policy *tms.Policy
		record tms.Record
		now    time.Time
		kind   tms.ConditionKind
		words  string
	}{
		"in step":              {bank, tms.Record{Token: event(tms.Token{Standing: active})}, noon, tms.InStep, "in step"},
		"ahead":                {bank, tms.Record{Token: event(tms.Token{Standing: active, Next: 5, Sighting: seen(18)})}, noon, tms.OutOfStep, "13 codes ahead when last seen"},
		"ahead by one":         {bank, tms.Record{Token: event(tms.Token{Standing: active, Next: 5, Sighting: seen(6)})}, noon, tms.OutOfStep, "1 code ahead when last seen"},
		"caught up since":      {bank, tms.Record{Token: event(tms.Token{Standing: active, Next: 19, Sighting: seen(18)})}, noon, tms.InStep, "in step"},
		"clock ahead":          {bank, tms.Record{Token: minutes(tms.Token{Sighting: seen(120)})}, noon, tms.OutOfStep, "20 time steps (20m) ahead when last seen"},
		"clock behind":         {bank, tms.Record{Token: minutes(tms.Token{Sighting: seen(80)})}, noon, tms.OutOfStep, "20 time steps (20m) behind when last seen"},
		"clock with its drift": {bank, tms.Record{Token: minutes(tms.Token{Sighting: seen(120), Drift: 5})}, noon, tms.OutOfStep, "15 time steps (15m) ahead when last seen"},
		"token locked":         {bank, tms.Record{Token: event(tms.Token{Standing: locked})}, noon, tms.LockedOut, "locked since 2026-01-15 12:00 UTC after 3 failures"},
		"user locked":          {bank, tms.Record{Token: event(tms.Token{Standing: active}), User: &tms.User{Standing: locked}}, noon, tms.LockedOut, "locked since 2026-01-15 12:00 UTC after 3 failures"},
		"a year that a duration does not reach": {bank, tms.Record{Token: minutes(tms.Token{Sighting: tms.Sighting{Factor: 105, At: noon.AddDate(500, 0, 0)}})},
			noon, tms.OutOfStep, "262974235 time steps behind when last seen"},
		"a damaged record":      {bank, tms.Record{Token: &tms.Token{Type: tms.Time, Standing: active, Sighting: seen(6)}}, noon, tms.InStep, "in step"},
		"lock has ended":        {&hour, tms.Record{Token: event(tms.Token{Standing: locked})}, noon.Add(time.Hour), tms.InStep, "in step"},
		"lock has not ended":    {&hour, tms.Record{Token: event(tms.Token{Standing: locked})}, noon.Add(time.Hour - 1), tms.LockedOut, "locked since 2026-01-15 12:00 UTC after 3 failures"},
		"disabled and locked":   {bank, tms.Record{Token: event(tms.Token{Standing: lost})}, noon, tms.TokenDisabled, "disabled: lost"},
		"disabled, no reason":   {bank, tms.Record{Token: event(tms.Token{Standing: tms.Standing{State: tms.StateDisabled}})}, noon, tms.TokenDisabled, "disabled"},
		"user disabled":         {bank, tms.Record{Token: event(tms.Token{Standing: locked}), User: &tms.User{Standing: lost}}, noon, tms.UserDisabled, "user disabled: lost"},
		"restored":              {bank, tms.Record{Token: event(tms.Token{Standing: active, ResyncRequired: true, Sighting: seen(18)})}, noon, tms.MustResync, "must be resynchronised: the store was restored"},
		"worn out":              {bank, tms.Record{Token: event(tms.Token{Standing: active, Exhausted: true, Next: math.MaxUint64})}, noon, tms.WornOut, "worn out: its last code is used"},
		"user without a token":  {bank, tms.Record{User: &tms.User{Standing: active}}, noon, tms.NoTokenAssigned, "no token"},
		"locked, without token": {bank, tms.Record{User: &tms.User{Standing: locked}}, noon, tms.LockedOut, "locked since 2026-01-15 12:00 UTC after 3 failures"},
	} {
		got := row.record.At(row.policy, row.now).Condition()
		if words := conditionWords(got); got.Kind != row.kind || words != row.words {
			t.Errorf("%s: got %s, %q; want %s, %q", name, got.Kind, words, row.kind, row.words)
		}
		if refuses := row.kind != tms.InStep && row.kind != tms.OutOfStep; got.Refuses() != refuses {
			t.Errorf("%s: refuses is %v, want %v", name, got.Refuses(), refuses)
		}
	}
}

// The bounds of the window are shown as counters, which the token's F screen shows afterwards.
func TestBoundsAsCounters(t *testing.T) {
	bank, _, _ := tms.EmbeddedPolicy("bank-guide")
	one := *bank
	one.Window = 1
	for _, row := range []struct {
		policy      *tms.Policy
		token       tms.Token
		words, cell string
	}{
		{bank, tms.Token{Type: tms.Event, Next: 2}, "counters 3 to 12 (F00003 to F00012)", "3 to 12"},
		{bank, tms.Token{Type: tms.Event, Next: 3, FirstMovingFactor: 1}, "counters 3 to 12 (F00003 to F00012)", "3 to 12"},
		{bank, tms.Token{Type: tms.Event, Next: 99_995}, "counters 99996 to 100005 (F99996 to F00005)", "99996 to 100005"},
		{&one, tms.Token{Type: tms.Event, Next: 2}, "counter 3 (F00003)", "3"},
		{bank, tms.Token{Type: tms.Event, Next: math.MaxUint64, Exhausted: true}, "nothing: its last code is used", "nothing"},
		{bank, tms.Token{Type: tms.Time, Step: time.Minute}, "10 time steps before and after the token's clock", "±10 steps"},
		{&one, tms.Token{Type: tms.Time, Step: time.Minute, Drift: -2}, "1 time step before and after the token's clock, which is 2 time steps (2m) behind", "±1 steps"},
	} {
		if words, cell := acceptsWords(row.policy, &row.token), acceptsCell(row.policy, &row.token); words != row.words || cell != row.cell {
			t.Errorf("%+v: got %q and %q, want %q and %q", row.token, words, cell, row.words, row.cell)
		}
	}
}
