package tms

import (
	"context"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type disableOptions struct {
	store  storeOptions
	name   nameOptions
	reason cli.Flag[string]
	format cli.Flag[string]
}

func newDisableCommand(a *cli.App) *cobra.Command {
	var o disableOptions
	cmd := &cobra.Command{
		Use:   "disable SERIAL|USER",
		Short: "Refuse every code of a token or a user",
		Long: `Refuse every code of a token, for example a lost one, or of a user, whatever the token,
until enable ends it. The reason is shown to the help desk and recorded in the journal.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example:           `  etokenpass tms disable 000000000000 --reason 'lost on a train'`,
		Args:              o.name.arguments,
		ValidArgsFunction: o.store.complete(a, serialsAndUsers),
		RunE:              func(cmd *cobra.Command, args []string) error { return runDisable(cmd.Context(), a, o, args) },
	}
	o.store.addFlags(cmd)
	o.name.addFlags(cmd)
	cli.Add(cmd, &o.reason, cli.FreeText(), "reason", "why")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runDisable(ctx context.Context, a *cli.App, o disableOptions, args []string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		key, record, err := o.name.record(ctx, validator, args)
		if err != nil {
			return err
		}
		reason := o.reason.Value
		if reason == "" {
			reason = reasonOf(key, record) // disabling again does not forget it
		}
		entry, err := validator.Disable(ctx, call(a, a.Now()), key, reason)
		if err != nil {
			return err
		}
		words := withReason(subject(key)+" is disabled", reason)
		if statusOf(key, &entry.Before).State == tms.StateDisabled {
			words = withReason(subject(key)+" was disabled already", reason)
		}
		return printResult(a, o.format.Value, &entry, words)
	})
}

// reasonOf returns why what a key names is disabled; "" if it is not.
func reasonOf(key tms.Key, record tms.Record) string {
	if key.Serial != "" {
		return record.Token.Reason
	}
	return record.User.Reason
}
