package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Run turns the error that a command returns into an exit status and error messages.
func TestRun(t *testing.T) {
	failure := errors.New("it failed")
	for _, row := range []struct {
		err    error
		status int
		stderr string
	}{
		{nil, 0, ""},
		{failure, 1, "etokenpass: error: it failed\n"},
		{cli.Hinted(failure, "try again"), 1, "etokenpass: error: it failed\netokenpass: hint: try again\n"},
		{cli.Usagef("not %s", "so"), 2, "etokenpass: error: not so\netokenpass: hint: program --help shows its usage\n"},
		{fmt.Errorf("around it: %w", cli.Unmet(failure)), 3, "etokenpass: error: around it: it failed\n"},
		{errors.Join(failure, cli.OutputError(failure)), 1, "etokenpass: error: it failed\netokenpass: error: the output cannot be written: it failed\n"},
		{&cli.Ended{Status: 7}, 7, ""},
	} {
		var stdout, stderr bytes.Buffer
		streams := &cli.App{Out: &stdout, Err: &stderr}
		status := streams.Run([]string{}, func() *cobra.Command {
			root := &cobra.Command{Use: "program", RunE: func(*cobra.Command, []string) error { return row.err }}
			cli.SetUp(root, streams)
			return root
		})
		if status != row.status || stderr.String() != row.stderr || stdout.Len() > 0 {
			t.Errorf("%v: exit status %d, stderr %q, stdout %q; want %d, %q", row.err, status, &stderr, &stdout, row.status, row.stderr)
		}
	}
}
