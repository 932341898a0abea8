package tms

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/serving"
	"etokenpass/cmd/internal/storing"
	"etokenpass/tms"
	"etokenpass/web/desk"
)

const (
	defaultAddress = "127.0.0.1:8619"
	urlVariable    = "ETOKENPASS_TMS_URL"
)

type serveOptions struct {
	server     serving.Options
	store      storeOptions
	memory     bool
	clock      serving.Clock
	openChecks bool
	reveal     bool
}

func newServeCommand(a *cli.App) *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve [flags] [-- COMMAND ARGS...]",
		Short: "Serve the validator over HTTP",
		Long: `Serve the validator over HTTP. Applications check codes with POST /api/v1/check, and the
rest of the API does what the other tms commands do. The server describes the API at /docs
and /openapi.json. It also answers clients of privacyIDEA, at /validate/check.

The first line of standard output is the address; the server then accepts requests, and
runs until SIGTERM or Ctrl-C. Standard error has one line for each request, which contains
no codes, no PINs and no names of users.

With COMMAND, run it once the server is ready, with the address in $ETOKENPASS_TMS_URL, end
the server when it ends, and exit with its exit status (126 if it cannot be run, 127 if
there is no such command). Signals are passed on to it. Standard output and standard error
belong to COMMAND: the address is not printed, and requests are logged only with --log.

The store is that of the other commands, which may use it at the same time. With
--in-memory, tokens, users and journal are in memory, and are discarded at the end.

Without --auth-file, only this machine can connect, and every request is an
administrator's. With it, callers have bearer tokens and roles; etokenpass tms token makes
one. Most clients of privacyIDEA cannot send a bearer token; --open-checks lets them check
codes without one. Users need none for the self-service, at /self.

On a virtual clock, time stands still until a request to /api/v1/clock moves it, and tests
of locks and time tokens never wait.`,
		Example: `  etokenpass tms serve --listen 127.0.0.1:0 --in-memory -- sh -c 'etokenpass ready $ETOKENPASS_TMS_URL'
  etokenpass tms serve --listen 127.0.0.1:0 --in-memory --policy bs-client --clock virtual -- etokenpass version
  etokenpass tms serve --listen unix:tms.sock --in-memory & etokenpass ready --wait unix:tms.sock && kill $!
  etokenpass tms serve --listen 127.0.0.1:0 --metrics -- etokenpass tms list`,
		Args: serving.Arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runServe(cmd.Context(), a, &o, args) },
	}
	cmd.DisableFlagsInUseLine = true // Use has them, before the dashes
	cmd.ValidArgsFunction = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	o.server.AddFlags(cmd, defaultAddress)
	o.store.addFlags(cmd)
	cmd.Flags().BoolVar(&o.memory, "in-memory", false, "keep everything in memory, and discard it at the end")
	o.clock.AddFlags(cmd, "the validator's clock")
	cmd.Flags().BoolVar(&o.openChecks, "open-checks", false, "let clients of privacyIDEA's interface check codes without a bearer token")
	cmd.Flags().BoolVar(&o.reveal, "reveal", false, "let administrators export the secrets of tokens")
	return cmd
}

func runServe(ctx context.Context, a *cli.App, o *serveOptions, command []string) (err error) {
	if err := o.clock.Check(); err != nil {
		return err
	}
	validator, closeStore, err := o.open(ctx, a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	log, metrics := o.server.Log(a, command), o.server.Metrics()
	options := desk.Options{
		Version: cli.Version(), Store: validator.Store, Policy: validator.Policy, Start: o.clock.Start(), Open: !o.server.HasAuth(), OpenChecks: o.openChecks, Reveal: o.reveal, Log: log, Metrics: metrics,
	}
	handler := desk.New(options)
	err = o.server.Run(a, serving.Service{
		Handler: handler, Log: log, Metrics: metrics, Roles: desk.Roles(), Public: desk.PublicPaths(options), Variable: urlVariable,
	}, command)
	return errors.Join(err, handler.Close())
}

// open opens the store, or makes one in memory.
func (o *serveOptions) open(ctx context.Context, a *cli.App) (*tms.Validator, func() error, error) {
	if !o.memory {
		return o.store.openOr(ctx, a, "etokenpass tms init creates one; --in-memory needs none")
	}
	if o.store.file.Changed() || o.store.key.Changed() {
		return nil, nil, cli.Usagef("--in-memory and --%s or --%s: choose one", cli.StoreFlag, cli.StoreKeyFlag)
	}
	return o.inMemory(a)
}

func (o *serveOptions) inMemory(a *cli.App) (*tms.Validator, func() error, error) {
	policy, _, err := o.store.newPolicy(a)
	if err != nil {
		return nil, nil, err
	}
	store := storing.InMemory()
	return &tms.Validator{Store: store, Policy: policy}, store.Close, nil
}
