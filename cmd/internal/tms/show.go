package tms

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

type showOptions struct {
	store  storeOptions
	name   nameOptions
	format cli.Flag[string]
}

func newShowCommand(a *cli.App) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show SERIAL|USER",
		Short: "Show a token, its user and its condition",
		Long: `Show what the validator knows of a token and its user: who has the token (ask a caller for
the owner's name and organisation), its condition, and which codes are accepted.

JSON, one object, as in etokenpass tms list.`,
		Example: `  etokenpass tms show anna
  etokenpass tms show 000000000000 --format json`,
		Args:              o.name.arguments,
		ValidArgsFunction: o.store.complete(a, serialsAndUsers),
		RunE:              func(cmd *cobra.Command, args []string) error { return runShow(cmd.Context(), a, o, args) },
	}
	o.store.addFlags(cmd)
	o.name.addFlags(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runShow(ctx context.Context, a *cli.App, o showOptions, args []string) error {
	return o.store.read(ctx, a, func(validator *tms.Validator, view tms.View) error {
		_, record, err := o.name.find(view, args)
		if err != nil {
			return err
		}
		record = record.At(validator.Policy, a.Now())
		if o.format.Value == cli.JSON {
			return cli.PrintJSON(a.Out, wire.RecordOf(validator.Policy, record))
		}
		lines := tabwriter.NewWriter(a.Out, 0, 0, 3, ' ', 0)
		for _, fact := range facts(validator.Policy, record) {
			fmt.Fprintf(lines, "%s\t%s\n", fact.name, cli.Legible(fact.value))
		}
		return cli.OutputError(lines.Flush())
	})
}

// fact is one line about a token or a user.
type fact struct{ name, value string }

func facts(policy *tms.Policy, record tms.Record) (all []fact) {
	add := func(name, value string) {
		if value != "" {
			all = append(all, fact{name, value})
		}
	}
	token, user := record.Token, record.User
	if token != nil {
		add("serial", token.Serial)
		add("type", typeWords(token))
	}
	switch {
	case user == nil:
		add("user", "none: the token is not assigned")
	case token == nil:
		add("user", user.Name)
	default:
		add("user", user.Name+", since "+timeText(token.AssignedAt))
	}
	if user != nil {
		add("owner", user.Owner)
		add("organisation", user.Organisation)
	}
	add("condition", conditionAndStep(record))
	add("failures", failureWords(policy, record))
	if token != nil {
		add("next", nextWords(token))
		add("accepts", acceptsWords(policy, token))
	}
	if user != nil && (policy.NeedsPIN() || user.PIN != "") {
		add("PIN", pinWords(user))
	}
	return all
}

func typeWords(token *tms.Token) string {
	words := fmt.Sprintf("%s, HMAC-%s, %d digits", token.Type, token.Algorithm, token.Digits)
	if token.Type == tms.Time {
		words += ", a code every " + stepWords(token)
	}
	return words
}

// conditionAndStep returns the condition, and of a locked token also whether it is out of step: a help
// desk has to end both.
func conditionAndStep(record tms.Record) string {
	c := record.Condition()
	words := conditionWords(c)
	if c.Kind == tms.LockedOut && record.Token != nil {
		if ahead, ok := record.Token.OutOfStep(); ok {
			words += "; " + outOfStepWords(ahead, record.Token.TimeStep())
		}
	}
	return words
}

func failureWords(policy *tms.Policy, record tms.Record) string {
	words := strconv.Itoa(record.Failures())
	if policy.MaxFailures > 0 {
		return fmt.Sprintf("%s of %d", words, policy.MaxFailures)
	}
	return words
}

func nextWords(token *tms.Token) string {
	if token.Type == tms.Time {
		return fmt.Sprintf("time step %d or later", token.Next)
	}
	return fmt.Sprintf("moving factor %d, after counter %d", token.Next, token.Counter())
}

func pinWords(user *tms.User) string {
	if user.PIN == "" {
		return "none"
	}
	return "set"
}
