package tms_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/tms"
)

// audited returns a store with two tokens, of which the second has no user. Its journal:
//
//	1 import of token 1       5 import of token 2
//	2 assignment to anna      6 a login of anna
//	3 a login of anna         7 a login of eve, who is unknown
//	4 a wrong code of anna    8 another login of eve
func audited(t *testing.T) *tms.Memory {
	t.Helper()
	v, ctx, call := newValidator(t), context.Background(), tms.Call{Time: noon}
	login := func(user string, code string) {
		must(t)(v.Verify(ctx, call, tms.Login{User: user, Code: code}))
	}
	must(t)(v.Import(ctx, call, false, eventToken("1", 1)))
	must(t)(v.Assign(ctx, call, "1", "anna", tms.Assignment{}))
	login("anna", hotp(1))
	login("anna", wrongCode)
	must(t)(v.Import(ctx, call, false, eventToken("2", 1)))
	login("anna", hotp(2))
	login("eve", hotp(2))
	login("eve", hotp(2))
	audit(t, v.Store)
	return v.Store.(*tms.Memory)
}

// without removes entries by their numbers.
func without(numbers ...uint64) func([]tms.Entry) []tms.Entry {
	return func(entries []tms.Entry) []tms.Entry {
		return slices.DeleteFunc(entries, func(e tms.Entry) bool { return slices.Contains(numbers, e.Number) })
	}
}

func changed(number uint64, change func(*tms.Entry)) func([]tms.Entry) []tms.Entry {
	return func(entries []tms.Entry) []tms.Entry {
		change(&entries[number-1])
		return entries
	}
}

