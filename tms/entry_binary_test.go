package tms_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"etokenpass/tms"
)

// An entry comes out of the journal as it went in, whatever its fields hold.
func TestEntryRoundTrip(t *testing.T) {
	texts := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 99).Draw(t, "long") == 0 {
			return strings.Repeat("long", 20_000)
		}
		return rapid.String().Draw(t, "text")
	})
	status := rapid.Custom(func(t *rapid.T) tms.Status {
		return tms.Status{State: tms.State(rapid.String().Draw(t, "state")), Failures: rapid.Int().Draw(t, "failures")}
	})
	snapshot := rapid.Custom(func(t *rapid.T) tms.Snapshot {
		return tms.Snapshot{
			Next: rapid.Uint64().Draw(t, "next"), Exhausted: rapid.Bool().Draw(t, "exhausted"), ResyncRequired: rapid.Bool().Draw(t, "resync"),
			Token: status.Draw(t, "token"), User: status.Draw(t, "user"),
		}
	})
	entry := rapid.Custom(func(t *rapid.T) tms.Entry {
		return tms.Entry{
			Time: time.UnixMicro(rapid.Int64().Draw(t, "time")).UTC(),
			ID:   texts.Draw(t, "id"), Serial: texts.Draw(t, "serial"), User: texts.Draw(t, "user"),
			Request: tms.Request(texts.Draw(t, "request")), Result: tms.Result(texts.Draw(t, "result")),
			Matched: rapid.Bool().Draw(t, "matched"), Factor: rapid.Uint64().Draw(t, "factor"), Ahead: rapid.Int64().Draw(t, "ahead"),
			Before: snapshot.Draw(t, "before"), After: snapshot.Draw(t, "after"),
			Document: texts.Draw(t, "document"), DocumentSHA256: texts.Draw(t, "hash"), Reason: texts.Draw(t, "reason"),
			Requester: texts.Draw(t, "requester"), Channel: texts.Draw(t, "channel"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		store := tms.NewMemory(make([]byte, 32))
		var want []tms.Entry
		for _, e := range rapid.SliceOfN(entry, 1, 5).Draw(t, "entries") {
			written, err := store.Update(context.Background(), tms.Change{Decide: func(r tms.Record) (tms.Record, tms.Entry, error) { return r, e, nil }})
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, written...)
		}
		if got := journal(t, store); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v; want %+v", got, want)
		}
	})
}
