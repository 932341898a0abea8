package tms

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type testOptions struct {
	store  storeOptions
	at     cli.Flag[time.Time]
	format cli.Flag[string]
}

func newTestCommand(a *cli.App) *cobra.Command {
	var o testOptions
	cmd := &cobra.Command{
		Use:         "test SERIAL",
		Short:       "Say what a code matches, without using it up",
		Annotations: cli.UnmetWhen("the code matches nothing"),
		Long: `Say what a code of a token matches, without regard to locks and PINs: whether it would be
accepted, was used already, or is too far ahead. The request is recorded in the journal
and changes nothing else, so a help desk can find out what is wrong with a token. The code
is read from standard input; on a terminal there is a prompt.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example:           `  etokenpass press | etokenpass tms test 000000000000`,
		Args:              withoutCode(1, "SERIAL"),
		ValidArgsFunction: o.store.complete(a, serials),
		RunE:              func(cmd *cobra.Command, args []string) error { return runTest(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	addAt(cmd, &o.at)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runTest(ctx context.Context, a *cli.App, o testOptions, serial string) error {
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		record, err := tokenOf(ctx, validator, serial)
		if err != nil {
			return err
		}
		code, err := readCode(a)
		if err != nil {
			return err
		}
		entry, err := validator.Test(ctx, call(a, o.at.Value), serial, code)
		if err != nil {
			return err
		}
		if err := printResult(a, o.format.Value, &entry, matched(validator.Policy, record, &entry)); err != nil {
			return err
		}
		if entry.Result == tms.OutOfWindow && record.State() != tms.StateDisabled {
			a.Hint(adviceToResync(validator.Policy, record.Token))
		}
		if entry.Matched {
			return nil
		}
		return &cli.Ended{Status: cli.StatusUnmet}
	})
}

// readCode reads one code from standard input, or asks for it on a terminal.
func readCode(a *cli.App) (string, error) {
	if a.InIsTerminal {
		return askLine(a, bufio.NewReader(a.In), "code: ")
	}
	return readOneLine(a, "-", "the code")
}

// matched says what the code of an entry matches.
func matched(policy *tms.Policy, record tms.Record, entry *tms.Entry) string {
	token := record.Token
	switch entry.Result {
	case tms.Malformed:
		return fmt.Sprintf("that is not a code of %d digits", token.Digits)
	case tms.WrongCode:
		return fmt.Sprintf("matches none of the %d moving factors before and after the expected one", policy.ResyncWindow)
	}
	words := fmt.Sprintf("matches moving factor %d", entry.Factor)
	if counter := entry.Factor - token.FirstMovingFactor + 1; token.Type == tms.Event && counter > 0 {
		words += fmt.Sprintf(", counter %d", counter)
	}
	switch {
	case entry.Result == tms.Replayed:
		return words + ": used already, or a later one was"
	case entry.Result == tms.OutOfWindow:
		return words + ": " + distance(entry.Ahead, token.TimeStep()) + ", out of the window"
	case entry.Ahead == 0:
		words += ": in step"
	default:
		words += ": " + distance(entry.Ahead, token.TimeStep()) + ", in the window"
	}
	if stops := record.At(policy, entry.Time).Condition(); stops.Refuses() {
		return words + ", but " + conditionWords(stops)
	}
	return words + "; it would be accepted"
}
