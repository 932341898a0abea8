package tms

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/storing"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

type policyShowOptions struct {
	store  storeOptions
	format cli.Flag[string]
}

// yaml is the format of policies themselves.
const yaml = "yaml"

func newPolicyShowCommand(a *cli.App) *cobra.Command {
	var o policyShowOptions
	cmd := &cobra.Command{
		Use:   "show [NAME|FILE]",
		Short: "Show the rules of a policy, and where each comes from",
		Long: `Show each rule of a policy with its value and its source: documented or observed, and
where, or assumed. Where the system that the policy describes has a setting of its own for a rule,
that is shown too. The window is also shown as counters, because products count it
differently. Without NAME, the policy of the store is shown, or the default if there is no
store.

YAML is the policy's own text, which a policy of yours can start from.

JSON, one object per rule: field, value, setting and setting_value (of the other system),
source.`,
		Example: `  etokenpass tms policy show bank-guide
  etokenpass tms policy show bs-client --format json
  etokenpass tms policy show tms --format yaml > policy.yaml`,
		Args:              cli.Arguments(0, 1, "NAME or FILE"),
		ValidArgsFunction: storing.CompletePolicies,
		RunE:              func(cmd *cobra.Command, args []string) error { return runPolicyShow(cmd.Context(), a, o, args) },
	}
	o.store.addPlaceFlags(cmd)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON, yaml)
	return cmd
}

func runPolicyShow(ctx context.Context, a *cli.App, o policyShowOptions, args []string) error {
	policy, text, err := o.policy(ctx, a, args)
	if err != nil {
		return err
	}
	switch o.format.Value {
	case yaml:
		_, err = io.WriteString(a.Out, text)
		return cli.OutputError(err)
	case cli.JSON:
		for _, rule := range wire.RulesOf(policy) {
			if err := cli.PrintJSON(a.Out, rule); err != nil {
				return err
			}
		}
		return nil
	}
	return printPolicy(a.Out, policy)
}

// policy returns the policy that is named, or that of the store, and its text.
func (o *policyShowOptions) policy(ctx context.Context, a *cli.App, args []string) (policy *tms.Policy, text string, err error) {
	if len(args) > 0 {
		return storing.LoadPolicy(a, args[0])
	}
	place, err := o.store.place()
	if err != nil {
		return nil, "", err
	}
	if is, err := place.IsNew(); is || err != nil {
		policy, text, _ = tms.EmbeddedPolicy(tms.DefaultPolicy)
		return policy, text, err
	}
	return o.store.storedPolicy(ctx, a)
}

func printPolicy(out io.Writer, policy *tms.Policy) error {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintf(table, "%s: %s\n\n", policy.Name, cli.Legible(policy.Title))
	fmt.Fprintln(table, "RULE\tVALUE\tSOURCE")
	for _, r := range wire.RulesOf(policy) {
		shown := r.Value
		if r.Setting != "" {
			shown += fmt.Sprintf(" (%s %s)", r.Setting, r.SettingValue)
		}
		fmt.Fprintln(table, strings.Join(legible([]string{r.Field, shown, r.Source}), "\t"))
	}
	const seen = 2
	first, last, _ := policy.AcceptedCounters(&tms.Token{Type: tms.Event, Next: seen})
	fmt.Fprintf(table, "\nThe window as counters: accepts %s when the validator has seen counter %d.\n", span(first, last), seen)
	return cli.OutputError(table.Flush())
}
