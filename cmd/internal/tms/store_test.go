package tms

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

// Several first imports at the same time create one store, and all of them use it.
func TestStoreIsCreatedOnce(t *testing.T) {
	o := storeIn(t.TempDir())
	app := &cli.App{Err: io.Discard, Now: time.Now}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			validator, closeStore, err := o.open(t.Context(), app)
			if err == nil {
				_, err = validator.Record(t.Context(), tms.Key{Serial: "1"})
				err = errors.Join(err, closeStore())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// If a store cannot be opened after it was created, its key file stays: another process may have
// stored tokens.
func TestKeyFileStaysWithItsStore(t *testing.T) {
	o := storeIn(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // creating the file does not ask for it, opening does
	_, _, err := o.open(ctx, &cli.App{Err: io.Discard, Now: time.Now})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, closeStore, err := o.open(t.Context(), &cli.App{Err: io.Discard, Now: time.Now}); err != nil {
		t.Error(err)
	} else if err := closeStore(); err != nil {
		t.Error(err)
	}
}

func storeIn(folder string) *storeOptions {
	var o storeOptions
	o.file.Value = filepath.Join(folder, "tms.db")
	return &o
}
