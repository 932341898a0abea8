package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type setOptions struct {
	store  storeOptions
	next   cli.Flag[uint64]
	format cli.Flag[string]
}

func newSetCommand(a *cli.App) *cobra.Command {
	var o setOptions
	cmd := &cobra.Command{
		Use:   "set SERIAL --next N",
		Short: "Set the moving factor that is expected next",
		Long: `Set the moving factor that the validator expects next: for an event token that of the next
code, for a time token the lowest time step that is not used. It is never set back: codes
could be accepted twice.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example:           `  etokenpass tms set TEST00000001 --next 40 --store ./validator.db`,
		Args:              cli.Arguments(1, 1, "SERIAL"),
		ValidArgsFunction: o.store.complete(a, serials),
		RunE:              func(cmd *cobra.Command, args []string) error { return runSet(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	cli.Add(cmd, &o.next, cli.AnyNumber(), "next", "the moving factor")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runSet(ctx context.Context, a *cli.App, o setOptions, serial string) error {
	if !o.next.Changed() {
		return cli.Usagef("--next N is missing")
	}
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		if _, err := tokenOf(ctx, validator, serial); err != nil {
			return err
		}
		entry, err := validator.SetNext(ctx, call(a, a.Now()), serial, o.next.Value)
		if err != nil {
			return err
		}
		words := fmt.Sprintf("token %s: moving factor %d is expected next, %d before", serial, entry.After.Next, entry.Before.Next)
		return printResult(a, o.format.Value, &entry, words)
	})
}
