package cli_test

import (
	"errors"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// A misspelt subcommand is corrected only to one that help lists.
func TestSubcommandOnly(t *testing.T) {
	root := &cobra.Command{Use: "etokenpass"}
	run := func(*cobra.Command, []string) {}
	root.AddCommand(&cobra.Command{Use: "press", Run: run}, &cobra.Command{Use: "hidden", Run: run, Hidden: true})
	for typed, want := range map[string]string{
		"prss": "did you mean etokenpass press?", "PRESS": "did you mean etokenpass press?", "hiden": "", "p": "", "something": "",
	} {
		var usage *cli.UsageError
		err := cli.SubcommandOnly(root, []string{typed})
		if !errors.As(err, &usage) {
			t.Errorf("%s: %v; want a usage error", typed, err)
		} else if usage.Advice != want {
			t.Errorf("%s: the hint is %q, want %q", typed, usage.Advice, want)
		}
	}
}

func TestNoLimit(t *testing.T) {
	many := make([]string, 2<<20)
	for i := range many {
		many[i] = "x"
	}
	if err := cli.Arguments(1, cli.NoLimit, "FILE")(&cobra.Command{}, many); err != nil {
		t.Error(err)
	}
}
