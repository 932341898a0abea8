package tms

import (
	"context"
	"slices"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
)

// refuseExisting reports the tokens that the validator has already, and leaves them out of the
// batch. It returns the error that prevents the import.
func refuseExisting(ctx context.Context, validator *tms.Validator, batch *seeds.Batch) error {
	var existing []*seedfile.Token
	err := validator.Store.View(ctx, func(view tms.View) (err error) {
		existing, err = intake.Existing(view, batch.Tokens)
		return err
	})
	if err != nil {
		return err
	}
	refused := map[string]bool{}
	for _, token := range existing {
		refused[token.Serial] = true
		batch.Bad(errExists(token))
	}
	batch.Tokens = slices.DeleteFunc(batch.Tokens, func(t *seedfile.Token) bool { return refused[t.Serial] })
	return batch.Refusal()
}

// errExists is the error of a token that the validator has already.
func errExists(t *seedfile.Token) error {
	return &seedfile.Error{File: t.File, Line: t.Line, Serial: t.Serial, Problem: "the validator has it already", Advice: "--update replaces it"}
}

// findExistingNow is like [intake.Existing], but does not create a store that does not exist.
func findExistingNow(ctx context.Context, a *cli.App, o importOptions, batch *seeds.Batch) (existing []*seedfile.Token, err error) {
	place, err := o.store.place()
	if err != nil {
		return nil, err
	}
	if is, err := place.IsNew(); is || err != nil {
		return nil, err
	}
	err = o.store.read(ctx, a, func(_ *tms.Validator, view tms.View) error {
		existing, err = intake.Existing(view, batch.Tokens)
		return err
	})
	return existing, err
}
