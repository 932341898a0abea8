package tms

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type policyListOptions struct{ format cli.Flag[string] }

func newPolicyListCommand(a *cli.App) *cobra.Command {
	var o policyListOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the embedded policies",
		Long: `List the embedded policies, the default first.

JSON, one object per policy: name, title.`,
		Example: `  etokenpass tms policy list`,
		Args:    cli.Arguments(0, 0, ""),
		RunE:    func(*cobra.Command, []string) error { return runPolicyList(a, o) },
	}
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runPolicyList(a *cli.App, o policyListOptions) error {
	table := tabwriter.NewWriter(a.Out, 0, 0, 3, ' ', 0)
	for _, name := range tms.EmbeddedPolicies() {
		policy, _, _ := tms.EmbeddedPolicy(name) // it exists
		if o.format.Value == cli.Text {
			fmt.Fprintf(table, "%s\t%s\n", policy.Name, policy.Title)
			continue
		}
		object := struct {
			Name  string `json:"name"`
			Title string `json:"title"`
		}{policy.Name, policy.Title}
		if err := cli.PrintJSON(a.Out, object); err != nil {
			return err
		}
	}
	return cli.OutputError(table.Flush())
}
