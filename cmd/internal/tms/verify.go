package tms

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type verifyOptions struct {
	store  storeOptions
	at     cli.Flag[time.Time]
	format cli.Flag[string]
}

func newVerifyCommand(a *cli.App) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:         "verify USER",
		Short:       "Check a code, as at a login",
		Annotations: cli.UnmetWhen("the code was refused"),
		Long: `Check the code that a user gives, and record the decision. The code is read from standard
input; on a terminal there is a prompt. If the policy asks for a PIN, give two lines, the
PIN and the code; with pin: prefix, suffix or compound, one line with both will do. The
code may have spaces or dashes between groups of digits.

An accepted code can never be accepted again, and neither can one before it.

JSON, one object: time, user, serial, request, result, moving_factor (of the matching
code), ahead (out_of_window: how far the code is from the expected one), next (the moving
factor expected next), failures (in a row), state (active, locked or disabled). The
results are accepted, wrong_code, replayed, out_of_window, wrong_pin, locked, disabled,
throttled, resync_required, no_token and malformed.`,
		Example: `  etokenpass press | etokenpass tms verify anna
  etokenpass press | etokenpass tms verify anna --format json`,
		Args:              withoutCode(1, "USER"),
		ValidArgsFunction: o.store.complete(a, users),
		RunE:              func(cmd *cobra.Command, args []string) error { return runVerify(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	addAt(cmd, &o.at)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

// addAt adds --at.
func addAt(cmd *cobra.Command, into *cli.Flag[time.Time]) {
	cli.Add(cmd, into, cli.Instant(), "at", "the time of the request, for tests (default now)")
}

func runVerify(ctx context.Context, a *cli.App, o verifyOptions, user string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		newCall := func() tms.Call { return call(a, o.at.Value) }
		entry, err := login(ctx, a, validator.Policy, user, newCall, validator.Verify)
		if err != nil {
			return err
		}
		words := fmt.Sprintf("accepted: %s, token %s", entry.User, entry.Serial)
		return printLogin(ctx, a, o.format.Value, validator, &entry, words)
	})
}

// printLogin prints the result of a login; accepted is what it says if it was accepted.
func printLogin(ctx context.Context, a *cli.App, format string, validator *tms.Validator, entry *tms.Entry, accepted string) error {
	if entry.Result == tms.Accepted {
		return printResult(a, format, entry, accepted)
	}
	refusal, err := newRefusal(ctx, validator, entry)
	if err != nil {
		return err
	}
	return refused(a, format, entry, refusal.words(), refusal.advice())
}
