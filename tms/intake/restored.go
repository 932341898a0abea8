package intake

import (
	"context"

	"etokenpass/tms"
)

// tokensOfUpdate is how many tokens one update of the store marks: so many that an update costs
// little, and so few that other requests need not wait.
const tokensOfUpdate = 1000

// RequireResync marks all tokens of a validator as possibly ahead of the store, after a backup was
// restored, and returns how many there are. progress, which may be nil, is called with the number
// of those that are marked. After an error, some tokens are marked.
func RequireResync(ctx context.Context, validator *tms.Validator, call tms.Call, progress func(marked uint64)) (marked uint64, err error) {
	for after := ""; ; {
		serials, err := serialsAfter(ctx, validator, after, tokensOfUpdate)
		if err != nil || len(serials) == 0 {
			return marked, err
		}
		if _, err := validator.RequireResync(ctx, call, serials...); err != nil {
			return marked, err
		}
		marked += uint64(len(serials))
		after = serials[len(serials)-1]
		if progress != nil {
			progress(marked)
		}
	}
}

// serialsAfter returns the next serials, at most the given number.
func serialsAfter(ctx context.Context, validator *tms.Validator, after string, most int) (serials []string, err error) {
	err = validator.Store.View(ctx, func(view tms.View) error {
		for record, err := range view.Records(after) {
			if err != nil {
				return err
			}
			serials = append(serials, record.Token.Serial)
			if len(serials) == most {
				break
			}
		}
		return nil
	})
	return serials, err
}