// Each message says where the journal was tampered with.
func TestTamperingWithTheJournal(t *testing.T) {
	for _, test := range []struct {
		name   string
		tamper func([]tms.Entry) []tms.Entry
		want   []string
	}{
		{"an entry changed", changed(4, func(e *tms.Entry) { e.Result = tms.Replayed }), []string{
			"entry 4, token 1: was changed, or the one before it was",
		}},
		{"the last one of a token changed", changed(6, func(e *tms.Entry) { e.Document = "contract.pdf" }), []string{
			"entry 6, token 1: was changed, or the one before it was",
		}},
		{"one without a token changed", changed(7, func(e *tms.Entry) { e.User = "anna" }), []string{
			"entry 7: was changed, or the one before it was",
		}},
		{"the MAC changed", changed(4, func(e *tms.Entry) { e.MAC = make([]byte, 32) }), []string{
			"entry 4, token 1: was changed, or the one before it was",
			"entry 6, token 1: was changed, or the one before it was",
		}},
		{"another token's", changed(3, func(e *tms.Entry) { e.Serial = "2" }), []string{
			"entry 3, token 2: entry 2, which came before it, is missing or was changed",
			"entry 4, token 1: entry 3, which came before it, is missing or was changed",
			"entry 5, token 2: was changed, or the one before it was",
		}},

		{"removed from the middle", without(4), []string{
			"entry 4 is missing",
			"entry 6, token 1: entry 4, which came before it, is missing or was changed",
		}},
		{"several removed", without(3, 4), []string{
			"entries 3 to 4 are missing",
			"entry 6, token 1: entry 4, which came before it, is missing or was changed",
		}},
		{"the first removed", without(1), []string{
			"entry 1 is missing",
			"entry 2, token 1: entry 1, which came before it, is missing or was changed",
		}},
		{"one without a token removed", without(7), []string{
			"entry 7 is missing",
			"entry 8: entry 7, which came before it, is missing or was changed",
		}},

		{"the last one of a token removed", without(6), []string{
			"entry 6 is missing",
			"token 1: entries after 4 are missing, up to entry 6",
			"user anna: state or failures are not what the journal leads to",
		}},
		{"the last two removed", without(4, 6), []string{
			"entry 4 is missing",
			"entry 6 is missing",
			"token 1: entries after 3 are missing, up to entry 6",
		}},
		{"the last one of all removed", without(8), []string{
			"entry 8 is missing",
			"the entries without a token: entries after 7 are missing, up to entry 8",
		}},

		{"a token's whole history removed", without(5), []string{
			"entry 5 is missing",
			"token 2: all entries are missing, up to entry 5",
		}},
		{"the other token's", without(1, 2, 3, 4, 6), []string{
			"entries 1 to 4 are missing",
			"entry 6 is missing",
			"token 1: all entries are missing, up to entry 6",
			"user anna: state or failures are not what the journal leads to",
		}},
		{"all without a token removed", without(7, 8), []string{
			"entries 7 to 8 are missing",
			"the entries without a token: all entries are missing, up to entry 8",
		}},
		{"everything removed", without(1, 2, 3, 4, 5, 6, 7, 8), []string{
			"entries 1 to 8 are missing",
			"the entries without a token: all entries are missing, up to entry 8",
			"token 1: all entries are missing, up to entry 6",
			"token 2: all entries are missing, up to entry 5",
			"user anna: state or failures are not what the journal leads to",
		}},

		{"an entry twice", func(e []tms.Entry) []tms.Entry { return append(e, e[5]) }, []string{
			"entry 6, token 1: was changed, or the one before it was",
		}},
		{"two in the other order", func(e []tms.Entry) []tms.Entry { e[2], e[3] = e[3], e[2]; return e }, []string{
			"entry 3 is missing",
			"entry 4, token 1: entry 3, which came before it, is missing or was changed",
			"entry 3, token 1: was changed, or the one before it was",
			"entry 6, token 1: entry 4, which came before it, is missing or was changed",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := audited(t)
			store.TamperWithJournal(test.tamper)
			if got := findings(t, store); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// An older record that is put back, with the entries since then removed, is what it was; but then
// numbers are missing, at the end of the journal too.
func TestOlderRecordPutBack(t *testing.T) {
	for _, isLast := range []bool{false, true} {
		v, ctx, call := newValidator(t), context.Background(), tms.Call{Time: noon}
		must(t)(v.Import(ctx, call, false, eventToken("1", 0), eventToken("2", 0)))
		must(t)(v.Assign(ctx, call, "1", "anna", tms.Assignment{}))
		old, err := v.Record(ctx, tms.Key{Serial: "1"})
		must(t)(old, err)
		must(t)(v.Verify(ctx, call, tms.Login{User: "anna", Code: hotp(0)}))
		if !isLast {
			must(t)(v.SetNext(ctx, call, "2", 5))
		}
		store := v.Store.(*tms.Memory)
		store.TamperWithJournal(without(4))
		store.TamperWithRecords(func(tokens map[string]*tms.Token, users map[string]*tms.User) {
			tokens["1"], users["anna"] = old.Token, old.User
		})
		if got := findings(t, store); !reflect.DeepEqual(got, []string{"entry 4 is missing"}) {
			t.Errorf("the last entry of all: %v: got %q", isLast, got)
		}
	}
}

// Every field of an entry is under its MAC.
func TestEveryFieldIsSealed(t *testing.T) {
	fields := reflect.TypeFor[tms.Entry]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		store := audited(t)
		store.TamperWithJournal(changed(6, func(e *tms.Entry) { alter(t, reflect.ValueOf(e).Elem().Field(i)) }))
		if len(findings(t, store)) == 0 {
			t.Errorf("a change of %s is not found", name)
		}
	}
	snapshot := reflect.TypeFor[tms.Snapshot]()
	for i := range snapshot.NumField() {
		for _, which := range []string{"Before", "After"} {
			store := audited(t)
			store.TamperWithJournal(changed(3, func(e *tms.Entry) { alter(t, reflect.ValueOf(e).Elem().FieldByName(which).Field(i)) }))
			if len(findings(t, store)) == 0 {
				t.Errorf("a change of %s.%s is not found", which, snapshot.Field(i).Name)
			}
		}
	}
}

// alter changes a value of any type that entries have.
func alter(t *testing.T, v reflect.Value) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(v.Interface().(time.Time).Add(time.Microsecond)))
	case v.Kind() == reflect.Struct:
		alter(t, v.Field(v.NumField()-1))
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "x")
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.CanUint():
		v.SetUint(v.Uint() + 1)
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.ValueOf([]byte("x")))
	default:
		t.Fatalf("cannot alter a %s", v.Type())
	}
}

// Text that moves from one field to the next changes the MAC.
func TestFieldsAreApart(t *testing.T) {
	sealer := tms.NewSealer(make([]byte, 32))
	one, other := tms.Entry{Serial: "12", User: "3"}, tms.Entry{Serial: "1", User: "23"}
	sealer.Seal(&one, tms.Link{})
	sealer.Seal(&other, tms.Link{})
	if string(one.MAC) == string(other.MAC) {
		t.Error("the MACs are the same")
	}
	if wrong := tms.NewSealer(append(make([]byte, 31), 1)); wrong.IsSealed(&one, nil) || !sealer.IsSealed(&one, nil) {
		t.Error("the MAC does not depend on the key alone")
	}
}

