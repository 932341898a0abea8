package intake

import (
	"context"
	"errors"
	"fmt"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Options are how a batch is imported.
type Options struct {
	// Replace replaces the profiles that the tokens have in the folder, as long as their
	// files are named after the serials. Each keeps the owner and the mode of its file.
	Replace bool

	// Progress is called after each profile that is written; nil reports nothing.
	Progress func(written, total int)
}

// mode is that of a new profile: there is a secret in it.
const mode = 0o600

// Import writes a profile for each token to the folder, under the name of its serial, and
// returns when all are on the disk. The folder is created if it does not exist, and what a
// killed import left is removed. If a serial is taken, a file cannot be written or the
// context ends, nothing is imported. The error then joins one [*Collision] for each token
// whose serial is taken, is a [*BusyError], or wraps what failed or the context's error.
//
// With Options.Replace, a failure can come after some profiles were replaced; the error
// says how many.
//
// Whenever the process is killed, each profile in the folder is complete: the old one, or
// the new one.
func Import(ctx context.Context, folder string, tokens []*seedfile.Token, o Options) error {
	into, err := durable.MakeFolder(folder)
	if err != nil {
		return fmt.Errorf("the profile folder cannot be made: %w", err)
	}
	set, err := into.NewSet(len(tokens))
	switch {
	case errors.Is(err, durable.ErrLocked):
		err = &BusyError{Folder: folder}
	case err != nil:
		err = fmt.Errorf("the profile folder cannot be locked: %w", err)
	default:
		err = errors.Join(importInto(ctx, set, folder, tokens, o), set.Close())
	}
	return errors.Join(err, into.Close())
}

// BusyError is the error for a folder that another process is importing into: two imports
// of one batch at the same time are a mistake.
type BusyError struct{ Folder string }

func (e *BusyError) Error() string {
	return e.Folder + ": another process is writing profiles to the folder"
}

// Hint returns what to try.
func (e *BusyError) Hint() string { return "try again when that is done" }

// importInto is Import with the set of files to write.
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
	if o.Replace {
		return fmt.Errorf("%w; profiles that were written before: %d", err, replaced)
	}
	return fmt.Errorf("nothing is imported: %w", err)
}

// check returns all collisions, joined. It runs while no other import can add profiles to
// the folder.
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

// interruptedError is the context's error in the words of a person.
type interruptedError struct{ cause error }

func (e *interruptedError) Error() string { return "it was interrupted" }

func (e *interruptedError) Unwrap() error { return e.cause }
