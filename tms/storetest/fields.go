package storetest

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// serials that a store must keep as they are: a serial is opaque text.
func serials() []string {
	return []string{
		"1", "000512345678", " leading", "trailing ", "ÄÖÜ-ß", "令牌-7", "e\u0301", "é", "a'b\"c;--", "%_\\", "A", "a",
		strings.Repeat("x", 1000),
	}
}

// records returns records with the extremes of all fields.
func records() []tms.Record {
	micro := noon.Add(123456 * time.Microsecond)
	records := []tms.Record{
		{Token: &tms.Token{
			Serial: "most", Secret: tms.Secret(strings.Repeat("\xff\x00", 100)), Type: tms.Time, Algorithm: oath.SHA512, Digits: 8,
			Step: 1 << 31 * time.Second, Epoch: time.Unix(0, 0).UTC(), FirstMovingFactor: math.MaxUint64, Next: math.MaxUint64,
			Exhausted: true, Drift: math.MinInt64, ResyncRequired: true,
			Sighting: tms.Sighting{Factor: math.MaxUint64, At: micro},
			Standing: tms.Standing{State: tms.StateDisabled, Failures: math.MaxInt32, LastFailure: micro, LockedAt: micro.Add(time.Microsecond), Reason: "lost\nin 東京"},
			User:     "Зоя", AssignedAt: time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
		}, User: &tms.User{
			Name: "Зоя", Owner: "Zoë O'Hara", Organisation: "Ünïted \"X\"", PIN: "$argon2id$…",
			Challenge: tms.PendingChallenge{ID: "id-1", At: micro},
			Standing:  tms.Standing{State: tms.StateLocked, Failures: 3, LastFailure: micro, LockedAt: micro, Reason: "r"},
			Serial:    "most",
		}},
		{Token: &tms.Token{
			Serial: "least", Secret: tms.Secret{0}, Type: tms.Event, Algorithm: oath.SHA1, Digits: 6,
			Epoch: time.Date(1901, 1, 1, 0, 0, 0, 1000, time.UTC), Next: 1<<63 + 1, Drift: math.MaxInt64,
			Standing: tms.Standing{State: tms.Active},
		}},
		{User: &tms.User{Name: "o'neill", Standing: tms.Standing{State: tms.Active}}},
	}
	for _, serial := range serials() {
		token := Token(serial)
		token.State = tms.Active
		records = append(records, tms.Record{Token: &token})
	}
	return records
}

func keyOf(record tms.Record) tms.Key {
	var key tms.Key
	if record.Token != nil {
		key.Serial = record.Token.Serial
	}
	if record.User != nil {
		key.User = record.User.Name
	}
	return key
}

func testRecordFields(t *testing.T, store tms.Store) {
	all := records()
	for round := range uint64(2) { // stored as new ones, then as changed ones
		for _, want := range all {
			update(t, store, put(keyOf(want), want, tms.Entry{Time: noon}))
			got := record(t, store, keyOf(want))
			compareTokens(t, want.Token, got.Token, round+1)
			compareUsers(t, want.User, got.User)
		}
		// The next round changes every field.
		for i := range all {
			all[i] = inverted(all[i])
		}
	}
	// A change back to nothing: no assignment, no times.
	plain := Token("most")
	plain.State = tms.Active
	want := tms.Record{Token: &plain, User: &tms.User{Name: "Зоя", Standing: tms.Standing{State: tms.Active}}}
	update(t, store, put(keyOf(want), want, tms.Entry{Time: noon}))
	got := record(t, store, keyOf(want))
	compareTokens(t, want.Token, got.Token, 3)
	compareUsers(t, want.User, got.User)
}

