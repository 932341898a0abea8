package desk

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
	"etokenpass/web"
)

// entryEvent is the name of the events of the journal.
const entryEvent = "entry"

const (
	journalEvery = 250 * time.Millisecond // other processes write to the journal, too
	journalBatch = 1000                   // entries that are read at a time
)

// addJournalStream adds the journal as a stream of events.
func (s *Server) addJournalStream(api huma.API, mux *http.ServeMux) {
	op := operation("follow-journal", http.MethodGet, "/journal/stream", "Follow the journal", "journal")
	op.Description = "Each event is an entry, and its id is the entry's number. The stream begins with the next entry, or with the one after Last-Event-ID: 0 begins with the first. " +
		permission(nil, false)
	feed := &web.Feed{Streams: s.streams, Every: journalEvery, Next: s.nextEntries}
	web.DescribeFeed[wire.Entry](api, op, entryEvent)
	mux.HandleFunc("GET "+op.Path, func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.permit(r.Context(), nil); err != nil {
			err.(*web.Problem).ServeHTTP(w, r) //nolint:errorlint // it returns no other
			return
		}
		if after := r.Header.Get("Last-Event-ID"); after != "" {
			if _, err := strconv.ParseUint(after, 10, 64); err != nil {
				web.Invalid("header.Last-Event-ID", "must be the number of an entry").ServeHTTP(w, r)
				return
			}
		}
		feed.ServeHTTP(w, r)
	})
}

// nextEntries returns the entries after a number, as events.
func (s *Server) nextEntries(ctx context.Context, after string) (events []web.FeedEvent, last string, err error) {
	err = s.options.Store.View(ctx, func(view tms.View) error {
		if after == "" {
			last, err = lastNumber(view)
			return err
		}
		last = after
		number, _ := strconv.ParseUint(after, 10, 64) // it was checked
		for entry, err := range view.Journal(tms.Query{After: number}) {
			if err != nil {
				return err
			}
			data, err := json.Marshal(wire.EntryOf(&entry))
			if err != nil {
				return err
			}
			last = strconv.FormatUint(entry.Number, 10)
			if events = append(events, web.FeedEvent{ID: last, Name: entryEvent, Data: data}); len(events) == journalBatch {
				return nil
			}
		}
		return nil
	})
	return events, last, err
}

// lastNumber returns the number of the last entry.
func lastNumber(view tms.View) (string, error) {
	if gapless, ok := view.(tms.Gapless); ok {
		number, err := gapless.LastNumber()
		return strconv.FormatUint(number, 10), err
	}
	number := uint64(0)
	for entry, err := range view.Journal(tms.Query{}) {
		if err != nil {
			return "", err
		}
		number = entry.Number
	}
	return strconv.FormatUint(number, 10), nil
}
