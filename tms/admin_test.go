package tms_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/internal/errs"
	"etokenpass/tms"
)

// wantError checks a refusal, and that it changed nothing.
func wantError(t *testing.T, before, after tms.Record, err error, want string) {
	t.Helper()
	var refusal *tms.Error
	if !errors.As(err, &refusal) || err.Error() != want {
		t.Errorf("got %v; want %s", err, want)
	}
	if before != after {
		t.Error("a refusal changed the record")
	}
}

func TestAssign(t *testing.T) {
	token := event(0, 5)
	token.State = tms.Active
	free := tms.Record{Token: &token}
	policy := policyOf(t)
	record, err := tms.Assign(policy, free, "anna", tms.Assignment{Owner: "Anna Ivanova", Organisation: "Romashka"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	want := tms.User{Name: "anna", Owner: "Anna Ivanova", Organisation: "Romashka", Standing: tms.Standing{State: tms.Active}, Serial: "1"}
	if *record.User != want || record.Token.User != "anna" || record.Token.AssignedAt != noon {
		t.Errorf("got %+v and %+v", record.User, record.Token)
	}
	if token.User != "" {
		t.Error("the argument was changed")
	}

	after, err := tms.Assign(policy, record, "anna", tms.Assignment{}, noon)
	wantError(t, record, after, err, "token 1 is assigned to anna already")
	another := event(0, 0)
	another.Serial = "2"
	second := tms.Record{Token: &another, User: record.User}
	after, err = tms.Assign(policy, second, "anna", tms.Assignment{}, noon)
	if errs.Hint(err) != "etokenpass tms unassign 1 ends that" {
		t.Errorf("got the hint %q", errs.Hint(err))
	}
	wantError(t, second, after, err, "user anna has token 1 already")

	strange := event(0, 0)
	strange.Serial, strange.User = "1; reboot", "eve"
	if _, err = tms.Assign(policy, tms.Record{Token: &strange}, "anna", tms.Assignment{}, noon); errs.Hint(err) != "etokenpass tms unassign '1; reboot' ends that" {
		t.Errorf("got the hint %q", errs.Hint(err))
	}

	apart, err := tms.Unassign(record)
	if err != nil || apart.Token.User != "" || !apart.Token.AssignedAt.IsZero() || apart.User.Serial != "" {
		t.Errorf("got %+v and %+v, %v", apart.Token, apart.User, err)
	}
	again, err := tms.Assign(policy, apart, "anna", tms.Assignment{Organisation: "Vasilyok"}, noon)
	if err != nil || again.User.Owner != "Anna Ivanova" || again.User.Organisation != "Vasilyok" {
		t.Errorf("got %+v, %v", again.User, err)
	}
	after, err = tms.Unassign(free)
	wantError(t, free, after, err, "token 1 is not assigned")
}

func TestAssignNeedsPIN(t *testing.T) {
	token := event(0, 5)
	free := tms.Record{Token: &token}
	policy := policyOf(t, "pin: separate")
	after, err := tms.Assign(policy, free, "anna", tms.Assignment{}, noon)
	wantError(t, free, after, err, "user anna has no PIN, which policy test asks for")
	with, err := tms.Assign(policy, free, "anna", tms.Assignment{PIN: pinHash}, noon)
	if err != nil {
		t.Fatal(err)
	}
	apart, err := tms.Unassign(with)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := tms.Assign(policy, apart, "anna", tms.Assignment{}, noon); err != nil || again.User.PIN != pinHash {
		t.Errorf("the PIN did not stay with the user: %v", err)
	}
}

// A store that was changed by hand may lack the user.
func TestUnassignWithoutUser(t *testing.T) {
	d := newDesk(t, event(0, 0))
	d.record.User = nil
	if record, err := tms.Unassign(d.record); err != nil || record.Token.User != "" {
		t.Errorf("got %+v, %v", record.Token, err)
	}
}

func TestSetNext(t *testing.T) {
	d := newDesk(t, event(1, 10), "auto_resync: 1h")
	d.codes(tms.OutOfWindow, 50)
	for _, next := range []uint64{10, 20, lastFactor} {
		record, err := tms.SetNext(d.record, next)
		if err != nil || record.Token.Next != next || record.Token.Exhausted || record.Token.Sighting != (tms.Sighting{}) {
			t.Errorf("%d: got %+v, %v", next, record.Token, err)
		}
	}
	for _, next := range []uint64{0, 9} {
		after, err := tms.SetNext(d.record, next)
		wantError(t, d.record, after, err, map[uint64]string{
			0: "next 0: must be at least 10, so that no code is accepted twice",
			9: "next 9: must be at least 10, so that no code is accepted twice",
		}[next])
	}
	d = newDesk(t, event(0, lastFactor))
	d.codes(tms.Accepted, lastFactor)
	after, err := tms.SetNext(d.record, lastFactor)
	wantError(t, d.record, after, err, "token 1 has used its last moving factor, 2^64-1: none is left to expect")
}

// Of a new token, only what a seed file says is taken.
func TestImport(t *testing.T) {
	seed := event(1, 7)
	full := seed
	full.State, full.Failures, full.User, full.ResyncRequired, full.Version = tms.StateDisabled, 2, "eve", true, 9
	full.Last, full.LockedAt, full.AssignedAt = tms.Link{Number: 5, MAC: []byte("x")}, noon, noon
	record, err := tms.Import(tms.Record{}, full, false)
	want := seed
	want.State = tms.Active
	if err != nil || record.User != nil || !reflect.DeepEqual(*record.Token, want) {
		t.Errorf("got %+v, %v; want %+v", record.Token, err, want)
	}
	after, err := tms.Import(record, seed, false)
	wantError(t, record, after, err, "token 1 exists already")
}

// --update replaces what a seed file says; it never lowers next.
func TestImportUpdate(t *testing.T) {
	d := newDesk(t, event(1, 50))
	d.fail(2)
	d.record = tms.RequireResync(d.record)
	for _, test := range []struct{ next, want uint64 }{{1, 50}, {50, 50}, {70, 70}} {
		seed := event(1, test.next)
		seed.Secret, seed.Algorithm, seed.Digits = tms.Secret("another secret"), oath.SHA256, 8
		record, err := tms.Import(d.record, seed, true)
		if err != nil {
			t.Fatal(err)
		}
		got := record.Token
		if got.Next != test.want || string(got.Secret) != "another secret" || got.Algorithm != oath.SHA256 || got.Digits != 8 {
			t.Errorf("got %+v", got)
		}
		if !got.ResyncRequired || got.User != "anna" || got.State != tms.Active || record.Failures() != 2 {
			t.Errorf("state, failures or assignment changed: %+v", got)
		}
	}

	d = newDesk(t, event(0, lastFactor))
	d.codes(tms.Accepted, lastFactor)
	record, err := tms.Import(d.record, event(0, 0), true)
	if err != nil || !record.Token.Exhausted || record.Token.Next != lastFactor {
		t.Errorf("got %+v, %v", record.Token, err)
	}

	exhausted := event(0, 0)
	exhausted.Exhausted = true
	if record, err = tms.Import(tms.Record{}, exhausted, false); err != nil || record.Token.Next != lastFactor {
		t.Errorf("got %+v, %v", record.Token, err)
	}
}

func TestTokenCheck(t *testing.T) {
	for _, test := range []struct {
		change func(*tms.Token)
		want   string
	}{
		{func(t *tms.Token) { t.Serial = "" }, "a token without a serial"},
		{func(t *tms.Token) { t.Serial = "1\n2" }, `serial "1\n2": must be 1 to 1000 printable characters`},
		{func(t *tms.Token) { t.Serial = strings.Repeat("1", 1001) }, `serial "` + strings.Repeat("1", 1001) + `": must be 1 to 1000 printable characters`},
		{func(t *tms.Token) { t.Type = "totp" }, `token 1: type "totp": must be event or time`},
		{func(t *tms.Token) { t.Type = tms.Time; t.Step = 0 }, "token 1: time step 0s: must be whole seconds, at least 1s"},
		{func(t *tms.Token) { t.Type = tms.Time; t.Step = 1500 * time.Millisecond }, "token 1: time step 1.5s: must be whole seconds, at least 1s"},
		{func(t *tms.Token) { t.FirstMovingFactor = 9 }, "token 1: next moving factor 7: must be at least the first one, 9"},
		{func(t *tms.Token) { t.Digits = 5 }, "token 1: 5 digits: must be 6, 7 or 8"},
		{func(t *tms.Token) { t.Secret = nil }, "token 1: secret of 0 bytes: must have 1 to 200"},
		{func(t *tms.Token) { t.Algorithm = "MD5" }, `token 1: unknown algorithm "MD5": must be SHA1, SHA256 or SHA512`},
	} {
		token := event(1, 7)
		test.change(&token)
		after, err := tms.Import(tms.Record{}, token, false)
		wantError(t, tms.Record{}, after, err, test.want)
	}
}

// newValidator returns a validator with an empty store.
func newValidator(t *testing.T, lines ...string) *tms.Validator {
	t.Helper()
	store := tms.NewMemory(make([]byte, 32))
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &tms.Validator{Store: store, Policy: policyOf(t, lines...), Requester: "tester", Channel: "cli"}
}

// Requests about a token or user that does not exist are refused, and are not in the journal.
func TestUnknown(t *testing.T) {
	v, ctx, call := newValidator(t), context.Background(), tms.Call{Time: noon}
	must(t)(v.Import(ctx, call, false, eventToken("1", 0)))
	one := func(_ tms.Entry, err error) error { return err }
	many := func(_ []tms.Entry, err error) error { return err }
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"test":                           {one(v.Test(ctx, call, "9", "755224")), "unknown serial 9"},
		"resync by counter":              {one(v.ResyncByCounter(ctx, call, "9", tms.CounterReport{})), "unknown serial 9"},
		"resync by codes":                {one(v.ResyncByCodes(ctx, call, "9", [2]string{})), "unknown serial 9"},
		"unlock a token":                 {one(v.Unlock(ctx, call, tms.Key{Serial: "9"})), "unknown serial 9"},
		"unlock a user":                  {one(v.Unlock(ctx, call, tms.Key{User: "eve"})), "unknown user eve"},
		"unlock nothing":                 {one(v.Unlock(ctx, call, tms.Key{})), "unlock without a serial or a user"},
		"disable nothing":                {one(v.Disable(ctx, call, tms.Key{}, "")), "disable without a serial or a user"},
		"enable":                         {one(v.Enable(ctx, call, tms.Key{User: "eve"})), "unknown user eve"},
		"PIN":                            {one(v.SetPIN(ctx, call, "", pinHash)), "pin without a serial or a user"},
		"set":                            {one(v.SetNext(ctx, call, "", 0)), "unknown serial "},
		"assign":                         {one(v.Assign(ctx, call, "9", "anna", tms.Assignment{})), "unknown serial 9"},
		"assign to no user":              {one(v.Assign(ctx, call, "1", "", tms.Assignment{})), "the user name is empty or not printable: must have 1 to 300 printable characters"},
		"assign with lines as the owner": {one(v.Assign(ctx, call, "1", "a", tms.Assignment{Owner: "a\nb"})), "the owner's name is not printable: must have 1 to 300 printable characters"},
		"assign with a direction mark":   {one(v.Assign(ctx, call, "1", "a", tms.Assignment{Organisation: "\u202eab"})), "the organisation is not printable: must have 1 to 300 printable characters"},
		"disable for a broken reason":    {one(v.Disable(ctx, call, tms.Key{Serial: "1"}, "\xff")), "the reason is not printable: must have 1 to 300 printable characters"},
		"sign with a direction mark":     {one(v.Sign(ctx, call, tms.Login{User: "anna"}, tms.Document{Name: "pay\u202efdp.exe"})), "the document's name is not printable: must have 1 to 300 printable characters"},
		"assign to a line":               {one(v.Assign(ctx, call, "1", "a\nb", tms.Assignment{})), "the user name is empty or not printable: must have 1 to 300 printable characters"},
		"unassign":                       {one(v.Unassign(ctx, call, "9")), "unknown serial 9"},
		"restored":                       {many(v.RequireResync(ctx, call, "1", "9")), "unknown serial 9"},
		"import of existing":             {many(v.Import(ctx, call, false, eventToken("2", 0), eventToken("1", 0))), "token 1 exists already"},
		"import twice":                   {many(v.Import(ctx, call, false, eventToken("2", 0), eventToken("2", 0))), "token 2 exists already"},
		"no time":                        {one(v.Verify(ctx, tms.Call{}, tms.Login{User: "anna"})), "verify without a time"},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("%s: got %v; want %s", name, test.err, test.want)
		}
	}
	if entries := journal(t, v.Store); len(entries) != 1 {
		t.Errorf("%d entries; want that of the import only", len(entries))
	}
	if record, err := v.Record(ctx, tms.Key{Serial: "2"}); err != nil || record.Token != nil {
		t.Errorf("an import was carried out in part: %+v, %v", record, err)
	}
}

