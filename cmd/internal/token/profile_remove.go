package token

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

type profileRemoveOptions struct {
	serials cli.Flag[[]string]
	confirm cli.Confirmation
}

func newProfileRemoveCommand(a *cli.App) *cobra.Command {
	var o profileRemoveOptions
	cmd := &cobra.Command{
		Use:   "remove NAME...",
		Short: "Remove profiles from the profile folder",
		Long: `Remove profiles from the profile folder and print their paths. NAME is a name, a serial or a
path in the folder. If one of several cannot be found, none is removed. On a terminal
remove asks first; elsewhere it requires --yes.

A removed secret is lost, unless there is a copy. A saved counter is kept, so that a token
that is imported again does not repeat codes; to delete its counter then, run reset.`,
		Example: `  etokenpass profile remove anna --yes
  etokenpass profile new --serial 000512345699
  etokenpass profile remove --serial 000512345699 --yes`,
		Args:              cli.ArgumentsOr(func() bool { return len(o.serials.Value) > 0 }, "NAME"),
		ValidArgsFunction: cli.CompleteProfiles(a, cli.NoLimit),
		RunE:              func(_ *cobra.Command, args []string) error { return runProfileRemove(a, o, args) },
	}
	cli.AddSerials(cmd, a, &o.serials)
	o.confirm.AddFlag(cmd)
	return cmd
}

func runProfileRemove(a *cli.App, o profileRemoveOptions, names []string) error {
	if profiles.DefaultFolder() == "" {
		return profiles.ErrNoFolder
	}
	entries, err := o.entries(a.Library(), names)
	if err != nil {
		return err
	}
	question := func() (string, error) { return removal(entries), nil }
	if err := o.confirm.Ask(a, question, "not removed"); err != nil {
		return err
	}
	if err := a.Library().Remove(entries); err != nil {
		return err
	}
	for _, entry := range entries {
		if _, err := fmt.Fprintln(a.Out, entry.Origin); err != nil {
			return cli.OutputError(err)
		}
	}
	if anyUsed(entries) {
		a.Messagef("saved counters are kept, so that a token that is imported again does not repeat codes; to delete its counter then, run etokenpass reset\n")
	}
	return nil
}

// entries finds the profiles to remove. All problems are reported at once.
func (o profileRemoveOptions) entries(library profiles.Library, names []string) ([]profiles.Entry, error) {
	var entries []profiles.Entry
	var problems []error
	first := map[string]string{} // by path, how the profile was named first
	add := func(named string, entry profiles.Entry, err error) {
		switch {
		case err != nil:
		case entry.Embedded:
			err = fmt.Errorf("%s is a built-in profile and cannot be removed", entry.Name)
		case first[entry.Origin] != "":
			err = cli.Usagef("the profile %s is given twice: %s and %s", entry.Name, first[entry.Origin], named)
		}
		if err != nil {
			problems = append(problems, err)
			return
		}
		first[entry.Origin] = named
		entries = append(entries, entry)
	}
	for _, name := range names {
		find := library.Find
		if profiles.IsPath(name) {
			find = library.FindPath
		}
		entry, err := find(name)
		add(name, entry, err)
	}
	for _, serial := range o.serials.Value {
		entry, err := library.FindSerial(serial)
		add("--serial "+serial, entry, err)
	}
	return entries, errors.Join(problems...)
}

// removal returns what removing profiles does, with the first of their names.
func removal(entries []profiles.Entry) string {
	const most = 10
	var names []string
	for _, entry := range entries[:min(most, len(entries))] {
		content := "cannot be read"
		if entry.Profile != nil {
			content = entry.Profile.Serial
		}
		names = append(names, fmt.Sprintf("%s (%s)", entry.Name, content))
	}
	if more := len(entries) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return "these profiles will be removed, and their secrets are lost unless there is a copy: " + strings.Join(names, ", ")
}

// anyUsed reports whether a token of the profiles has a saved counter.
func anyUsed(entries []profiles.Entry) bool {
	store, err := new(cli.StateOptions).Store()
	if err != nil {
		return false // nothing is saved
	}
	used := store.Used()
	for _, entry := range entries {
		if entry.Profile != nil && used(entry.Profile.Serial) {
			return true
		}
	}
	return false
}
