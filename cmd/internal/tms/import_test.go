package tms

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
)

// An import that is interrupted in the middle adds nothing.
func TestInterruptedImportAddsNothing(t *testing.T) {
	validator := &tms.Validator{Store: tms.NewMemory(nil), Policy: &tms.Policy{}}
	app := &cli.App{Err: io.Discard, Now: time.Now}
	tokens := fleet(t, 3)
	ctx := &endingContext{Context: t.Context(), left: 2}
	if _, err := importTokens(ctx, app, validator, false, tokens); !errors.Is(err, context.Canceled) {
		t.Errorf("the error of an interrupted import is %v", err)
	}
	if stored := stored(t, validator); len(stored) > 0 {
		t.Errorf("an interrupted import adds %v", stored)
	}
	if _, err := importTokens(t.Context(), app, validator, false, tokens); err != nil {
		t.Fatal(err)
	}
	if stored := stored(t, validator); len(stored) != len(tokens) {
		t.Errorf("an import of %d tokens adds %v", len(tokens), stored)
	}
}

// An interruption is reported in the same words whatever the import was doing.
func TestInterruptionIsReported(t *testing.T) {
	app := &cli.App{Err: io.Discard, Now: time.Now}
	o := importOptions{store: *storeIn(t.TempDir())}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := importAll(ctx, app, o, seeds.NewBatch(app, &o.seeds, fleet(t, 1)))
	if err == nil || err.Error() != "interrupted; nothing was imported" {
		t.Errorf("the error is %v", err)
	}
}

// endingContext ends after a number of checks.
type endingContext struct {
	context.Context
	left int
}

func (c *endingContext) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func fleet(t *testing.T, count int) (tokens []*seedfile.Token) {
	t.Helper()
	like := seedfile.Token{Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}
	for token, err := range (seedfile.Fleet{Prefix: "T", Seed: "42", Like: like}).Tokens(count) {
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, &token)
	}
	return tokens
}

// stored returns the serials of all tokens.
func stored(t *testing.T, validator *tms.Validator) (serials []string) {
	t.Helper()
	err := validator.Store.View(t.Context(), func(view tms.View) error {
		for record, err := range view.Records("") {
			if err != nil {
				return err
			}
			serials = append(serials, record.Token.Serial)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return serials
}
