package tms_test

import (
	"context"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

const rfcSecret = "12345678901234567890" // RFC 4226 appendix D

func code(t *testing.T, factor uint64) string {
	t.Helper()
	code, err := oath.HOTP(oath.SHA1, []byte(rfcSecret), factor, 6)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func eventToken(serial string, first uint64) tms.Token {
	return tms.Token{
		Serial: serial, Secret: tms.Secret(rfcSecret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6,
		FirstMovingFactor: first, Next: first,
	}
}

// The life of a token at the bank: its guide's procedure, from the first login to the telephone
// call.
func TestLifeOfAToken(t *testing.T) {
	ctx := context.Background()
	validator, err := tms.New(tms.NewMemory(make([]byte, 32)), tms.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	call := tms.Call{Time: noon}
	if _, err := validator.Import(ctx, call, false, eventToken("1", 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{Owner: "Anna"}); err != nil {
		t.Fatal(err)
	}
	login := func(factor uint64, want tms.Result) {
		t.Helper()
		entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code(t, factor)})
		if err != nil || entry.Result != want {
			t.Fatalf("code %d: got %s, %v; want %s", factor, entry.Result, err, want)
		}
	}
	login(1, tms.Accepted)
	login(1, tms.Replayed)
	login(11, tms.Accepted)    // the tenth code generated without a login
	login(22, tms.OutOfWindow) // the eleventh
	login(23, tms.OutOfWindow)
	login(24, tms.OutOfWindow)
	login(12, tms.Locked)
	if entry, err := validator.Unlock(ctx, call, tms.Key{User: "anna"}); err != nil || entry.State() != tms.Active {
		t.Fatal(entry, err)
	}
	if entry, err := validator.ResyncByCounter(ctx, call, "1", tms.CounterReport{Shown: 24}); err != nil || entry.Result != tms.Accepted || entry.After.Next != 25 {
		t.Fatal(entry, err)
	}
	login(25, tms.Accepted)
	login(24, tms.Replayed)

	err = validator.Store.View(ctx, func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { t.Error(f) }, nil)
	})
	if err != nil {
		t.Error(err)
	}
}
