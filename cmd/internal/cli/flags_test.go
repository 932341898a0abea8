package cli_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// A command can define a kind of its own, with what the shell offers and which hints it fits.
func TestOwnKind(t *testing.T) {
	yesNo := cli.Kind[bool]{
		Name: "YES",
		Parse: func(text string, _ bool) (bool, error) {
			if text != "yes" && text != "no" {
				return false, errors.New("must be yes or no")
			}
			return text == "yes", nil
		},
		Complete: cobra.FixedCompletions([]string{"yes", "no"}, cobra.ShellCompDirectiveNoFileComp),
		Accepts:  func(word string) bool { return word == "yes" || word == "no" },
	}
	cmd := &cobra.Command{Use: "etokenpass"}
	var flag cli.Flag[bool]
	cli.Add(cmd, &flag, yesNo, "sure", "")

	if err := cmd.ParseFlags([]string{"--sure", "yes"}); err != nil || !flag.Value || !flag.Changed() {
		t.Errorf("--sure yes: %v, value %v, changed %v", err, flag.Value, flag.Changed())
	}
	if err := cmd.ParseFlags([]string{"--sure", "maybe"}); err == nil || !flag.Value {
		t.Errorf("--sure maybe: %v, value %v; want an error and the old value", err, flag.Value)
	}
	var offered bytes.Buffer
	streams := &cli.App{Out: &offered, Err: io.Discard}
	streams.Run([]string{cobra.ShellCompRequestCmd, "--sure", ""}, func() *cobra.Command {
		cli.SetUp(cmd, streams)
		return cmd
	})
	if want := "yes\nno\n:4\n"; offered.String() != want {
		t.Errorf("the shell is offered %q, want %q", &offered, want)
	}
	for hint, want := range map[string]string{"--sure yes does it": "--sure yes does it", "--sure N sets it": ""} {
		if got := cli.HintFor(cmd, hint); got != want {
			t.Errorf("the hint %q becomes %q, want %q", hint, got, want)
		}
	}
}
