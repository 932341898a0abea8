package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/intake"
)

type restoredOptions struct {
	store   storeOptions
	confirm cli.Confirmation
	format  cli.Flag[string]
}

func newRestoredCommand(a *cli.App) *cobra.Command {
	var o restoredOptions
	cmd := &cobra.Command{
		Use:   "restored",
		Short: "After restoring a backup, require every token to be resynchronised",
		Long: `Run this after the store was restored from a backup. The restored store does not know the
codes that were accepted since the backup was made, and would accept them a second time.
This marks every token: its codes are refused (resync_required) until it is
resynchronised, which takes the validator past the codes that the token has shown.

On a terminal restored asks first; elsewhere it requires --yes. If it is interrupted, run it
again.

JSON, one object: tokens (how many are marked).`,
		Example: `  etokenpass tms restored --yes`,
		Args:    cli.Arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runRestored(cmd.Context(), a, o) },
	}
	o.store.addFlags(cmd)
	o.confirm.AddFlag(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runRestored(ctx context.Context, a *cli.App, o restoredOptions) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		question := func() (string, error) {
			return "the codes of every token will be refused until the token is resynchronised", nil
		}
		if err := o.confirm.Ask(a, question, "nothing was marked"); err != nil {
			return err
		}
		marked, err := requireResync(ctx, a, validator)
		if err != nil {
			return err
		}
		if o.format.Value == cli.JSON {
			return cli.PrintJSON(a.Out, struct {
				Tokens uint64 `json:"tokens"`
			}{marked})
		}
		_, err = fmt.Fprintf(a.Out, "%s must be resynchronised before a code is accepted again\n", cli.Count(marked, "token", "tokens"))
		if err == nil && marked > 0 {
			a.Hint("etokenpass tms list --condition " + string(tms.MustResync) + " shows those that remain")
		}
		return cli.OutputError(err)
	})
}

// requireResync marks all tokens, and returns how many there are.
func requireResync(ctx context.Context, a *cli.App, validator *tms.Validator) (uint64, error) {
	progress := a.NewProgress("marked", true)
	defer progress.End()
	return intake.RequireResync(ctx, validator, call(a, a.Now()), progress.Number)
}
