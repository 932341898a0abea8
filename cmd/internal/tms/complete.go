package tms

import (
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

// mostOffered is how many serials or users the shell offers.
const mostOffered = 100

// offer returns the names that begin with what is typed.
type offer func(view tms.View, typed string) []string

// files is the offer for an argument that is a file.
var files offer

// complete offers the shell names for each argument.
func (o *storeOptions) complete(a *cli.App, offers ...offer) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) (names []string, _ cobra.ShellCompDirective) {
		if len(args) >= len(offers) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		offer := offers[len(args)]
		if offer == nil {
			return nil, cobra.ShellCompDirectiveDefault
		}
		_ = o.read(cmd.Context(), a, func(_ *tms.Validator, view tms.View) error { // completion has no place for errors
			names = offer(view, typed)
			return nil
		})
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// serials offers the serials of tokens.
func serials(view tms.View, typed string) []string {
	describe := func(record tms.Record) (name, description string) { return record.Token.Serial, record.Token.User }
	names := namesFrom(view.Records(typed), typed, describe)
	if record, err := view.Record(tms.Key{Serial: typed}); err == nil && record.Token != nil {
		names = append(names, typed)
	}
	return names
}

// users offers the names of users.
func users(view tms.View, typed string) []string {
	describe := func(record tms.Record) (name, description string) { return record.User.Name, record.User.Owner }
	names := namesFrom(view.Users(typed), typed, describe)
	if record, err := view.Record(tms.Key{User: typed}); err == nil && record.User != nil {
		names = append(names, typed)
	}
	return names
}

func serialsAndUsers(view tms.View, typed string) []string {
	return append(serials(view, typed), users(view, typed)...)
}

// namesFrom returns the names, among the first of some records in the order of their names, that
// begin with what is typed.
func namesFrom(records iter.Seq2[tms.Record, error], typed string, describe func(tms.Record) (name, description string)) (names []string) {
	for record, err := range records {
		if err != nil {
			break
		}
		name, description := describe(record)
		if !strings.HasPrefix(name, typed) || len(names) == mostOffered {
			break
		}
		if cli.Legible(name) == name {
			names = append(names, cobra.CompletionWithDesc(name, cli.Legible(description)))
		}
	}
	return names
}
