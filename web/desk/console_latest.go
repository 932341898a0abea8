package desk

import (
	"context"
	"math"

	"etokenpass/tms"
)

// latest selects journal entries, the newest first.
type latest struct {
	query  tms.Query
	before uint64                // only entries with a lower number; 0: all
	limit  int                   // at most so many
	only   func(*tms.Entry) bool // nil: all that the query selects
}

// firstBlock is how many numbers of entries are read at first, from the end of the journal. Each
// further block is twice as large: what is rare is far away.
const firstBlock = 1000

// entries returns the entries, and whether there are older ones. A store yields entries in the order
// of their numbers, so they are read in blocks, from the end.
func (s *Server) latest(ctx context.Context, l latest) (found []tms.Entry, more bool, err error) {
	err = s.options.Store.View(ctx, func(view tms.View) error {
		to, block := l.before, uint64(math.MaxUint64) // the whole journal, if its end is not known
		if gapless, ok := view.(tms.Gapless); ok {
			last, err := gapless.LastNumber()
			if err != nil {
				return err
			}
			block = firstBlock
			if to == 0 || to > last {
				to = last + 1
			}
		} else if to == 0 {
			to = math.MaxUint64
		}
		for to > 1 && len(found) <= l.limit {
			from := to - min(to-1, block)
			older, err := l.within(view, from, to)
			if err != nil {
				return err
			}
			for i := len(older) - 1; i >= 0; i-- {
				found = append(found, older[i])
			}
			to, block = from, block+min(block, math.MaxUint64-block)
		}
		return nil
	})
	if more = len(found) > l.limit; more {
		found = found[:l.limit]
	}
	return found, more, err
}

// within returns the last entries whose numbers are from one up to, but not including, another: one
// more than the limit at most.
func (l latest) within(view tms.View, from, to uint64) (found []tms.Entry, err error) {
	query := l.query
	query.After = from - 1
	for entry, err := range view.Journal(query) {
		switch {
		case err != nil:
			return nil, err
		case entry.Number >= to:
			return found, nil
		case l.only != nil && !l.only(&entry):
			continue
		}
		if found = append(found, entry); len(found) > l.limit+1 {
			found = found[1:]
		}
	}
	return found, nil
}

// entryAbout returns the entry with a number, if it is about a token or a user.
func (s *Server) entryAbout(ctx context.Context, key tms.Key, number uint64) (found tms.Entry, ok bool, err error) {
	if number == 0 {
		return found, false, nil
	}
	err = s.options.Store.View(ctx, func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{Serial: key.Serial, User: key.User, After: number - 1}) {
			found, ok = entry, err == nil && entry.Number == number
			return err
		}
		return nil
	})
	return found, ok, err
}
