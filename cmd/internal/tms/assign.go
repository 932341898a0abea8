package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type assignOptions struct {
	store        storeOptions
	owner        cli.Flag[string]
	organisation cli.Flag[string]
	pinFile      cli.Flag[string]
	format       cli.Flag[string]
}

func newAssignCommand(a *cli.App) *cobra.Command {
	var o assignOptions
	cmd := &cobra.Command{
		Use:   "assign SERIAL USER",
		Short: "Assign a token to a user",
		Long: `Assign a token to a user, who is created if there is none of that name. A user has at most
one token and a token at most one user; unassign ends an assignment. A lock of the user,
the failures and the PIN stay if the token is exchanged.

The owner's name and the organisation are what a help desk asks a caller for.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example: `  etokenpass tms unassign 000000000000
  etokenpass tms assign 000000000000 anna --owner 'Anna Petrova' --organisation Vostok`,
		Args:              withoutCode(2, "SERIAL or USER"),
		ValidArgsFunction: o.store.complete(a, serials, users),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runAssign(cmd.Context(), a, o, args[0], args[1])
		},
	}
	o.store.addFlags(cmd)
	cli.Add(cmd, &o.owner, cli.FreeText(), "owner", "the name of the person (default as it was)")
	cli.Add(cmd, &o.organisation, cli.FreeText(), "organisation", "the person's organisation (default as it was)")
	addPINFile(cmd, &o.pinFile, "a file with the user's PIN, or - (default as it was)")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runAssign(ctx context.Context, a *cli.App, o assignOptions, serial, user string) error {
	details := tms.Assignment{Owner: o.owner.Value, Organisation: o.organisation.Value}
	if o.pinFile.Value != "" {
		var err error
		if details.PIN, err = readPIN(a, o.pinFile.Value); err != nil {
			return err
		}
	}
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		if _, err := tokenOf(ctx, validator, serial); err != nil {
			return err
		}
		entry, err := validator.Assign(ctx, call(a, a.Now()), serial, user, details)
		if err != nil {
			return err
		}
		return printResult(a, o.format.Value, &entry, fmt.Sprintf("token %s is assigned to %s", serial, user))
	})
}
