package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type unassignOptions struct {
	store  storeOptions
	format cli.Flag[string]
}

func newUnassignCommand(a *cli.App) *cobra.Command {
	var o unassignOptions
	cmd := &cobra.Command{
		Use:   "unassign SERIAL",
		Short: "End the assignment of a token",
		Long: `End the assignment of a token, so that it or its user can be assigned again. The user's
lock, failures and PIN stay.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example: `  etokenpass tms unassign 000000000000
  etokenpass tms assign 000000000000 anna`,
		Args:              cli.Arguments(1, 1, "SERIAL"),
		ValidArgsFunction: o.store.complete(a, serials),
		RunE:              func(cmd *cobra.Command, args []string) error { return runUnassign(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runUnassign(ctx context.Context, a *cli.App, o unassignOptions, serial string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		if _, err := tokenOf(ctx, validator, serial); err != nil {
			return err
		}
		entry, err := validator.Unassign(ctx, call(a, a.Now()), serial)
		if err != nil {
			return err
		}
		return printResult(a, o.format.Value, &entry, fmt.Sprintf("token %s is no longer assigned", serial))
	})
}
