package intake

import (
	"context"
	"errors"
	"fmt"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Options configures an import.
type Options struct {
	// Replace replaces the tokens' existing profiles, provided that their files are named
	// after the serials. Each file keeps its owner and mode.
	Replace bool

	// Progress, if not nil, is called after each profile has been written.
	Progress func(written, total int)
}

// mode is the mode of a new profile, which contains a secret.
const mode = 0o600

// Import writes a profile for each token to the folder, in a file named after its serial,
// and returns when all of them are on disk. It creates the folder if it does not exist and
// removes temporary files left by a killed import.
//
// If a serial is already in use, a file cannot be written or the context ends, nothing is
// imported. The error is then a join of one [*Collision] for each token whose serial is in
// use, or a [*profiles.BusyError], or it wraps the cause of the failure or the context's error.
//
// With Options.Replace, an import can fail after it has replaced some profiles; the error
// reports how many.
//
// If the process is killed, each profile in the folder is complete, either old or new.
func Import(ctx context.Context, folder string, tokens []*seedfile.Token, o Options) error {
	into, err := durable.MakeFolder(folder)
	if err != nil {
		return fmt.Errorf("cannot create the profile folder: %w", err)
	}
	set, err := into.NewSet(len(tokens))
	switch {
	case errors.Is(err, durable.ErrLocked):
		err = &profiles.BusyError{Folder: folder} // without waiting: two simultaneous imports of one batch are a mistake
	case err != nil:
		err = fmt.Errorf("cannot write to the profile folder: %w", err)
	default:
		err = errors.Join(importInto(ctx, set, folder, tokens, o), set.Close())
	}
	return errors.Join(err, into.Close())
}

// importInto imports the tokens through a set of files of the folder.
func importInto(ctx context.Context, set *durable.Set, folder string, tokens []*seedfile.Token, o Options) error {
	if err := check(folder, tokens, o.Replace); err != nil {
		return err
	}
	err := add(ctx, set, tokens, o.Progress)
	replaced := 0
	switch {
	case err != nil:
	case o.Replace:
		replaced, err = set.Replace(ctx)
	default:
		err = set.Create(ctx)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		err = &interruptedError{err}
	}
	if replaced > 0 {
		return fmt.Errorf("%w; profiles already replaced: %d", err, replaced)
	}
	return fmt.Errorf("nothing was imported: %w", err)
}

// check returns all collisions, joined. The caller must hold the folder's lock, so that no
// other import adds profiles meanwhile.
func check(folder string, tokens []*seedfile.Token, replace bool) error {
	repeated, _ := repetitions(tokens)
	taken, err := Taken(folder, tokens, replace)
	errs := []error{err}
	for _, collision := range append(repeated, taken...) {
		errs = append(errs, collision)
	}
	return errors.Join(errs...)
}

// add writes the profiles under temporary names.
func add(ctx context.Context, set *durable.Set, tokens []*seedfile.Token, progress func(written, total int)) error {
	for i, token := range tokens {
		if err := ctx.Err(); err != nil {
			return err
		}
		profile := token.Profile()
		if err := set.Add(profiles.FileName(token.Serial)+".yaml", mode, profile.Encode(true)); err != nil {
			return fmt.Errorf("token %s: %w", token.Serial, err)
		}
		if progress != nil {
			progress(i+1, len(tokens))
		}
	}
	return nil
}

// interruptedError wraps the context's error with a message for users.
type interruptedError struct{ cause error }

func (e *interruptedError) Error() string { return "interrupted" }

func (e *interruptedError) Unwrap() error { return e.cause }
