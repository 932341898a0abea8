package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// runOne runs a program of one command.
func runOne(streams *cli.App, act func() error) {
	streams.Run([]string{}, func() *cobra.Command {
		root := &cobra.Command{Use: "etokenpass", RunE: func(*cobra.Command, []string) error { return act() }}
		cli.Dress(root, streams)
		return root
	})
}

// However many problems and warnings there are, twenty of each are printed.
func TestTellerIsBounded(t *testing.T) {
	const many = 1_234_567
	var told bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &told}
	runOne(streams, func() error {
		teller := streams.NewTeller()
		for range many {
			teller.Problem(cli.Hinted(errors.New("bad"), "mend it"))
			teller.Warning(errors.New("odd"))
		}
		teller.Done()
		teller.Done()
		return errors.New("it failed")
	})
	line := "etokenpass: error: bad\netokenpass: hint: mend it\netokenpass: warning: odd\n" // the hint is told once
	want := line + strings.Repeat("etokenpass: error: bad\netokenpass: warning: odd\n", 19) +
		"etokenpass: error: and 1,234,547 more\netokenpass: warning: and 1,234,547 more\netokenpass: error: it failed\n"
	if told.String() != want {
		t.Errorf("told %s\nwant %s", &told, want)
	}
}

// What a command ends with is bounded too, and each problem is one line.
func TestReportIsBounded(t *testing.T) {
	var problems []error
	for i := range 4_020 {
		problems = append(problems, fmt.Errorf("bad %d\n%s", i, strings.Repeat("x", 5_000)))
	}
	var told bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &told}
	runOne(streams, func() error {
		return errors.Join(errors.Join(problems[:30]...), errors.Join(problems[30:]...))
	})
	lines := strings.Split(strings.TrimSuffix(told.String(), "\n"), "\n")
	if len(lines) != 21 || lines[20] != "etokenpass: error: and 4,000 more" || !strings.HasPrefix(lines[19], "etokenpass: error: bad 19 xxx") {
		t.Errorf("told %d lines, the last %s", len(lines), lines[len(lines)-1])
	}
	for _, line := range lines {
		if len(line) > 1_100 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

// Neither an error nor a hint shows what could be a secret.
func TestReportShowsNoSecret(t *testing.T) {
	const secret = "3132333435363738393031323334353637383930"
	var told bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &told}
	runOne(streams, func() error {
		teller := streams.NewTeller()
		teller.Warning(fmt.Errorf("token %s: odd", secret))
		return cli.Hinted(fmt.Errorf("open /x/%s.yaml: no such file", secret), "did you mean "+secret+"?")
	})
	const hidden = "(hidden, as it could be a secret)"
	if want := "etokenpass: warning: token " + hidden + ": odd\netokenpass: error: open /x/" + hidden + ": no such file\n" +
		"etokenpass: hint: did you mean " + hidden + "?\n"; told.String() != want {
		t.Errorf("told %s\nwant %s", &told, want)
	}
}
