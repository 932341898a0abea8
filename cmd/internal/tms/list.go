package tms

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

type listOptions struct {
	store        storeOptions
	user         cli.Flag[string]
	owner        cli.Flag[string]
	organisation cli.Flag[string]
	condition    cli.Flag[string]
	format       cli.Flag[string]
}

func newListCommand(a *cli.App) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List tokens, users and their condition",
		Long: `List all tokens, in the order of their serials, and then the users without a token. For
event tokens, the last column has the counters (F screens) at which a code is accepted.

CSV has a line of column names first: serial, user, owner, organisation, condition (in
words), next, accepts.

JSON, one object per token or user: serial, type, algorithm, digits, step_ms, user, owner,
organisation, assigned_at, state (active, locked or disabled), condition (in_step,
out_of_step with ahead, locked with locked_at, disabled or user_disabled with reason,
resync_required, worn_out, no_token), failures, first_moving_factor, next, counter (that of
next), accepts_from and accepts_to (counters), drift (time steps), has_pin. What does not
apply is missing.`,
		Example: `  etokenpass tms list
  etokenpass tms list --owner petrova
  etokenpass tms list --condition locked --format json`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), a, o) },
	}
	o.store.addFlags(cmd)
	cli.Add(cmd, &o.user, cli.FreeText(), "user", "only this user's token")
	cli.Add(cmd, &o.owner, cli.FreeText(), "owner", "only users whose owner's name contains this, in capitals or not")
	cli.Add(cmd, &o.organisation, cli.FreeText(), "organisation", "only users whose organisation contains this text")
	condition := cli.Choice(cli.Texts(tms.ConditionKinds())...)
	condition.Name = "CONDITION"
	cli.Add(cmd, &o.condition, condition, "condition", "only those in this condition, like locked")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON, cli.CSV)
	return cmd
}

func runList(ctx context.Context, a *cli.App, o listOptions) error {
	now := a.Now()
	return o.store.read(ctx, a, func(validator *tms.Validator, view tms.View) error {
		out := bufio.NewWriterSize(a.Out, 64<<10)
		print, flush := rowPrinter(out, o.format.Value, validator.Policy)
		found, filter := false, o.filter()
		err := o.each(view, func(record tms.Record) error {
			record = record.At(validator.Policy, now)
			if !filter.Selects(record) {
				return nil
			}
			found = true
			return print(record)
		})
		if err != nil {
			return err
		}
		if err := flush(); err != nil {
			return cli.OutputError(err)
		}
		if !found {
			a.Messagef("no such tokens or users\n")
		}
		return cli.OutputError(out.Flush())
	})
}

// each calls do with the records that may be listed: all tokens, and users without one.
func (o *listOptions) each(view tms.View, do func(tms.Record) error) error {
	if o.user.Value != "" {
		_, record, err := findOnly(view, tms.Key{User: o.user.Value})
		if err != nil {
			return err
		}
		return do(record)
	}
	for record, err := range view.Records("") {
		if err != nil {
			return err
		}
		if err := do(record); err != nil {
			return err
		}
	}
	for record, err := range view.Users("") {
		if err != nil {
			return err
		}
		if record.Token != nil {
			continue
		}
		if err := do(record); err != nil {
			return err
		}
	}
	return nil
}

func (o *listOptions) filter() tms.Filter {
	return tms.Filter{Owner: o.owner.Value, Organisation: o.organisation.Value, Condition: tms.ConditionKind(o.condition.Value)}
}

// rowPrinter returns a function that prints a record, and one to call at the end.
func rowPrinter(out io.Writer, format string, policy *tms.Policy) (print func(tms.Record) error, flush func() error) {
	switch format {
	case cli.JSON:
		return func(record tms.Record) error { return cli.PrintJSON(out, wire.RecordOf(policy, record)) }, func() error { return nil }
	case cli.CSV:
		lines := csv.NewWriter(out)
		_ = lines.Write([]string{"serial", "user", "owner", "organisation", "condition", "next", "accepts"}) // Flush reports it
		return func(record tms.Record) error { return lines.Write(row(policy, record)) },
			func() error { lines.Flush(); return lines.Error() }
	}
	table := newTable(out, "SERIAL", "USER", "OWNER", "ORGANISATION", "CONDITION", "NEXT", "ACCEPTS")
	return func(record tms.Record) error { return table.print(row(policy, record)) }, table.flush
}
