// Package serving holds what the commands that run an HTTP server share: their flags, the
// announcement of the address, a command that runs as long as the server does, and a clean end.
// It knows nothing of what is served.
package serving

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/web"
)

// Options holds the flags of a server.
type Options struct {
	listen         cli.Flag[web.Address]
	authFile       cli.Flag[string]
	noAuth         bool
	origins, hosts cli.Flag[[]string]
	readyFile      cli.Flag[string]
	log, format    cli.Flag[string]
	metrics        bool
}

const noAuthFlag = "insecure-no-auth"

// AddFlags adds the flags to a command. The address is the default of --listen.
func (o *Options) AddFlags(cmd *cobra.Command, address string) {
	listen, err := web.ParseAddress(address)
	if err != nil {
		panic("internal error: " + err.Error()) // every run would show it
	}
	o.listen.Value = listen
	cli.Add(cmd, &o.listen, addressKind(), "listen", "where to listen: HOST:PORT, with port 0 for a free port, or unix:PATH")
	cli.Add(cmd, &o.authFile, cli.Word("FILE"), "auth-file", "a file with the callers that may use the server, and their bearer tokens")
	cmd.Flags().BoolVar(&o.noAuth, noAuthFlag, false, "let other machines use the server without authentication")
	cli.Add(cmd, &o.origins, wordsOf("ORIGIN"), "allow-origin", "a site whose pages may use the server, like http://localhost:3000; may be repeated")
	cli.Add(cmd, &o.hosts, wordsOf("HOST"), "allow-host", "a name under which clients reach the server, like tokens.example; may be repeated")
	cli.Add(cmd, &o.readyFile, cli.Word("FILE"), "ready-file", "write the address to a file once the server listens; an existing file is replaced")
	cli.AddOption(cmd, &o.log, "log", "log the requests to standard error (default text, or off with COMMAND)", logText, logJSON, logOff)
	cli.AddChoice(cmd, &o.format, "format", "how the address is printed", cli.Text, cli.JSON)
	cmd.Flags().BoolVar(&o.metrics, "metrics", false, "serve figures for Prometheus at /metrics")
}

// HasAuth reports whether callers need a bearer token.
func (o *Options) HasAuth() bool { return o.authFile.Value != "" }

// Outside returns the hosts under which other machines may reach the server, as [web.Address.Outside].
func (o *Options) Outside() []string { return o.listen.Value.Outside(o.hosts.Value) }

// Metrics returns new metrics, or nil without --metrics.
func (o *Options) Metrics() *web.Metrics {
	if !o.metrics {
		return nil
	}
	return web.NewMetrics()
}

// wordsOf is a word for which the shell has nothing to offer, and that may be repeated.
func wordsOf(name string) cli.Kind[[]string] {
	kind := cli.Words(name)
	kind.Complete = cobra.NoFileCompletions
	return kind
}

// addressKind is an address to listen on.
func addressKind() cli.Kind[web.Address] {
	return cli.Kind[web.Address]{
		Name: "ADDRESS",
		Parse: func(text string, _ web.Address) (web.Address, error) {
			address, err := web.ParseAddress(text)
			if err != nil {
				_, problem, _ := strings.Cut(err.Error(), " is not an address: ") // the error of the flag repeats the text
				return address, errors.New(problem)
			}
			return address, nil
		},
		Print:    web.Address.String,
		Complete: cobra.NoFileCompletions,
	}
}

// The values of --log.
const (
	logText = "text"
	logJSON = "json"
	logOff  = "off"
)

// Log returns the log of the server. Given a command, it is off unless --log is set, so that the
// command's own messages can be read.
func (o *Options) Log(a *cli.App, command []string) *slog.Logger {
	switch {
	case o.log.Value == logJSON:
		return slog.New(slog.NewJSONHandler(a.Err, nil))
	case o.log.Value == logText, o.log.Value == "" && len(command) == 0:
		return slog.New(slog.NewTextHandler(a.Err, nil))
	}
	return slog.New(slog.DiscardHandler)
}

// Arguments accepts the arguments of a server: a command to run, after "--".
func Arguments(cmd *cobra.Command, args []string) error {
	dash := cmd.ArgsLenAtDash()
	switch {
	case dash == 0 && len(args) == 0:
		return cli.Usagef("COMMAND is missing after --")
	case dash == 0 && args[0] == "":
		return cli.Usagef("COMMAND must not be empty")
	case dash != 0 && len(args) > 0:
		return &cli.UsageError{Problem: "COMMAND must come after --, as in: " + cmd.CommandPath() + " -- " + args[0]}
	}
	return nil
}
