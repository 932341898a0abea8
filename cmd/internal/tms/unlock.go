package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type unlockOptions struct {
	store  storeOptions
	name   nameOptions
	format cli.Flag[string]
}

func newUnlockCommand(a *cli.App) *cobra.Command {
	var o unlockOptions
	cmd := &cobra.Command{
		Use:   "unlock SERIAL|USER",
		Short: "End a lock, and forget the failures",
		Long: `End the lock of a token and its user, whichever of the two is named and whichever is
locked, and set their failures to 0. This does not bring a token back into step: resync
does. What is disabled stays disabled.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example: `  etokenpass tms unlock anna
  etokenpass tms unlock 000000000000`,
		Args:              o.name.arguments,
		ValidArgsFunction: o.store.complete(a, serialsAndUsers),
		RunE:              func(cmd *cobra.Command, args []string) error { return runUnlock(cmd.Context(), a, o, args) },
	}
	o.store.addFlags(cmd)
	o.name.addFlags(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runUnlock(ctx context.Context, a *cli.App, o unlockOptions, args []string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		key, _, err := o.name.record(ctx, validator, args)
		if err != nil {
			return err
		}
		entry, err := validator.Unlock(ctx, call(a, a.Now()), key)
		if err != nil {
			return err
		}
		words := subjects(&entry) + " was not locked and had no failures"
		switch before := entry.Before; {
		case before.Token.State == tms.StateLocked || before.User.State == tms.StateLocked:
			words = subjects(&entry) + " is unlocked"
		case before.Token.Failures > 0 || before.User.Failures > 0:
			words = fmt.Sprintf("%s was not locked; its failures are forgotten", subjects(&entry))
		}
		switch after := entry.After; {
		case after.User.State == tms.StateDisabled:
			words += "; the user is still disabled"
		case after.Token.State == tms.StateDisabled:
			words += "; the token is still disabled"
		}
		if err := printResult(a, o.format.Value, &entry, words); err != nil {
			return err
		}
		return hintToResync(ctx, a, validator, key)
	})
}

// hintToResync says how to bring a token back into step, if its last code was out of the window: a
// caller who was locked out by such codes needs that too.
func hintToResync(ctx context.Context, a *cli.App, validator *tms.Validator, key tms.Key) error {
	record, err := validator.Record(ctx, key)
	if err != nil {
		return err
	}
	if c := record.Condition(); c.Kind == tms.OutOfStep {
		a.Hint("the token was " + conditionWords(c) + "; " + adviceToResync(validator.Policy, record.Token))
	}
	return nil
}
