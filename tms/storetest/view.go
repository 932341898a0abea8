package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"etokenpass/tms"
)

func testOrder(t *testing.T, store tms.Store) {
	want := serials()
	imported(t, store, want...)
	validator := Validator(t, store)
	for _, serial := range want {
		if _, err := validator.Assign(context.Background(), tms.Call{Time: noon}, serial, "user "+serial[:min(len(serial), 200)], tms.Assignment{}); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(want)
	var names []string
	for _, serial := range want {
		names = append(names, "user "+serial[:min(len(serial), 200)])
	}
	for i := range want {
		after, user := "", ""
		if i > 0 {
			after, user = want[i-1], names[i-1]
		}
		checkPages(t, store, func(view tms.View) ([]string, error) { return serialsOf(view.Records(after), -1) }, want[i:])
		checkPages(t, store, func(view tms.View) ([]string, error) { return namesOf(view.Users(user), -1) }, names[i:])
	}
	checkPages(t, store, func(view tms.View) ([]string, error) { return serialsOf(view.Records("\U0010ffff"), -1) }, nil)
}

func checkPages(t *testing.T, store tms.Store, read func(tms.View) ([]string, error), want []string) {
	t.Helper()
	err := store.View(context.Background(), func(view tms.View) error {
		got, err := read(view)
		if err == nil && !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

type seq = func(yield func(tms.Record, error) bool)

// serialsOf returns the serials of at most limit records; -1: of all. Each must be with its user.
func serialsOf(records seq, limit int) (serials []string, err error) {
	for record, err := range records {
		if err != nil {
			return nil, err
		}
		if user := record.User; user != nil && (user.Serial != record.Token.Serial || user.Name != record.Token.User) {
			return nil, fmt.Errorf("token %q comes with user %q", record.Token.Serial, user.Name)
		}
		if serials = append(serials, record.Token.Serial); len(serials) == limit {
			break
		}
	}
	return serials, err
}

func namesOf(users seq, limit int) (names []string, err error) {
	for record, err := range users {
		if err != nil {
			return nil, err
		}
		if token := record.Token; token == nil || token.User != record.User.Name {
			return nil, fmt.Errorf("user %q comes without the token", record.User.Name)
		}
		if names = append(names, record.User.Name); len(names) == limit {
			break
		}
	}
	return names, err
}

func testPages(t *testing.T, store tms.Store) {
	count, page := 3000, 100
	if Soaking() {
		count, page = 1_000_000, 100_000
	}
	numbers := make([]string, count)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("%012d", i)
	}
	shuffled := slices.Clone(numbers)
	rand.Shuffle(count, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	imported(t, store, shuffled...)
	var got []string
	for after := ""; ; after = got[len(got)-1] {
		before := len(got)
		err := store.View(context.Background(), func(view tms.View) error {
			serials, err := serialsOf(view.Records(after), page)
			got = append(got, serials...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == before {
			break
		}
	}
	if !slices.Equal(got, numbers) {
		t.Errorf("got %d serials, which are not the %d imported ones in order", len(got), count)
	}
	Audit(t, store)
}

func testJournal(t *testing.T, store tms.Store) {
	validator := Validator(t, store)
	for i, user := range []string{"anna", "ben"} {
		Assigned(t, validator, fmt.Sprint(i), user)
	}
	for i := range 40 {
		call := tms.Call{Time: noon.Add(time.Duration(i-20) * time.Microsecond), ID: fmt.Sprint(i)}
		user := []string{"anna", "ben", "carl"}[i%3]
		if _, err := validator.Verify(context.Background(), call, tms.Login{User: user, Code: Code(uint64(i))}); err != nil {
			t.Fatal(err)
		}
	}
	all := journal(t, store, tms.Query{})
	for i, entry := range all {
		if entry.Number != uint64(i+1) {
			t.Fatalf("entry %d has number %d", i+1, entry.Number)
		}
	}
	for _, query := range []tms.Query{
		{}, {Serial: "0"}, {User: "anna"}, {User: "carl"}, {Since: noon}, {Since: noon.Add(time.Hour)}, {After: 20}, {After: 1 << 40},
		{Serial: "0", User: "anna"}, {Serial: "0", User: "ben"}, {User: "ben", Since: noon, After: 30}, {Serial: "7"}, {User: "d"},
	} {
		want := slices.DeleteFunc(slices.Clone(all), func(e tms.Entry) bool { return !query.Selects(&e) })
		if got := journal(t, store, query); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: got %d entries, want %d", query, len(got), len(want))
		}
	}
	last := slices.DeleteFunc(slices.Clone(all), func(e tms.Entry) bool { return e.Serial != "" })
	err := store.View(context.Background(), func(view tms.View) error {
		link, err := view.LastWithoutToken()
		if want := last[len(last)-1]; !reflect.DeepEqual(link, want.Link()) {
			t.Errorf("the last entry without a token: got %d, want %d", link.Number, want.Number)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	Audit(t, store)
}

func testCanceled(t *testing.T, store tms.Store) {
	imported(t, store, "1")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := store.Update(ctx, add("1")); !errors.Is(err, context.Canceled) {
		t.Errorf("Update: got %v, want context.Canceled", err)
	}
	if err := store.View(ctx, func(tms.View) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View: got %v, want context.Canceled", err)
	}
	if got := record(t, store, tms.Key{Serial: "1"}).Token.Next; got != 0 {
		t.Error("a canceled update was carried out")
	}
}

// A canceled update reports the truth: carried out, or an error and nothing changed.
func testCanceledMeanwhile(t *testing.T, store tms.Store) {
	var serials []string
	for i := range 50 {
		serials = append(serials, fmt.Sprintf("%02d", i))
	}
	imported(t, store, serials...)
	deciding, proceed := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		slow := add("00")
		decide := slow.Decide
		slow.Decide = func(r tms.Record) (tms.Record, tms.Entry, error) {
			close(deciding)
			<-proceed
			return decide(r)
		}
		if _, err := store.Update(context.Background(), slow); err != nil {
			t.Error(err)
		}
	})
	<-deciding
	for _, serial := range serials[1:] {
		ctx, cancel := context.WithCancel(context.Background())
		group.Go(func() {
			want := uint64(1)
			if _, err := store.Update(ctx, add(serial)); err != nil {
				want = 0
				if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
			if got := record(t, store, tms.Key{Serial: serial}).Token.Next; got != want {
				t.Errorf("token %s: got next %d, want %d", serial, got, want)
			}
		})
		group.Go(cancel)
	}
	close(proceed)
	group.Wait()
	Audit(t, store)
}

// The view is the same from beginning to end, while others write.
func testView(t *testing.T, store tms.Store) {
	validator := Validator(t, store)
	Assigned(t, validator, "1", "anna")
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() {
		for factor := uint64(0); ctx.Err() == nil; factor++ {
			if _, err := validator.Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: "anna", Code: Code(factor)}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 20 {
		err := store.View(context.Background(), func(view tms.View) error {
			before, err := view.Record(tms.Key{User: "anna"})
			if err != nil {
				return err
			}
			if err := tms.Audit(view, func(f tms.Finding) { t.Errorf("audit: %v", f) }, nil); err != nil {
				return err
			}
			after, err := view.Record(tms.Key{Serial: "1"})
			if !reflect.DeepEqual(before, after) {
				t.Errorf("the record has changed: next %d, then %d", before.Token.Next, after.Token.Next)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	cancel()
	group.Wait()
}

func testViewError(t *testing.T, store tms.Store) {
	want := errors.New("mine")
	if err := store.View(context.Background(), func(tms.View) error { return want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

func testClosed(t *testing.T, store tms.Store) {
	imported(t, store, "1")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(context.Background(), add("1")); err == nil {
		t.Error("Update: no error")
	}
	if err := store.View(context.Background(), func(tms.View) error { return nil }); err == nil {
		t.Error("View: no error")
	}
}
