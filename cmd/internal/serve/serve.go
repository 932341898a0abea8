package serve

import (
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/serving"
	"etokenpass/device"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

type serveOptions struct {
	server   serving.Options
	profiles cli.ProfilesOption
	state    cli.StateOptions
	clock    serving.Clock
	seed     cli.Flag[string]
	reveal   bool
}

func newServeCommand(a *cli.App) *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve [flags] [-- COMMAND ARGS...]",
		Short: "Serve tokens over HTTP, for end-to-end tests",
		Long: `Serve tokens over HTTP. Each test creates its own token with POST /api/v1/tokens, and gets
codes with POST /api/v1/tokens/ID/code. --profile names tokens that exist from the start.
The server describes its API at /docs and /openapi.json.

The first line of standard output is the address; the server then accepts requests, and
runs until SIGTERM or Ctrl-C. With --format json, the line is an object with the field url.
Standard error has one line for each request, which contains neither codes nor secrets.

With COMMAND, run it once the server is ready, with the address in $ETOKENPASS_URL, end the
server when it ends, and exit with its exit status (126 if it cannot be run, 127 if there
is no such command). Signals are passed on to it. Standard output and standard error
belong to COMMAND: the address is not printed, and requests are logged only with --log.

Tokens are in memory, and the server discards them at its end. With --state, counters are
saved where press and the window save them, and used in turns with them.

On a virtual clock, time stands still until a request moves it, and tests never wait. A
token that POST /api/v1/tokens creates without a serial or a secret gets a random one; with
--random-seed it is the same in every run.

Only this machine can connect, unless --listen says otherwise. A server for others needs
--auth-file or --insecure-no-auth. A name by which they call it needs --allow-host. With
--auth-file, clients send a bearer token, and browsers sign in with it.`,
		Example: `  etokenpass serve --listen 127.0.0.1:0 -- sh -c 'etokenpass ready && echo $ETOKENPASS_URL'
  etokenpass serve --listen 127.0.0.1:0 --clock virtual --random-seed 42 -- etokenpass ready
  etokenpass serve --listen 127.0.0.1:0 --state --profile pass-event --profile pass-time -- etokenpass ready
  etokenpass serve --listen unix:tokens.sock & etokenpass ready --wait unix:tokens.sock && kill $!`,
		RunE: func(_ *cobra.Command, args []string) error { return runServe(a, &o, args) },
	}
	cmd.DisableFlagsInUseLine = true // Use has them, before the dashes
	cmd.Args = o.arguments
	cmd.ValidArgsFunction = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault) // files, for COMMAND
	o.server.AddFlags(cmd, defaultAddress)
	o.profiles.AddOptionalFlag(cmd, a)
	o.state.AddOptionalFlag(cmd)
	o.clock.AddFlags(cmd, "the clock of the tokens")
	cli.Add(cmd, &o.seed, cli.FreeText(), "random-seed", "the same text leads to the same serials and secrets (default random)")
	cmd.Flags().BoolVar(&o.reveal, "reveal", false, "let clients read the secrets of all tokens")
	return cmd
}

// arguments checks the arguments. A folder after --state is taken for one of them.
func (o *serveOptions) arguments(cmd *cobra.Command, args []string) error {
	err := serving.Arguments(cmd, args)
	if usage, ok := errors.AsType[*cli.UsageError](err); ok && len(args) > 0 && o.state.Saved() {
		usage.Advice = "did you mean --state=" + args[0] + "?"
	}
	return err
}

func runServe(a *cli.App, o *serveOptions, command []string) error {
	if err := o.clock.Check(); err != nil {
		return err
	}
	if err := o.profiles.Check(); err != nil {
		return err
	}
	log, metrics := o.server.Log(a, command), o.server.Metrics()
	handler, err := o.open(a, log, metrics)
	if err != nil {
		return err
	}
	err = o.server.Run(a, serving.Service{Handler: handler, Log: log, Metrics: metrics, Roles: []string{roleTester}, Variable: urlVariable}, command)
	return errors.Join(err, handler.Close())
}

// roleTester is the role of all callers: whoever may use the server may do everything.
const roleTester = "tester"

// open creates the handler, with the tokens that the flags name.
func (o *serveOptions) open(a *cli.App, log *slog.Logger, metrics *web.Metrics) (*tokens.Server, error) {
	all, err := o.profiles.Open(a)
	if err != nil {
		return nil, err
	}
	options := tokens.Options{
		Version: cli.Version(), Start: o.clock.Start(), Seed: o.seed.Value,
		Profiles: all, Reveal: o.reveal, Log: log, Metrics: metrics,
	}
	if o.state.Saved() {
		options.Store = &device.Store{Folder: o.state.Folder.Value}
	}
	return tokens.New(options)
}
