package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/value"
	"etokenpass/web"
)

type readyOptions struct{ wait cli.Flag[time.Duration] }

// The limits of --wait.
const (
	usualWait   = 30 * time.Second
	longestWait = 24 * time.Hour
)

func newReadyCommand() *cobra.Command {
	var o readyOptions
	cmd := &cobra.Command{
		Use:   "ready [URL]",
		Short: "Ask whether a server is ready, or wait for it",
		Long: `Ask whether a server is ready: exit with status 0 if it is, and 1 if not. With --wait, ask
again until it is. This is for containers and scripts without curl. It asks for /readyz,
which needs no authentication.

URL is the address that the server printed, like http://127.0.0.1:8617 or unix:PATH. The
default is $ETOKENPASS_URL, or ` + defaultURL + `. For etokenpass tms
serve or etokenpass bank, name its address: in a command that it runs, that is
$ETOKENPASS_TMS_URL or $ETOKENPASS_BANK_URL.`,
		Example: `  etokenpass serve --listen 127.0.0.1:0 -- etokenpass ready
  etokenpass tms serve --listen 127.0.0.1:0 --in-memory -- sh -c 'etokenpass ready $ETOKENPASS_TMS_URL'
  etokenpass serve --listen unix:tokens.sock & etokenpass ready --wait=5s unix:tokens.sock && kill $!`,
		RunE: func(_ *cobra.Command, args []string) error { return runReady(&o, args) },
	}
	cmd.Args = o.arguments
	kind := cli.Seconds(time.Second, longestWait)
	kind.Name = "" // it is optional, so help shows it as [=30s]
	cli.Add(cmd, &o.wait, kind, "wait", "wait until the server is ready, but not longer than this")
	cmd.Flags().Lookup("wait").NoOptDefVal = value.FormatDuration(usualWait)
	return cmd
}

// arguments checks the arguments. A duration after --wait is taken for one of them.
func (o *readyOptions) arguments(cmd *cobra.Command, args []string) error {
	if o.wait.Changed() && len(args) > 0 {
		if _, err := value.ParseDuration(args[0]); err == nil {
			return &cli.UsageError{Problem: "--wait " + args[0] + ": the duration must follow an equals sign", Advice: "did you mean --wait=" + args[0] + "?"}
		}
	}
	return cli.Arguments(0, 1, "URL")(cmd, args)
}

func runReady(o *readyOptions, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ask, advice := web.Ready, "--wait waits until it is"
	if o.wait.Changed() {
		limited, cancel := context.WithTimeout(ctx, o.wait.Value)
		defer cancel()
		ctx, ask, advice = limited, web.Wait, ""
	}
	var err error
	if len(args) > 0 {
		err = ask(ctx, args[0])
	} else {
		err = ask(ctx, cmp.Or(os.Getenv(urlVariable), defaultURL))
	}
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, web.ErrNotURL):
		return cli.Hinted(err, advice)
	case len(args) > 0:
		return &cli.UsageError{Problem: err.Error()}
	}
	return fmt.Errorf("$%s: %w", urlVariable, err)
}
