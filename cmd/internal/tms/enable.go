package tms

import (
	"context"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type enableOptions struct {
	store  storeOptions
	name   nameOptions
	format cli.Flag[string]
}

func newEnableCommand(a *cli.App) *cobra.Command {
	var o enableOptions
	cmd := &cobra.Command{
		Use:   "enable SERIAL|USER",
		Short: "End what disable did",
		Long: `End what disable did to a token or a user. Failures stay, and what was locked before is
locked again.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example:           `  etokenpass tms enable 000000000000`,
		Args:              o.name.arguments,
		ValidArgsFunction: o.store.complete(a, serialsAndUsers),
		RunE:              func(cmd *cobra.Command, args []string) error { return runEnable(cmd.Context(), a, o, args) },
	}
	o.store.addFlags(cmd)
	o.name.addFlags(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runEnable(ctx context.Context, a *cli.App, o enableOptions, args []string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		key, _, err := o.name.record(ctx, validator, args)
		if err != nil {
			return err
		}
		entry, err := validator.Enable(ctx, call(a, a.Now()), key)
		if err != nil {
			return err
		}
		words := subject(key) + " was not disabled"
		if statusOf(key, &entry.Before).State == tms.StateDisabled {
			words = subject(key) + " is enabled"
		}
		switch entry.State() {
		case tms.StateLocked:
			words += ", and locked"
		case tms.StateDisabled:
			words += ", but " + other(key, &entry) + " is disabled"
		}
		return printResult(a, o.format.Value, &entry, words)
	})
}
