package bank

import (
	"context"
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/serving"
	"etokenpass/cmd/internal/storing"
	"etokenpass/web"
	"etokenpass/web/bank"
)

type options struct {
	server    serving.Options
	customers cli.Flag[string]
	state     cli.Flag[string]
	policy    cli.Flag[string]
	clock     serving.Clock
	seed      cli.Flag[string]
	reveal    bool
}

func newBankCommand(a *cli.App) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "bank [flags] [-- COMMAND ARGS...]",
		Short: "Serve a practice bank: Internet-Client, tokens, help desk, rehearsals",
		Long: `Serve a practice bank, for training and for end-to-end tests. Open its address in a
browser: the page there has the customers with logins, passwords and tokens, the console of
the help desk, and rehearsals for one person or for several machines. Everything is for
practice: the bank shows its passwords to everyone who may use it.

The first line of standard output is the address; the server then accepts requests, and
runs until SIGTERM or Ctrl-C. Standard error has one line for each request, which contains
neither session keys nor passwords.

With COMMAND, run it once the server is ready, with the address in $ETOKENPASS_BANK_URL,
end the server when it ends, and exit with its exit status (126 if it cannot be run, 127 if
there is no such command). Signals are passed on to it. Standard output and standard error
belong to COMMAND: the address is not printed, and requests are logged only with --log.

The bank has sample customers, or those of a YAML file. It is in memory, and discarded at
the end. With --state it stays in a folder, with sessions, documents and rehearsals; the
file of --customers then counts for a new bank only: at the first start and after a reset.

The API, described at /docs, creates and deletes customers, resets the bank and moves its
clock, which tokens, validator and rehearsals share. A virtual clock stands still until
then, and tests never wait. What the bank makes up is random; with --random-seed it is the
same every time.

Only this machine can connect, unless --listen says otherwise. A server for others needs
--auth-file or --insecure-no-auth. A name by which they call it needs --allow-host. In the
auth file, an admin may do everything, and a player what customers and help desks do.`,
		Example: `  etokenpass bank --listen 127.0.0.1:0 -- sh -c 'etokenpass ready $ETOKENPASS_BANK_URL'
  etokenpass bank --listen 127.0.0.1:0 --clock virtual --random-seed 42 -- etokenpass version
  etokenpass bank --listen 127.0.0.1:0 --state ./practice-bank -- etokenpass version
  etokenpass bank --listen unix:bank.sock & etokenpass ready --wait unix:bank.sock && kill $!`,
		Args: serving.Arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), a, &o, args) },
	}
	cmd.DisableFlagsInUseLine = true // Use has them, before the dashes
	cmd.ValidArgsFunction = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	o.server.AddFlags(cmd, defaultAddress)
	cli.Add(cmd, &o.customers, cli.Word("FILE"), "customers", "a YAML file with the customers of a new bank, or - (default sample customers)")
	cli.Add(cmd, &o.state, cli.Folder(), "state", "keep the bank in a folder of its own (default in memory)")
	storing.AddPolicyFlag(cmd, &o.policy, "the validator's rules: an embedded policy or a file (default bank-guide, or as saved)")
	o.clock.AddFlags(cmd, "the clock of the bank and its tokens")
	cli.Add(cmd, &o.seed, cli.FreeText(), "random-seed", "the same text leads to the same passwords, serials and secrets (default random)")
	cmd.Flags().BoolVar(&o.reveal, "reveal", false, "let clients read the secrets of all tokens")
	return cmd
}

func run(ctx context.Context, a *cli.App, o *options, command []string) (err error) {
	if err := o.clock.Check(); err != nil {
		return err
	}
	customers, err := o.readCustomers(a)
	if err != nil {
		return err
	}
	kept, err := o.keep(ctx, a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.close()) }()
	log, metrics := o.server.Log(a, command), o.server.Metrics()
	handler, err := bank.New(o.settings(kept, customers, log, metrics))
	if errors.Is(err, bank.ErrPIN) {
		return cli.Hinted(err, "use bank-guide, bs-client, or a file with a policy that asks for no PIN")
	}
	if err != nil {
		return err
	}
	err = o.server.Run(a, serving.Service{
		Handler: handler, Log: log, Metrics: metrics, Roles: bank.Roles(), Practice: bank.FirstPage, Variable: urlVariable,
	}, command)
	return errors.Join(err, handler.Close())
}

func (o *options) settings(kept *kept, customers []bank.Customer, log *slog.Logger, metrics *web.Metrics) bank.Options {
	return bank.Options{
		Version: cli.Version(), Policy: kept.policy, Customers: customers, Keep: kept.open, Start: o.clock.Start(), Seed: o.seed.Value,
		Hosts: o.server.Outside(), Open: !o.server.HasAuth(), Reveal: o.reveal, Log: log, Metrics: metrics,
	}
}
