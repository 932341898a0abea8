package cli_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands below another one are made when the arguments can name them, or a hint does.
func TestAddSubcommands(t *testing.T) {
	for _, row := range []struct {
		args   []string
		hint   string
		made   bool
		stderr string
	}{
		{[]string{"press"}, "", false, ""},
		{[]string{"press"}, "etokenpass tms unlock --serial 1 ends the lock", true,
			"etokenpass: error: it failed\netokenpass: hint: etokenpass tms unlock --serial 1 ends the lock\n"},
		{[]string{"press"}, "etokenpass tms unlock --profile 1 ends the lock", true, "etokenpass: error: it failed\n"},
		{[]string{"tms", "unlock"}, "", true, ""},
		{[]string{"help", "tms", "unlock"}, "", true, ""},
		{[]string{cobra.ShellCompRequestCmd, "tms", ""}, "", true, ""},
	} {
		var stderr bytes.Buffer
		a := &cli.App{Out: io.Discard, Err: &stderr}
		made := false
		a.Run(row.args, func() *cobra.Command {
			root, tms := &cobra.Command{Use: "etokenpass"}, &cobra.Command{Use: "tms"}
			cli.SetUp(root, a)
			a.AddSubcommands(tms, func() []*cobra.Command {
				made = true
				unlock := &cobra.Command{Use: "unlock", Run: func(*cobra.Command, []string) {}}
				cli.Add(unlock, &cli.Flag[string]{}, cli.Word("SERIAL"), "serial", "")
				return []*cobra.Command{unlock}
			})
			root.AddCommand(tms, &cobra.Command{Use: "press", RunE: func(*cobra.Command, []string) error {
				if row.hint == "" {
					return nil
				}
				return cli.Hinted(errors.New("it failed"), row.hint)
			}})
			return root
		})
		if made != row.made || stderr.String() != row.stderr {
			t.Errorf("%q with the hint %q: made %v, stderr %q; want %v, %q", row.args, row.hint, made, &stderr, row.made, row.stderr)
		}
	}
}