// journal returns all entries.
func journal(t interface {
	Helper()
	Fatal(...any)
}, store tms.Store) (entries []tms.Entry) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			if err != nil {
				return err
			}
			entries = append(entries, entry)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// What the journal says of each request.
func TestJournalOfRequests(t *testing.T) {
	v, ctx := newValidator(t, "pin: separate"), context.Background()
	local := time.Date(2026, 1, 15, 15, 0, 0, 999, time.FixedZone("MSK", 3*60*60))
	call := tms.Call{Time: local, ID: "id"}
	must(t)(v.Import(ctx, call, false, eventToken("1", 1)))
	if entry, err := v.Assign(ctx, call, "1", "anna", tms.Assignment{PIN: pinHash}); err != nil || entry.Time != noon {
		t.Errorf("the entry that is returned is not the one in the journal: %v, %v", entry.Time, err)
	}
	must(t)(v.Sign(ctx, call, tms.Login{User: "anna", PIN: pin, Code: hotp(3)}, tms.Document{Name: "payment.pdf", SHA256: "00ff"}))
	must(t)(v.Verify(ctx, call, tms.Login{User: "anna", PIN: "1", Code: hotp(4)}))
	must(t)(v.Verify(ctx, call, tms.Login{User: "eve", PIN: "1", Code: hotp(4)}))
	must(t)(v.Verify(ctx, call, tms.Login{User: "755224\n", PIN: "1", Code: hotp(4)}))
	must(t)(v.Test(ctx, call, "1", hotp(2)))
	must(t)(v.SetPIN(ctx, call, "anna", hashPIN("1")))
	must(t)(v.Disable(ctx, call, tms.Key{User: "anna"}, "on leave"))
	must(t)(v.Verify(ctx, call, tms.Login{User: "anna", PIN: "1", Code: hotp(4)}))
	must(t)(v.Enable(ctx, call, tms.Key{User: "anna"}))
	must(t)(v.Unlock(ctx, call, tms.Key{Serial: "1"}))
	must(t)(v.ResyncByCounter(ctx, call, "1", tms.CounterReport{Shown: 7}))
	must(t)(v.ResyncByCodes(ctx, call, "1", [2]string{hotp(9), hotp(10)}))
	must(t)(v.SetNext(ctx, call, "1", 20))
	must(t)(v.RequireResync(ctx, call, "1"))
	must(t)(v.Import(ctx, call, true, eventToken("1", 1)))
	must(t)(v.Unassign(ctx, call, "1"))

	var got []string
	for i, e := range journal(t, v.Store) {
		if e.Number != uint64(i+1) || e.Time != noon || e.ID != "id" || e.Requester != "tester" || e.Channel != "cli" {
			t.Errorf("got %+v", e)
		}
		line := strings.Join([]string{string(e.Request), e.Serial, e.User, string(e.Result), e.Document, e.DocumentSHA256, e.Reason}, "|")
		if e.Matched {
			line += hotp(e.Factor)
		}
		got = append(got, line)
	}
	want := []string{
		"import|1||done|||",
		"assign|1|anna|done|||",
		"sign|1|anna|accepted|payment.pdf|00ff|" + hotp(3),
		"verify|1|anna|wrong_pin|||",
		"verify||eve|no_token|||",
		"verify|||no_token|||", // not a name, perhaps a code
		"test|1|anna|replayed|||" + hotp(2),
		"pin|1|anna|done|||",
		"disable|1|anna|done|||on leave",
		"verify|1|anna|disabled|||",
		"enable|1|anna|done|||",
		"unlock|1|anna|done|||",
		"resync_counter|1|anna|accepted|||",
		"resync_codes|1|anna|accepted|||" + hotp(10),
		"set|1|anna|done|||",
		"restored|1|anna|done|||",
		"import|1|anna|done|||",
		"unassign|1|anna|done|||",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	audit(t, v.Store)
}

// audit checks the journal of a store, which must be right.
func audit(t testing.TB, store tms.Store) {
	t.Helper()
	if findings := findings(t, store); len(findings) > 0 {
		t.Errorf("the audit found %v", findings)
	}
}

func findings(t testing.TB, store tms.Store) (found []string) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { found = append(found, f.String()) }, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEffectiveState(t *testing.T) {
	for _, test := range []struct{ token, user, want tms.State }{
		{tms.Active, tms.Active, tms.Active},
		{tms.StateLocked, tms.Active, tms.StateLocked},
		{tms.Active, tms.StateLocked, tms.StateLocked},
		{tms.StateDisabled, tms.StateLocked, tms.StateDisabled},
		{tms.StateLocked, tms.StateDisabled, tms.StateDisabled},
		{tms.StateLocked, "", tms.StateLocked},
		{"", tms.StateDisabled, tms.StateDisabled},
		{"", "", tms.Active},
	} {
		var record tms.Record
		var entry tms.Entry
		if test.token != "" {
			record.Token = &tms.Token{Standing: tms.Standing{State: test.token}}
			entry.After.Token.State = test.token
		}
		if test.user != "" {
			record.User = &tms.User{Standing: tms.Standing{State: test.user}}
			entry.After.User.State = test.user
		}
		if record.State() != test.want || entry.State() != test.want {
			t.Errorf("token %s, user %s: got %s and %s; want %s", test.token, test.user, record.State(), entry.State(), test.want)
		}
	}
}

// Whoever has failures, the answer shows them.
func TestFailuresOfAnEntry(t *testing.T) {
	for _, lock := range []string{"lock: user", "lock: token"} {
		v, ctx, call := newValidator(t, lock), context.Background(), tms.Call{Time: noon}
		must(t)(v.Import(ctx, call, false, eventToken("1", 0)))
		must(t)(v.Assign(ctx, call, "1", "anna", tms.Assignment{}))
		must(t)(v.Verify(ctx, call, tms.Login{User: "anna", Code: wrongCode}))
		if entry, err := v.Verify(ctx, call, tms.Login{User: "anna", Code: wrongCode}); err != nil || entry.Failures() != 2 || entry.State() != tms.Active {
			t.Errorf("%s: got %d failures, %s, %v", lock, entry.Failures(), entry.State(), err)
		}
	}
}

// Every result has a name of its own, which journals, answers and pages show.
func TestResults(t *testing.T) {
	seen := map[tms.Result]bool{}
	for _, result := range tms.Results() {
		if seen[result] || strings.Trim(string(result), "abcdefghijklmnopqrstuvwxyz_") != "" {
			t.Errorf("%q", result)
		}
		seen[result] = true
	}
	if len(seen) != 16 {
		t.Errorf("%d results", len(seen))
	}
}

func TestNew(t *testing.T) {
	if _, err := tms.New(tms.NewMemory(nil), "none"); err == nil || err.Error() != `unknown policy "none": must be bank-guide, bs-client, bitrix or tms` {
		t.Errorf("got %v", err)
	}
}
