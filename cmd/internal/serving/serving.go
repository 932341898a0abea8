package serving

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/errs"
	"etokenpass/web"
)

// Service is what a command serves.
type Service struct {
	Handler  http.Handler
	Log      *slog.Logger
	Metrics  *web.Metrics // of [Options.Metrics]; nil: none
	Roles    []string     // that callers in the auth file can have
	Public   []string     // paths that need no authentication; see [web.Config]
	Practice string       // as in [web.Config]
	Variable string       // the environment variable that tells COMMAND the address
}

// Run serves until a signal ends the process or, given a command, until the command ends. The
// error is then a [*cli.Ended] with the command's exit status, unless that is 0. From then on, this
// process leaves no core dumps.
func (o *Options) Run(a *cli.App, service Service, command []string) error {
	program, err := findProgram(a, command)
	if err != nil {
		return err
	}
	if err := forbidCoreDumps(); err != nil {
		service.Log.Warn("core dumps of this process may contain secrets: they cannot be forbidden", "err", err)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, awaited(program)...)
	defer signal.Stop(signals)
	server, err := o.open(a, service)
	if err != nil {
		return err
	}
	outliveReaders()
	r := start(server, service)
	defer o.removeReadyFile()
	err = o.use(a, r, program, service.Variable, signals)
	signal.Stop(signals) // the next one ends the process at once
	return r.end(a, program, err)
}

// use announces the server and waits for a signal or, given a program, runs it. A signal ends the
// announcement, too: nothing may read a FIFO to which it is written.
func (o *Options) use(a *cli.App, r *running, program *program, variable string, signals <-chan os.Signal) error {
	announced := make(chan error, 1)
	go func() { announced <- o.announce(a, r, program) }()
	select {
	case err := <-announced:
		if err != nil {
			return err
		}
	case received := <-signals:
		r.noteSignal(received)
		if number, ok := received.(syscall.Signal); ok && program != nil {
			return &cli.Ended{Status: 128 + int(number)} // as if it had ended the program
		}
		return nil
	}
	if program != nil {
		return program.run(a, variable+"="+r.url, r, signals)
	}
	select {
	case received := <-signals:
		r.noteSignal(received)
	case <-r.ended.Done():
	}
	return nil
}

// open listens.
func (o *Options) open(a *cli.App, service Service) (*web.Server, error) {
	if o.authFile.Value != "" && o.noAuth {
		return nil, cli.Usagef("--auth-file and --%s: choose one", noAuthFlag)
	}
	config := web.Config{
		Listen: o.listen.Value, Hosts: o.hosts.Value, Origins: o.origins.Value,
		Open: o.noAuth, Public: service.Public, Practice: service.Practice, Log: service.Log, Metrics: service.Metrics,
	}
	if file := o.authFile.Value; file != "" {
		auth, err := web.ReadAuth(file, service.Roles...)
		if err != nil {
			return nil, err
		}
		config.Auth = auth
	}
	o.removeReadyFile() // of a server that was killed
	server, err := web.Listen(config)
	if err != nil {
		return nil, listenError(err)
	}
	if o.noAuth && !o.listen.Value.IsLocal() {
		a.NewReporter().Warning(fmt.Errorf("every machine that can connect to %s may use the server (--%s)", o.listen.Value, noAuthFlag))
	}
	return server, nil
}

// listenError marks errors of the flags as usage errors.
func listenError(err error) error {
	if _, ok := errors.AsType[*web.ListenError](err); ok && !errors.Is(err, web.ErrExposed) {
		return err
	}
	return &cli.UsageError{Problem: err.Error(), Advice: errs.Hint(err)}
}

// announce tells where the server is. A command learns it from its environment, once the server is
// ready, and has standard output for itself.
func (o *Options) announce(a *cli.App, r *running, program *program) error {
	if o.readyFile.Value != "" {
		if err := web.WriteReadyFile(o.readyFile.Value, r.url); err != nil {
			return err
		}
	}
	switch {
	case program != nil:
		r.log.Info("listening", "url", r.url)
		return web.Wait(r.ended, r.url)
	case o.format.Value == cli.JSON:
		return cli.PrintJSON(a.Out, struct {
			URL string `json:"url"`
		}{r.url})
	}
	if _, err := fmt.Fprintln(a.Out, r.url); err != nil {
		return cli.OutputError(err)
	}
	o.hintAtOthers(a, r.url)
	return nil
}

// hintAtOthers tells a person what other machines open, if it is not the address that was printed.
func (o *Options) hintAtOthers(a *cli.App, printed string) {
	own, err := url.Parse(printed)
	if err != nil || !slices.Contains(loopback, own.Hostname()) {
		return
	}
	var others []string
	for _, host := range o.Outside() {
		others = append(others, own.Scheme+"://"+host+":"+own.Port())
	}
	if len(others) > 0 {
		a.Hint("other machines open " + strings.Join(others, " or "))
	}
}

// loopback are the hosts of a server that listens on all addresses, as this machine reaches it.
var loopback = []string{"127.0.0.1", "::1"}

// removeReadyFile removes the ready file, which would send scripts to a server that has ended.
func (o *Options) removeReadyFile() {
	if info, err := os.Lstat(o.readyFile.Value); err == nil && info.Mode().IsRegular() {
		_ = os.Remove(o.readyFile.Value) // if this is not permitted, writing it reports why
	}
}

// running is a server that answers requests.
type running struct {
	url     string
	log     *slog.Logger
	because []any // what the log says about the reason of its end
	stop    context.CancelFunc
	ended   context.Context // ends when the server has ended
	err     error           // why it ended; set by then
}

func start(server *web.Server, service Service) *running {
	ctx, stop := context.WithCancel(context.Background())
	ended, end := context.WithCancel(context.Background())
	r := &running{url: server.URL(), log: service.Log, stop: stop, ended: ended}
	go func() {
		r.err = server.Serve(ctx, service.Handler)
		end()
	}()
	return r
}

// noteSignal notes the signal that ends the server.
func (r *running) noteSignal(received os.Signal) { r.because = []any{"signal", received.String()} }

// end stops the server, and returns its error or else that of its use.
func (r *running) end(a *cli.App, program *program, err error) error {
	r.log.Info("shutting down", r.because...)
	r.stop()
	<-r.ended.Done()
	switch {
	case r.err == nil:
		return err
	case program != nil && errors.Is(r.err, web.ErrCutOff): // the status of the command matters more
		a.NewReporter().Warning(r.err)
		return err
	}
	return r.err
}
