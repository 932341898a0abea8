package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// What a command ends with becomes an exit status, and lines on standard error.
func TestRun(t *testing.T) {
	failure := errors.New("it failed")
	for _, row := range []struct {
		ends   error
		status int
		told   string
	}{
		{nil, 0, ""},
		{failure, 1, "etokenpass: error: it failed\n"},
		{cli.Hinted(failure, "try again"), 1, "etokenpass: error: it failed\netokenpass: hint: try again\n"},
		{cli.Usagef("not %s", "so"), 2, "etokenpass: error: not so\netokenpass: hint: program --help shows how it is used\n"},
		{fmt.Errorf("around it: %w", cli.Unmet(failure)), 3, "etokenpass: error: around it: it failed\n"},
		{errors.Join(failure, cli.Written(failure)), 1, "etokenpass: error: it failed\netokenpass: error: the answer cannot be written: it failed\n"},
		{&cli.Ended{Status: 7}, 7, ""},
	} {
		var out, err bytes.Buffer
		streams := &cli.App{Out: &out, Err: &err}
		status := streams.Run([]string{}, func() *cobra.Command {
			root := &cobra.Command{Use: "program", RunE: func(*cobra.Command, []string) error { return row.ends }}
			cli.Dress(root, streams)
			return root
		})
		if status != row.status || err.String() != row.told || out.Len() > 0 {
			t.Errorf("%v: exit status %d, told %q, answer %q; want %d, %q", row.ends, status, &err, &out, row.status, row.told)
		}
	}
}
