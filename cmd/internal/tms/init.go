package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

type initOptions struct {
	store  storeOptions
	format cli.Flag[string]
}

func newInitCommand(a *cli.App) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Create a store and choose its policy",
		Long: `Create an empty store and its key file, with the policy that --policy names. import does
this too, with the default policy, if there is no store yet.

The store has the tokens with their encrypted secrets, the users and the journal; the key
file has the key that they are encrypted with and the journal's key. Back up both, in
different places. An existing store or key file is never overwritten.

JSON, one object: store, key_file, policy.`,
		Example: `  etokenpass tms init --store ./practice.db --policy bs-client`,
		Args:    cli.Arguments(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runInit(cmd.Context(), a, o) },
	}
	o.store.addPlaceFlags(cmd)
	o.store.addPolicyFlag(cmd, "the rules: an embedded policy or a file (default bank-guide)")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runInit(ctx context.Context, a *cli.App, o initOptions) error {
	place, err := o.store.place()
	if err != nil {
		return err
	}
	is, err := place.IsNew()
	switch {
	case err != nil:
		return err
	case !is:
		return cli.Hinted(fmt.Errorf("the store %s exists already", place.Store), "--store FILE names another place")
	}
	policy, text, err := o.store.newPolicy(a)
	if err != nil {
		return err
	}
	if err := place.Create(ctx, text); err != nil {
		return err
	}
	if o.format.Value == cli.JSON {
		return cli.PrintJSON(a.Out, struct {
			Store   string `json:"store"`
			KeyFile string `json:"key_file"`
			Policy  string `json:"policy"`
		}{place.Store, place.Key, policy.Name})
	}
	_, err = fmt.Fprintf(a.Out, "created the store %s with policy %s, and its key file %s\n",
		cli.Legible(place.Store), policy.Name, cli.Legible(place.Key))
	return cli.OutputError(err)
}