// inverted returns a record of the same serial and user in which the other fields differ.
func inverted(r tms.Record) tms.Record {
	if r.Token != nil {
		token := *r.Token
		token.Secret = append(tms.Secret("x"), token.Secret...)
		token.Next, token.FirstMovingFactor, token.Drift = ^token.Next, ^token.FirstMovingFactor, ^token.Drift
		token.Exhausted, token.ResyncRequired = !token.Exhausted, !token.ResyncRequired
		token.Type, token.Algorithm, token.Digits, token.Step = tms.Time, oath.SHA256, 7, 90*time.Second
		token.Epoch, token.Sighting = noon, tms.Sighting{Factor: 1 << 63, At: noon}
		token.Standing = tms.Standing{State: tms.StateLocked, Failures: 2, LastFailure: noon, LockedAt: noon, Reason: "other"}
		r.Token = &token
	}
	if r.User != nil {
		user := *r.User
		user.Owner, user.Organisation, user.PIN = "o"+user.Owner, "g"+user.Organisation, "p"+user.PIN
		user.Challenge = tms.PendingChallenge{ID: "i" + user.Challenge.ID, At: noon}
		user.Standing = tms.Standing{State: tms.StateDisabled, Failures: 1, LastFailure: noon, LockedAt: noon, Reason: "other"}
		r.User = &user
	}
	return r
}

// compareTokens compares a token with the one that was stored; version is how often.
func compareTokens(t *testing.T, want, got *tms.Token, version uint64) {
	t.Helper()
	if want == nil || got == nil {
		if want != got {
			t.Errorf("got token %v, want %v", got, want)
		}
		return
	}
	if got.Version != version {
		t.Errorf("token %q: got version %d, want %d", got.Serial, got.Version, version)
	}
	if got.Last.Number == 0 || len(got.Last.MAC) == 0 {
		t.Errorf("token %q: it has no link to its entry", got.Serial)
	}
	plain := *got
	plain.Version, plain.Last = want.Version, want.Last
	compareFields(t, "token "+want.Serial, *want, plain)
}

func compareUsers(t *testing.T, want, got *tms.User) {
	t.Helper()
	if want == nil || got == nil {
		if want != got {
			t.Errorf("got user %v, want %v", got, want)
		}
		return
	}
	plain := *got
	plain.Version = want.Version
	compareFields(t, "user "+want.Name, *want, plain)
}

// compareFields names the fields that differ.
func compareFields(t *testing.T, of string, want, got any) {
	t.Helper()
	w, g := reflect.ValueOf(want), reflect.ValueOf(got)
	for i := range w.NumField() {
		if one, other := w.Field(i).Interface(), g.Field(i).Interface(); !reflect.DeepEqual(one, other) {
			t.Errorf("%.40q, field %s: got %#v, want %#v", of, w.Type().Field(i).Name, other, one)
		}
	}
}

func testEntryFields(t *testing.T, store tms.Store) {
	status := func(state tms.State, failures int) tms.Status { return tms.Status{State: state, Failures: failures} }
	full := tms.Entry{
		Time: noon.Add(654321 * time.Microsecond), ID: "request 1", Request: tms.RequestSign, Result: tms.OutOfWindow,
		Matched: true, Factor: math.MaxUint64, Ahead: math.MinInt64,
		Before:   tms.Snapshot{Next: math.MaxUint64, ResyncRequired: true, Token: status(tms.StateLocked, 3), User: status(tms.StateDisabled, 4)},
		After:    tms.Snapshot{Next: 1 << 63, Exhausted: true, Token: status(tms.Active, 5), User: status(tms.StateLocked, math.MaxInt32)},
		Document: "Überweisung 7.pdf", DocumentSHA256: strings.Repeat("ab", 32), Reason: "because", Requester: "hans", Channel: "cli",
	}
	opposite := tms.Entry{
		Time: time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC), Factor: 1, Ahead: math.MaxInt64,
		Before: tms.Snapshot{Exhausted: true}, After: tms.Snapshot{ResyncRequired: true},
	}
	token := Token("1")
	with := tms.Record{Token: &token, User: &tms.User{Name: "Зоя"}}
	var want []tms.Entry
	for _, entry := range []tms.Entry{full, opposite} {
		for _, record := range []tms.Record{with, {Token: &token}, {User: with.User}, {}} {
			entry, key := entry, keyOf(record)
			entry.Serial, entry.User = key.Serial, key.User
			returned := update(t, store, put(key, record, entry))
			entry.Number = uint64(len(want) + 1)
			entry.Previous, entry.MAC = returned[0].Previous, returned[0].MAC
			compareFields(t, "the returned entry", entry, returned[0])
			want = append(want, entry)
		}
	}
	got := journal(t, store, tms.Query{})
	if len(got) != len(want) {
		t.Fatalf("got %d entries, want %d", len(got), len(want))
	}
	for i := range want {
		compareFields(t, "the read entry", want[i], got[i])
	}
}
