package intake

import (
	"context"

	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
)

// Existing returns those of the tokens that the validator has already.
func Existing(view tms.View, seeds []*seedfile.Token) (existing []*seedfile.Token, err error) {
	if is, err := isEmpty(view); is || err != nil {
		return nil, err // a first import needs no question for each token
	}
	for _, seed := range seeds {
		record, err := view.Record(tms.Key{Serial: seed.Serial})
		if err != nil {
			return nil, err
		}
		if record.Token != nil {
			existing = append(existing, seed)
		}
	}
	return existing, nil
}

// isEmpty reports whether a store has no tokens.
func isEmpty(view tms.View) (bool, error) {
	for _, err := range view.Records("") {
		return false, err
	}
	return true, nil
}

// Import adds tokens to the validator, all or none, and returns their journal entries. With update,
// it replaces what the validator knows of a token that it has already; see [tms.Import]. progress,
// which may be nil, is called with the number of tokens that are done and of all. The error is that
// of the context if it ends before everything is stored.
func Import(ctx context.Context, validator *tms.Validator, call tms.Call, update bool, seeds []*seedfile.Token, progress func(done, all uint64)) ([]tms.Entry, error) {
	watched := *validator
	watched.Store = &watchedStore{validator.Store, progress}
	tokens := make([]tms.Token, len(seeds))
	for i, seed := range seeds {
		tokens[i] = TokenOf(seed)
	}
	return watched.Import(ctx, call, update, tokens...)
}

// watchedStore is a store that reports how many changes of an update are done, and ends one with
// many changes if the context ends.
type watchedStore struct {
	tms.Store
	progress func(done, all uint64)
}

// Update implements [tms.Store].
func (s *watchedStore) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	for i := range changes {
		decide := changes[i].Decide
		changes[i].Decide = func(record tms.Record) (tms.Record, tms.Entry, error) {
			if ctx.Err() != nil {
				return record, tms.Entry{}, ctx.Err()
			}
			if s.progress != nil {
				s.progress(uint64(i), uint64(len(changes)))
			}
			return decide(record)
		}
	}
	return s.Store.Update(ctx, changes...)
}

// IsReplacement reports whether the entry of an import says that the validator had the token
// already.
func IsReplacement(entry *tms.Entry) bool { return entry.Before.Token.State != "" }
