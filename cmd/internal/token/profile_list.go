package token

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

type profileListOptions struct{ format cli.Flag[string] }

func newProfileListCommand(a *cli.App) *cobra.Command {
	var o profileListOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the built-in profiles and those in the profile folder",
		Long: `List the profiles that --profile finds: built-in profiles by name, and profiles in the
profile folder by name or serial. A profile that cannot be read is reported on standard
error, and the exit status is 1.

JSON, one object per profile: name, serial, type, model, from (built-in, or the path).`,
		Example: `  etokenpass profile list
  etokenpass profile list --format json`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return runProfileList(a, o) },
	}
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

// listed is a profile in JSON.
type listed struct {
	Name   string `json:"name"`
	Serial string `json:"serial"`
	Type   string `json:"type"`
	Model  string `json:"model"`
	From   string `json:"from"`
}

func runProfileList(a *cli.App, o profileListOptions) error {
	entries, err := a.Library().List()
	good, unreadable := sortOut(entries)
	unreadable = errors.Join(err, unreadable)
	if o.format.Value == cli.JSON {
		for _, each := range good {
			if err := cli.PrintJSON(a.Out, each); err != nil {
				return err
			}
		}
		return unreadable
	}
	table := tabwriter.NewWriter(a.Out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "NAME\tSERIAL\tTYPE\tMODEL\tFROM")
	for _, each := range good {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", cli.Legible(each.Name), each.Serial, each.Type, each.Model, cli.Legible(each.From))
	}
	if err := table.Flush(); err != nil {
		return cli.OutputError(err)
	}
	return unreadable
}

func sortOut(entries []profiles.Entry) (good []listed, unreadable error) {
	var problems []error
	for _, entry := range entries {
		if entry.Err != nil {
			problems = append(problems, entry.Err)
			continue
		}
		good = append(good, listed{entry.Name, entry.Profile.Serial, string(entry.Profile.Type), entry.Profile.Model, entry.Origin})
	}
	return good, errors.Join(problems...)
}