func TestTamperingWithRecords(t *testing.T) {
	token := func(change func(*tms.Token)) func(map[string]*tms.Token, map[string]*tms.User) {
		return func(tokens map[string]*tms.Token, _ map[string]*tms.User) { change(tokens["1"]) }
	}
	user := func(change func(*tms.User)) func(map[string]*tms.Token, map[string]*tms.User) {
		return func(_ map[string]*tms.Token, users map[string]*tms.User) { change(users["anna"]) }
	}
	const tokenChanged, userChanged = "token 1: the record was changed: ", "user anna: the record was changed: "
	for _, test := range []struct {
		name   string
		tamper func(map[string]*tms.Token, map[string]*tms.User)
		want   []string
	}{
		{"values that no token has", token(func(t *tms.Token) { t.Digits = 99 }), []string{"token 1: the record is damaged: token 1: 99 digits: must be 6, 7 or 8"}},
		{"a first moving factor above next", token(func(t *tms.Token) { t.FirstMovingFactor = t.Next + 1 }), []string{"token 1: the record is damaged: token 1: next moving factor 3: must be at least the first one, 4"}},
		{"next set back", token(func(t *tms.Token) { t.Next-- }), []string{tokenChanged + "next is not what the journal leads to"}},
		{"exhausted", token(func(t *tms.Token) { t.Exhausted = true }), []string{tokenChanged + "next is not what the journal leads to"}},
		{"token's failures", token(func(t *tms.Token) { t.Failures++ }), []string{tokenChanged + "the number of failures is not what the journal leads to"}},
		{"token's state", token(func(t *tms.Token) { t.State = tms.StateLocked }), []string{tokenChanged + "the state is not what the journal leads to"}},
		{"resynchronisation", token(func(t *tms.Token) { t.ResyncRequired = true }), []string{tokenChanged + "the need for a resynchronisation is not what the journal leads to"}},
		{"token's user", token(func(t *tms.Token) { t.User = "eve" }), []string{
			tokenChanged + "the user is not what the journal leads to",
			userChanged + "token 1 is not assigned to this user",
		}},
		{"user's failures", user(func(u *tms.User) { u.Failures++ }), []string{"user anna: state or failures are not what the journal leads to"}},
		{"user's state", user(func(u *tms.User) { u.State = tms.StateDisabled }), []string{"user anna: state or failures are not what the journal leads to"}},
		{"user's token", user(func(u *tms.User) { u.Serial = "2" }), []string{
			"token 1: the record of its user, anna, is missing or was changed",
			userChanged + "token 2 is not assigned to this user",
		}},
		{"user without the token", user(func(u *tms.User) { u.Serial = "" }), []string{
			"token 1: the record of its user, anna, is missing or was changed",
		}},
		{"another last entry", token(func(t *tms.Token) { t.Last.MAC = make([]byte, 32) }), []string{"token 1: entry 6 is not the one that the record names"}},
		{"an older last entry", token(func(t *tms.Token) { t.Last.Number = 4 }), []string{"token 1: the record is older than entry 6"}},
		{"token removed", func(tokens map[string]*tms.Token, _ map[string]*tms.User) { delete(tokens, "2") }, []string{
			"token 2: the record is missing; its last entry is 5",
		}},
		{"user removed", func(_ map[string]*tms.Token, users map[string]*tms.User) { delete(users, "anna") }, []string{
			"token 1: the record of its user, anna, is missing or was changed",
			"user anna: the record is missing",
		}},
		{"user added", func(_ map[string]*tms.Token, users map[string]*tms.User) {
			users["eve"] = &tms.User{Name: "eve", Standing: tms.Standing{State: tms.Active}}
		}, []string{
			"user eve: state or failures are not what the journal leads to",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := audited(t)
			store.TamperWithRecords(test.tamper)
			if got := findings(t, store); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

func TestAuditReportsProgress(t *testing.T) {
	store := audited(t)
	var numbers []uint64
	must(t)(nil, store.View(context.Background(), func(view tms.View) error {
		return tms.Audit(view, func(f tms.Finding) { t.Error(f) }, func(number uint64) { numbers = append(numbers, number) })
	}))
	if want := []uint64{1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(numbers, want) {
		t.Errorf("got %d", numbers)
	}
}

// brokenView fails where a test says.
type brokenView struct {
	tms.View
	journal, last, records, users bool
}

var errBroken = errors.New("cannot read")

func failing[T any](yield func(T, error) bool) { var none T; yield(none, errBroken) }

func (v brokenView) Journal(query tms.Query) iter.Seq2[tms.Entry, error] {
	if v.journal {
		return failing[tms.Entry]
	}
	return v.View.Journal(query)
}

func (v brokenView) Records(after string) iter.Seq2[tms.Record, error] {
	if v.records {
		return failing[tms.Record]
	}
	return v.View.Records(after)
}

func (v brokenView) Users(after string) iter.Seq2[tms.Record, error] {
	if v.users {
		return failing[tms.Record]
	}
	return v.View.Users(after)
}

func (v brokenView) LastWithoutToken() (tms.Link, error) {
	if v.last {
		return tms.Link{}, errBroken
	}
	return v.View.LastWithoutToken()
}

// A store that cannot be read has not been checked.
func TestAuditOfABrokenStore(t *testing.T) {
	store := audited(t)
	for i, broken := range []brokenView{{journal: true}, {last: true}, {records: true}, {users: true}} {
		err := store.View(context.Background(), func(view tms.View) error {
			broken.View = view
			return tms.Audit(broken, func(tms.Finding) {}, nil)
		})
		if !errors.Is(err, errBroken) {
			t.Errorf("%d: got %v", i, err)
		}
	}
}
