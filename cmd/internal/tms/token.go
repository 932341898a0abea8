package tms

import (
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/web"
	"etokenpass/web/desk"
)

type tokenOptions struct{ role, file cli.Flag[string] }

func newTokenCommand(a *cli.App) *cobra.Command {
	var o tokenOptions
	cmd := &cobra.Command{
		Use:   "token NAME",
		Short: "Make a bearer token for a caller of tms serve",
		Long: `Make an entry for the auth file of etokenpass tms serve: a caller with a name, which the
journal notes, a new bearer token, and a role. An application may check codes; a help desk
may also look at tokens, test codes, resynchronise and unlock, but not log in for users;
an administrator may do everything.

With --auth-file, the entry is added to the file, which is created with mode 0600 if there
is none, and the bearer token is printed. Without it, the entry is printed after the line
callers:, which begins an auth file. The server refuses a file that other users can access,
so give one that you write yourself the mode 0600.

The callers of etokenpass serve have the role tester, in a file of their own; write that
by hand.`,
		Example: `  etokenpass tms token shop --role application --auth-file ./callers.yaml
  etokenpass tms token anna --role admin --auth-file ./callers.yaml`,
		Args: cli.Arguments(1, 1, "NAME"),
		RunE: func(_ *cobra.Command, args []string) error { return runToken(a, o, args[0]) },
	}
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	cli.AddChoice(cmd, &o.role, "role", "what the caller may do", desk.Roles()...)
	cli.Add(cmd, &o.file, cli.Word("FILE"), "auth-file", "add the entry to this file, and print the bearer token")
	return cmd
}

func runToken(a *cli.App, o tokenOptions, name string) error {
	if !web.IsCallerName(name) {
		return cli.Usagef("%q is not the name of a caller: must be 1 to 64 letters, digits, dots, dashes, underscores and @", name)
	}
	if o.file.Value == "" {
		entry, _ := web.NewCaller(name, o.role.Value)
		_, err := fmt.Fprint(a.Out, web.CallersHeader+entry)
		return cli.OutputError(err)
	}
	token, err := web.AddCaller(o.file.Value, name, o.role.Value, desk.Roles()...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, token)
	return cli.OutputError(err)
}
